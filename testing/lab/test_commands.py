# SPDX-License-Identifier: ISC
"""The command line against a running daemon: exit codes, formats that other software parses, bad configuration."""

from __future__ import annotations

import json
import re

import pytest

from lab.checks import wait_clean, wait_tunnel
from lab.conns import net_to_net
from lab.daemons import Cygnet
from lab.daemons.cygnet import CONF
from lab.host import Host
from lab.topology import ECLIENT

pytestmark = pytest.mark.cygnet

TRAFFIC_LINE = re.compile(r"""^#\d+: "west-east", type=ESP, add_time=\d+, inBytes=\d+, outBytes=\d+, maxBytes=2\^63B, id='@east'$""")


def test_unknown_connection_is_21(west: Host, start_daemon) -> None:
    a = start_daemon(Cygnet, west, net_to_net())
    assert a.ipsec_result("up", "nobody").returncode == 21
    assert a.ipsec_result("down", "nobody").returncode == 21


def test_unknown_command_is_2(west: Host, start_daemon) -> None:
    a = start_daemon(Cygnet, west)
    assert a.ipsec_result("frobnicate").returncode == 2


def test_status_formats(west: Host, east: Host, wclient: Host, start_daemon) -> None:
    start_daemon(Cygnet, east, net_to_net())
    a = start_daemon(Cygnet, west, net_to_net())
    a.up("west-east")
    wait_tunnel(west, east)
    assert wclient.ping(ECLIENT.ip4, count=2)
    status = a.status()
    assert "Total IPsec connections: loaded 1, routed 1, active 1" in status
    assert re.search(r'^"west-east": 192\.0\.1\.0/24===192\.1\.2\.45\[@west\]\.\.\.192\.1\.2\.23\[@east\]===192\.0\.2\.0/24; erouted;',
                     status, re.M), status
    assert re.search(r'^#\d+: "west-east":\d+ established IKE SA;', status, re.M), status
    assert re.search(r'^#\d+: "west-east":\d+ established Child SA;', status, re.M), status
    brief = a.ipsec("briefstatus")
    assert "IKE SAs: total(1), half-open(0), open(0), authenticated(1), anonymous(0)" in brief
    (line,) = a.trafficstatus()
    assert TRAFFIC_LINE.match(line), line
    assert "inBytes=168, outBytes=168" in line


def test_json_everywhere(west: Host, east: Host, start_daemon) -> None:
    start_daemon(Cygnet, east, net_to_net())
    a = start_daemon(Cygnet, west, net_to_net())
    a.up("west-east")
    for verb in ("status", "briefstatus", "trafficstatus", "showstates", "connectionstatus"):
        json.loads(a.ipsec(verb, "--json"))


def test_old_spelling(west: Host, east: Host, start_daemon) -> None:
    start_daemon(Cygnet, east, net_to_net())
    a = start_daemon(Cygnet, west, net_to_net())
    assert a.ipsec_result("auto", "--up", "west-east").returncode == 0
    wait_tunnel(west, east)
    assert a.ipsec_result("auto", "--down", "west-east").returncode == 0
    wait_clean(west, east)


def test_bad_configuration_leaves_the_tunnel_alone(west: Host, east: Host, wclient: Host, start_daemon) -> None:
    start_daemon(Cygnet, east, net_to_net())
    a = start_daemon(Cygnet, west, net_to_net())
    a.up("west-east")
    wait_tunnel(west, east)
    west.write(CONF, "config setup\n\nconn other\n\tleft=192.1.2.45\n\trihgt=192.1.2.23\n")
    for answer in (a.ipsec_result("checkconfig", "--config", CONF), a.ipsec_result("add", "other")):
        assert answer.returncode != 0
        assert re.search(r"ipsec\.conf:5(:\d+)?\b", answer.stdout + answer.stderr), answer
    assert wclient.ping(ECLIENT.ip4, count=2)
