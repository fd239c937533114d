# SPDX-License-Identifier: ISC
"""Our daemon with Debian's OpenIKED 7.2, PSK, each side initiating.  Its PF_KEY code limits the ESP algorithms."""

from __future__ import annotations

import pytest

from lab import interop
from lab.conns import net_to_net
from lab.daemons import OpenIKED
from lab.interop import OURS, PEER
from lab.topology import Lab

pytestmark = [pytest.mark.cygnet, pytest.mark.interop]


@pytest.mark.parametrize("initiator", [OURS, PEER], ids="{}-starts".format)
@pytest.mark.parametrize("ended_by", [OURS, PEER], ids="{}-ends".format)
def test_tunnel(lab: Lab, start_daemon, initiator: str, ended_by: str) -> None:
    interop.tunnel(lab, start_daemon, OpenIKED, net_to_net(esp="aes128-sha1"), initiator, ("v4",), ended_by)


def test_first_packet_after_our_trap(lab: Lab, start_daemon) -> None:
    interop.trap(lab, start_daemon, OpenIKED, net_to_net(esp="aes128-sha1"))
