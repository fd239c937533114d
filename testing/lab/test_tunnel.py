# SPDX-License-Identifier: ISC
"""Two of our daemons and a real kernel: the main job, seen from outside (traffic, wire, kernel, command line)."""

from __future__ import annotations

import dataclasses
import itertools
import time

import pytest

from lab import traffic
from lab.checks import (assert_matching_states, live_states, tunnel_policies, wait_clean, wait_no_states, wait_tunnel)
from lab.conns import eclient as eclient_address
from lab.conns import host_to_host, inside, net_to_net, network, outside
from lab.daemons import Cygnet, End, TunnelConfig
from lab.host import Host
from lab.router import Router
from lab.topology import EAST, ECLIENT, NIC_MAIN, NORTH, WEST, Lab
from lab.util import CommandError, wait_for

pytestmark = pytest.mark.cygnet

FAMILIES = ["v4", "v6"]
MIXTURES = list(itertools.product(FAMILIES, FAMILIES))


def wait_trap(host: Host) -> None:
    """Until a policy with a template is there."""
    wait_for(lambda: tunnel_policies(host), 5, f"a trap on {host.name}")


@pytest.mark.parametrize("outer, inner", MIXTURES)
def test_up_traffic_down(lab: Lab, west: Host, east: Host, wclient: Host, eclient: Host, start_daemon, outer: str,
                         inner: str) -> None:
    conn = net_to_net(outer, (inner,))
    wire = lab.wire("west")
    start_daemon(Cygnet, east, conn)
    a = start_daemon(Cygnet, west, conn)
    a.up("west-east")
    wait_tunnel(west, east, timeout=2)
    assert_matching_states(west, east)
    assert len(live_states(west)) == 2
    assert wclient.ping(eclient_address(inner), count=3)
    assert traffic.tcp(wclient, eclient, eclient_address(inner))["ok"]
    # IPv6: one large packet teaches each side the path's MTU, the third comes through
    assert any(wclient.ping(eclient_address(inner), size=3000, timeout=1) for _ in range(4))
    wire.assert_protected(network(WEST, inner), network(EAST, inner), at_least=8)
    lines = a.trafficstatus()
    assert len(lines) == 1 and '"west-east", type=ESP, add_time=' in lines[0] and "id='@east'" in lines[0], lines
    a.down("west-east")
    wait_clean(west, east)
    assert a.trafficstatus() == []


@pytest.mark.parametrize("family", FAMILIES)
def test_transport_mode(lab: Lab, west: Host, east: Host, start_daemon, family: str) -> None:
    conn = host_to_host(family, mode="transport")
    start_daemon(Cygnet, east, conn)
    a = start_daemon(Cygnet, west, conn)
    a.up("west-east")
    wait_tunnel(west, east, timeout=2)
    assert {s.mode for s in live_states(west) + live_states(east)} == {"transport"}
    wire = lab.wire("west")
    target = outside(EAST, family)
    assert west.ping(target, count=3)
    assert traffic.udp(west, east, target, count=3)["echoed"] == 3
    assert traffic.tcp(west, east, target)["ok"]
    wire.assert_protected(outside(WEST, family), target, at_least=12)
    a.down("west-east")
    wait_clean(west, east)


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("kind", ["udp", "tcp"])
@pytest.mark.parametrize("where", ["local", "forwarded"])
def test_first_packet_after_a_trap_arrives(lab: Lab, west: Host, east: Host, wclient: Host, eclient: Host, start_daemon,
                                           family: str, kind: str, where: str) -> None:
    wire = lab.wire("west")
    start_daemon(Cygnet, east, net_to_net("v4", (family,)))
    start_daemon(Cygnet, west, net_to_net("v4", (family,), auto="ondemand"))
    wait_trap(west)
    assert west.xfrm_state() == []
    sender, source = (west, inside(WEST, family)) if where == "local" else (wclient, None)
    if kind == "udp":
        answer = traffic.udp(sender, eclient, eclient_address(family), count=5, gap=0.002, source=source)
        assert answer["first"] and answer["echoed"] == 5 and not answer["errors"], answer
    else:
        answer = traffic.tcp(sender, eclient, eclient_address(family), source=source)
        # a lost SYN would be sent again after a second
        assert answer["ok"] and answer["connect_seconds"] < 0.95, answer
    wire.assert_protected(network(WEST, family), network(EAST, family), at_least=2)
    assert_matching_states(west, east)


def test_trap_outlives_the_tunnel(lab: Lab, west: Host, east: Host, wclient: Host, start_daemon) -> None:
    start_daemon(Cygnet, east, net_to_net())
    a = start_daemon(Cygnet, west, net_to_net(auto="ondemand"))
    wait_trap(west)
    wire = lab.wire("west")
    for _ in range(2):
        assert wclient.ping(ECLIENT.ip4)
        a.down("west-east")
        wait_no_states(west, east)
        assert tunnel_policies(west), "down took the trap away"
    a.unroute("west-east")
    wait_clean(west, east)
    wire.assert_protected(WEST.net4, EAST.net4, at_least=4)


@pytest.mark.parametrize("how", ["down", "delete", "stop"])
def test_initiator_ends_it(west: Host, east: Host, wclient: Host, start_daemon, how: str) -> None:
    start_daemon(Cygnet, east, net_to_net())
    a = start_daemon(Cygnet, west, net_to_net())
    a.up("west-east")
    wait_tunnel(west, east)
    assert wclient.ping(ECLIENT.ip4)
    a.stop() if how == "stop" else getattr(a, how)("west-east")
    wait_clean(west, east)


@pytest.mark.parametrize("how", ["down", "delete", "stop"])
def test_responder_ends_it(west: Host, east: Host, wclient: Host, start_daemon, how: str) -> None:
    """The initiator was started by traffic, not by `up`: it has no wish to come back."""
    b = start_daemon(Cygnet, east, net_to_net())
    a = start_daemon(Cygnet, west, net_to_net(auto="ondemand"))
    wait_trap(west)
    assert wclient.ping(ECLIENT.ip4)
    b.stop() if how == "stop" else getattr(b, how)("west-east")
    wait_no_states(west, east)
    wait_clean(east)
    assert tunnel_policies(west), "the trap is to stay"
    a.unroute("west-east")
    wait_clean(west)


def test_what_was_put_up_comes_back(west: Host, east: Host, wclient: Host, start_daemon) -> None:
    """After `up` the connection wishes to remain up: when the peer ends it, it is revived."""
    b = start_daemon(Cygnet, east, net_to_net())
    a = start_daemon(Cygnet, west, net_to_net())
    a.up("west-east")
    wait_tunnel(west, east)
    before = {s.spi for s in live_states(west)}
    b.down("west-east")
    wait_for(lambda: live_states(west) and not before & {s.spi for s in live_states(west)}, what="new SAs")
    wait_tunnel(west, east)
    assert wclient.ping(ECLIENT.ip4)
    a.down("west-east")
    wait_clean(west, east)


def test_several_selectors_in_one_child(lab: Lab, west: Host, east: Host, wclient: Host, start_daemon) -> None:
    conn = net_to_net("v4", ("v4", "v6"))
    wire = lab.wire("west")
    start_daemon(Cygnet, east, conn)
    a = start_daemon(Cygnet, west, conn)
    a.up("west-east")
    wait_tunnel(west, east)
    assert wclient.ping(eclient_address("v4")) and wclient.ping(eclient_address("v6"))
    assert len(live_states(west)) == 2, "one pair of SAs carries both"
    wire.assert_protected(WEST.net4, EAST.net4, at_least=4)
    wire.assert_protected(WEST.net6, EAST.net6, at_least=4)
    a.down("west-east")
    wait_clean(west, east)


def test_second_child_on_the_same_ike_sa(west: Host, east: Host, wclient: Host, start_daemon) -> None:
    conns = [net_to_net("v4", ("v4",), name="four"), net_to_net("v4", ("v6",), name="six")]
    start_daemon(Cygnet, east, *conns)
    a = start_daemon(Cygnet, west, *conns)
    a.up("four")
    a.up("six")
    wait_tunnel(west, east, pairs=2)
    assert wclient.ping(eclient_address("v4")) and wclient.ping(eclient_address("v6"))
    states = a.ipsec("showstates")
    assert states.count("established IKE SA") == 1 and states.count("established Child SA") == 2, states
    a.down("four")
    wait_for(lambda: len(live_states(west)) == 2 and len(live_states(east)) == 2, what="one child ends alone")
    assert wclient.ping(eclient_address("v6"))
    a.down("six")
    wait_clean(west, east)


def test_auto_start(west: Host, east: Host, wclient: Host, start_daemon) -> None:
    start_daemon(Cygnet, east, net_to_net())
    start_daemon(Cygnet, west, net_to_net(auto="start"))
    wait_tunnel(west, east)
    assert wclient.ping(ECLIENT.ip4)


def test_both_sides_start_at_once(west: Host, east: Host, wclient: Host, start_daemon) -> None:
    start_daemon(Cygnet, east, net_to_net(auto="start"))
    start_daemon(Cygnet, west, net_to_net(auto="start"))
    wait_tunnel(west, east)
    time.sleep(1)
    assert wclient.ping(ECLIENT.ip4, count=3)


def nat_conns() -> tuple[TunnelConfig, TunnelConfig]:
    """(north's, east's): east knows neither north's address nor its port."""
    east = End(EAST.ip4, "@east", (EAST.net4,))
    return (TunnelConfig("north-east", End(NORTH.ip4, "@north", (NORTH.net4,)), east),
            TunnelConfig("north-east", End("%any", "@north", (NORTH.net4,)), east))


@pytest.mark.parametrize("random_ports", [False, True])
def test_through_nat(lab: Lab, nic: Router, north: Host, east: Host, nclient: Host, eclient: Host, start_daemon,
                     random_ports: bool) -> None:
    nic.nat(random_ports=random_ports)
    mine, template = nat_conns()
    wire = lab.wire("east")
    start_daemon(Cygnet, east, template)
    a = start_daemon(Cygnet, north, mine)
    a.up("north-east")
    wait_tunnel(north, east)
    assert all(s.encap and s.encap[0] == "espinudp" for s in live_states(north) + live_states(east))
    assert nclient.ping(ECLIENT.ip4, count=3)
    assert traffic.tcp(nclient, eclient, ECLIENT.ip4)["ok"]
    wire.assert_protected(NORTH.net4, EAST.net4, at_least=10)
    assert {p.src for p in wire.esp() if p.dst == EAST.ip4} == {NIC_MAIN.ip4}
    assert all(4500 in (p.sport, p.dport) for p in wire.esp())
    a.down("north-east")
    wait_clean(north, east)


def test_nat_box_forgets(lab: Lab, nic: Router, north: Host, east: Host, nclient: Host, start_daemon) -> None:
    """The mapping changes under a live tunnel: authenticated ESP from the new port moves it (RFC 7296 2.23)."""
    nic.nat(random_ports=True, udp_timeout=1)
    mine, template = nat_conns()
    wire = lab.wire("east")
    start_daemon(Cygnet, east, template)
    start_daemon(Cygnet, north, mine).up("north-east")
    wait_tunnel(north, east)
    assert nclient.ping(ECLIENT.ip4, count=3)
    before = {p.sport for p in wire.esp() if p.dst == EAST.ip4}
    time.sleep(3)       # longer than the NAT box remembers: the next packet gets a new port
    wait_for(lambda: nclient.ping(ECLIENT.ip4, timeout=0.5), 10, "a ping through the new mapping")
    assert nclient.ping(ECLIENT.ip4, count=3)
    assert {p.sport for p in wire.esp() if p.dst == EAST.ip4} - before, "the NAT box kept its mapping"
    assert len(live_states(east)) == 2
    wire.assert_protected(NORTH.net4, EAST.net4, at_least=10)


def test_first_packet_through_nat(lab: Lab, nic: Router, north: Host, east: Host, nclient: Host, eclient: Host,
                                  start_daemon) -> None:
    nic.nat()
    mine, template = nat_conns()
    start_daemon(Cygnet, east, template)
    start_daemon(Cygnet, north, dataclasses.replace(mine, auto="ondemand"))
    wait_trap(north)
    answer = traffic.udp(nclient, eclient, ECLIENT.ip4, count=3)
    assert answer["first"] and answer["echoed"] == 3, answer


def test_lossy_link(nic: Router, west: Host, east: Host, wclient: Host, start_daemon) -> None:
    assert west.ping(EAST.ip4)
    nic.netem(loss="25%", port="east")
    start_daemon(Cygnet, east, net_to_net())
    a = start_daemon(Cygnet, west, net_to_net())
    a.up("west-east")
    wait_tunnel(west, east, timeout=30)
    nic.heal()
    assert wclient.ping(ECLIENT.ip4, count=3)


def test_nothing_in_the_clear_while_the_peer_is_silent(lab: Lab, west: Host, wclient: Host, start_daemon) -> None:
    start_daemon(Cygnet, west, net_to_net(auto="ondemand"))
    wait_trap(west)
    wire = lab.wire("west")
    assert not wclient.ping(ECLIENT.ip4, count=5, timeout=0.5)
    wait_for(lambda: [p for p in wire.packets() if p.kind == "ike"], 5, "an IKE packet on the wire")
    wire.assert_protected(WEST.net4, EAST.net4, at_least=0)


def test_wrong_psk(west: Host, east: Host, start_daemon) -> None:
    start_daemon(Cygnet, east, net_to_net(psk="one"))
    a = start_daemon(Cygnet, west, net_to_net(psk="another"))
    with pytest.raises(CommandError) as failure:
        a.up("west-east")
    assert failure.value.result.returncode == 56
    assert "AUTHENTICATION_FAILED" in a.log_text()
    a.down("west-east")     # it was to be up: it is held and tried again until then
    wait_clean(west, east)


def test_no_common_proposal(west: Host, east: Host, start_daemon) -> None:
    start_daemon(Cygnet, east, net_to_net(ike="aes128-sha256-ecp256"))
    a = start_daemon(Cygnet, west, net_to_net(ike="aes256gcm16-prfsha512-x25519"))
    with pytest.raises(CommandError):
        a.up("west-east")
    assert "NO_PROPOSAL_CHOSEN" in a.log_text()
    a.down("west-east")
    wait_clean(west, east)


def test_other_group_than_guessed(west: Host, east: Host, wclient: Host, start_daemon) -> None:
    """The initiator's first proposal has one group, the responder takes only the other: INVALID_KE_PAYLOAD."""
    ike = {"ike": "aes256-sha2_256-dh31,aes256-sha2_256-dh19"}
    start_daemon(Cygnet, east, net_to_net(ike="aes256-sha256-ecp256"))
    a = start_daemon(Cygnet, west, dataclasses.replace(net_to_net(), extra=ike))
    a.up("west-east")
    wait_tunnel(west, east)
    assert wclient.ping(ECLIENT.ip4)


@pytest.mark.parametrize("esp", ["aes128gcm16", "aes256gcm16", "aes128-sha1", "aes256-sha256", "aes256-sha512",
                                 "chacha20poly1305"])
def test_esp_algorithms(west: Host, east: Host, wclient: Host, start_daemon, esp: str) -> None:
    start_daemon(Cygnet, east, net_to_net(esp=esp))
    a = start_daemon(Cygnet, west, net_to_net(esp=esp))
    a.up("west-east")
    wait_tunnel(west, east)
    assert_matching_states(west, east)
    assert wclient.ping(ECLIENT.ip4, count=2)


@pytest.mark.timetravel
def test_up_gives_up(west: Host, start_daemon) -> None:
    """Nobody answers: `ipsec up` ends by itself with status 51."""
    a = start_daemon(Cygnet, west, net_to_net())
    answer = a.ipsec_result("up", "west-east", timeout=900)
    assert answer.returncode == 51, answer.stdout + answer.stderr


@pytest.mark.timetravel
def test_idle_for_two_hours(west: Host, east: Host, wclient: Host, start_daemon) -> None:
    start_daemon(Cygnet, east, net_to_net())
    a = start_daemon(Cygnet, west, net_to_net())
    a.up("west-east")
    wait_tunnel(west, east)
    time.sleep(7200)
    assert a.alive() and wclient.ping(ECLIENT.ip4, count=3)
