# SPDX-License-Identifier: ISC
"""Other daemons among themselves: proves drivers, trees and network without a daemon of ours."""

from __future__ import annotations

from typing import Type

import pytest

from lab.checks import assert_matching_states, wait_no_states, wait_tunnel
from lab.daemons import Daemon, End, Libreswan, OpenIKED, StrongSwan, TunnelConfig
from lab.host import Host
from lab.topology import EAST, ECLIENT, WEST, Lab

pytestmark = pytest.mark.peers

PAIRS = [(StrongSwan, StrongSwan), (Libreswan, Libreswan), (StrongSwan, Libreswan), (Libreswan, StrongSwan),
         (OpenIKED, StrongSwan), (StrongSwan, OpenIKED)]


@pytest.mark.parametrize("initiator, responder", PAIRS, ids=lambda kind: kind.kind)
def test_tunnel(lab: Lab, west: Host, east: Host, wclient: Host, start_daemon, initiator: Type[Daemon],
                responder: Type[Daemon]) -> None:
    esp = "aes128-sha1" if OpenIKED in (initiator, responder) else "aes128gcm16"
    conn = TunnelConfig("west-east", End(WEST.ip4, "@west", (WEST.net4,)), End(EAST.ip4, "@east", (EAST.net4,)), esp=esp)
    wire = lab.wire("west")
    start_daemon(responder, east, conn)
    a = start_daemon(initiator, west, conn)
    a.up("west-east")
    wait_tunnel(west, east)
    assert_matching_states(west, east)
    assert wclient.ping(ECLIENT.ip4, count=3)
    wire.assert_protected(WEST.net4, EAST.net4, at_least=6)
    a.down("west-east")
    wait_no_states(west, east)
