# SPDX-License-Identifier: ISC
"""Our daemon with Debian's libreswan 4.10, PSK, each side initiating."""

from __future__ import annotations

import pytest

from lab import interop
from lab.conns import host_to_host, net_to_net
from lab.daemons import Libreswan
from lab.interop import OURS, PEER
from lab.topology import Lab

pytestmark = [pytest.mark.cygnet, pytest.mark.interop]


@pytest.mark.parametrize("initiator", [OURS, PEER], ids="{}-starts".format)
@pytest.mark.parametrize("ended_by", [OURS, PEER], ids="{}-ends".format)
def test_tunnel(lab: Lab, start_daemon, initiator: str, ended_by: str) -> None:
    interop.tunnel(lab, start_daemon, Libreswan, net_to_net(), initiator, ("v4",), ended_by)


@pytest.mark.parametrize("initiator", [OURS, PEER], ids="{}-starts".format)
@pytest.mark.parametrize("outer, inner", [("v4", "v6"), ("v6", "v4"), ("v6", "v6")])
def test_families(lab: Lab, start_daemon, initiator: str, outer: str, inner: str) -> None:
    interop.tunnel(lab, start_daemon, Libreswan, net_to_net(outer, (inner,)), initiator, (inner,), OURS)


@pytest.mark.parametrize("initiator", [OURS, PEER], ids="{}-starts".format)
@pytest.mark.parametrize("ike, esp", [("aes256gcm16-prfsha256-ecp256", "aes256gcm16"),
                                      ("aes128-sha256-modp2048", "aes128-sha256"),
                                      ("aes256-sha512-ecp384", "chacha20poly1305")])
def test_algorithms(lab: Lab, start_daemon, initiator: str, ike: str, esp: str) -> None:
    interop.tunnel(lab, start_daemon, Libreswan, net_to_net(ike=ike, esp=esp), initiator, ("v4",), OURS)


@pytest.mark.parametrize("initiator", [OURS, PEER], ids="{}-starts".format)
@pytest.mark.parametrize("family", ["v4", "v6"])
def test_transport_mode(lab: Lab, start_daemon, initiator: str, family: str) -> None:
    interop.host_tunnel(lab, start_daemon, Libreswan, host_to_host(family, mode="transport"), initiator, family)


def test_first_packet_after_our_trap(lab: Lab, start_daemon) -> None:
    interop.trap(lab, start_daemon, Libreswan, net_to_net())


@pytest.mark.parametrize("initiator", [OURS, PEER], ids="{}-starts".format)
def test_child_rekeyed_by_the_peer(lab: Lab, start_daemon, initiator: str) -> None:
    interop.child_rekey(lab, start_daemon, Libreswan, net_to_net(), initiator)


@pytest.mark.parametrize("initiator", [OURS, PEER], ids="{}-starts".format)
def test_ike_sa_rekeyed_by_the_peer(lab: Lab, start_daemon, initiator: str) -> None:
    interop.ike_rekey(lab, start_daemon, Libreswan, net_to_net(), initiator)
