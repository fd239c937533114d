# SPDX-License-Identifier: ISC
"""One script for all interop tests: our daemon on one side, another on the other."""

from __future__ import annotations

import dataclasses

from . import traffic
from .checks import assert_matching_states, live_states, wait_clean, wait_no_states, wait_tunnel
from .conns import eclient as eclient_address
from .conns import network, outside
from .daemons import Cygnet, Daemon, TunnelConfig
from .topology import EAST, WEST, Lab
from .util import wait_for

OURS, PEER = "ours", "peer"


def pair(lab: Lab, start_daemon, peer: type[Daemon], conn: TunnelConfig, initiator: str,
         auto: str = "add") -> tuple[Daemon, Daemon]:
    """(initiator on west, responder on east), both running with CONN; AUTO is the initiator's."""
    kinds = (Cygnet, peer) if initiator == OURS else (peer, Cygnet)
    responder = start_daemon(kinds[1], lab["east"], conn)
    return start_daemon(kinds[0], lab["west"], dataclasses.replace(conn, auto=auto)), responder


def check_net_traffic(lab: Lab, wire, families: tuple[str, ...]) -> None:
    """Pings and TCP between the networks, all of it encrypted."""
    for family in families:
        target = eclient_address(family)
        assert lab["wclient"].ping(target, count=3)
        assert lab["eclient"].ping(target, count=1)
        assert traffic.tcp(lab["wclient"], lab["eclient"], target)["ok"]
        wire.assert_protected(network(WEST, family), network(EAST, family), at_least=6)


def tunnel(lab: Lab, start_daemon, peer: type[Daemon], conn: TunnelConfig, initiator: str, families: tuple[str, ...],
           ended_by: str) -> None:
    """Up, traffic, down by one side; nothing may be left in our kernel, and no SA in the peer's."""
    wire = lab.wire("west")
    kind = Cygnet if initiator == OURS else peer
    # What was put up by command may wish to come back when the other side ends it; what traffic started has no such wish.
    by_traffic = ended_by != initiator and kind.traps
    a, b = pair(lab, start_daemon, peer, conn, initiator, auto="ondemand" if by_traffic else "add")
    if by_traffic:
        wait_for(lambda: lab["wclient"].ping(eclient_address(families[0]), timeout=1), what="a ping through the tunnel")
    else:
        a.up(conn.name)
    wait_tunnel(lab["west"], lab["east"])
    assert_matching_states(lab["west"], lab["east"])
    check_net_traffic(lab, wire, families)
    (a if ended_by == initiator else b).down(conn.name)
    ours, theirs = (lab["west"], lab["east"]) if initiator == OURS else (lab["east"], lab["west"])
    wait_no_states(ours)
    # A trap that the peer leaves may have asked once more: that larval state is the kernel's, for 30 s.
    wait_for(lambda: not live_states(theirs), 15, "no SA left at the peer")
    if not (by_traffic and initiator == OURS):
        wait_clean(lab["west"] if initiator == OURS else lab["east"])


def host_tunnel(lab: Lab, start_daemon, peer: type[Daemon], conn: TunnelConfig, initiator: str, family: str) -> None:
    """Host to host (transport mode, or a tunnel without networks)."""
    a, _ = pair(lab, start_daemon, peer, conn, initiator)
    a.up(conn.name)
    wait_tunnel(lab["west"], lab["east"])
    wire = lab.wire("west")
    assert {s.mode for s in live_states(lab["west"])} == {conn.mode}
    assert lab["west"].ping(outside(EAST, family), count=3)
    assert traffic.tcp(lab["west"], lab["east"], outside(EAST, family))["ok"]
    wire.assert_protected(outside(WEST, family), outside(EAST, family), at_least=6)


def trap(lab: Lab, start_daemon, peer: type[Daemon], conn: TunnelConfig) -> None:
    """Our trap, the peer answers: the first packet arrives."""
    pair(lab, start_daemon, peer, conn, OURS, auto="ondemand")
    wait_for(lambda: [p for p in lab["west"].xfrm_policy() if p.templates], 5, "a trap")
    answer = traffic.udp(lab["wclient"], lab["eclient"], eclient_address("v4"), count=5, gap=0.002)
    assert answer["first"] and answer["echoed"] == 5, answer


def child_rekey(lab: Lab, start_daemon, peer: type[Daemon], conn: TunnelConfig, initiator: str) -> None:
    """The peer rekeys the Child SA: a new pair of SAs, the old one goes, and traffic flows all the while."""
    wire = lab.wire("west")
    a, b = pair(lab, start_daemon, peer, conn, initiator)
    a.up(conn.name)
    wait_tunnel(lab["west"], lab["east"])
    before = {s.spi for s in live_states(lab["east"])}
    (b if initiator == OURS else a).rekey_child(conn.name)
    wait_for(lambda: len({s.spi for s in live_states(lab["east"])} - before) >= 2, 10, "new SAs")
    assert lab["wclient"].ping(eclient_address("v4"), count=3)
    wait_for(lambda: not before & {s.spi for h in ("west", "east") for s in live_states(lab[h])}, 20, "the old SAs to go")
    assert lab["wclient"].ping(eclient_address("v4"), count=3)
    assert_matching_states(lab["west"], lab["east"])
    wire.assert_protected(network(WEST, "v4"), network(EAST, "v4"), at_least=6)


def ike_rekey(lab: Lab, start_daemon, peer: type[Daemon], conn: TunnelConfig, initiator: str) -> None:
    """The peer rekeys the IKE SA: the Child SA stays, and the new IKE SA can still end it."""
    a, b = pair(lab, start_daemon, peer, conn, initiator)
    a.up(conn.name)
    wait_tunnel(lab["west"], lab["east"])
    before = {s.spi for s in live_states(lab["east"])}
    ours, theirs = (a, b) if initiator == OURS else (b, a)
    theirs.rekey_ike(conn.name)
    wait_for(lambda: "rekeyed IKE SA" in ours.log_text(), 10, "a new IKE SA")
    assert lab["wclient"].ping(eclient_address("v4"), count=3)
    assert before == {s.spi for s in live_states(lab["east"])}
    a.down(conn.name)       # whoever put it up: the other's Delete would only be answered by a new start
    wait_for(lambda: not live_states(lab["west"]) and not live_states(lab["east"]), 15, "no SA left")
