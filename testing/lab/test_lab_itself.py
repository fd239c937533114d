# SPDX-License-Identifier: ISC
"""The lab proves itself: links, capture, ESP by hand, NAT, loss, cuts, and time travel."""

from __future__ import annotations

import time

import pytest

from lab import traffic
from lab.host import Host
from lab.router import Router
from lab.topology import EAST, ECLIENT, NIC_MAIN, ROAD, WCLIENT, WEST, Lab

pytestmark = pytest.mark.lab

KEY = "0x" + "0123456789abcdef" * 2 + "01234567"


def manual_tunnel(host: Host, out_spi: int, in_spi: int, us: tuple[str, str], them: tuple[str, str]) -> None:
    """SAs and policies of one end, by hand; us and them are (host address, network)."""
    lines = []
    for src, dst, spi in ((us[0], them[0], out_spi), (them[0], us[0], in_spi)):
        lines.append(f"xfrm state add src {src} dst {dst} proto esp spi {spi:#x} reqid 7 mode tunnel "
                     f"aead rfc4106(gcm(aes)) {KEY} 128 flag af-unspec")
    for direction, a, b in (("out", us, them), ("in", them, us), ("fwd", them, us)):
        lines.append(f"xfrm policy add src {a[1]} dst {b[1]} dir {direction} priority 1000 "
                     f"tmpl src {a[0]} dst {b[0]} proto esp reqid 7 mode tunnel")
    host.run(["ip", "-batch", "-"], input="\n".join(lines) + "\n")


def test_everyone_reaches_everyone_in_the_clear(lab: Lab, wclient: Host, road: Host) -> None:
    wire = lab.wire("west")
    assert wclient.ping(ECLIENT.ip4) and wclient.ping(ECLIENT.ip6)
    assert road.ping(EAST.ip4) and road.ping(EAST.ip6)
    assert len(wire.clear_text(WEST.net4, EAST.net4)) == 2
    assert len(wire.clear_text(WEST.net6, EAST.net6)) == 2


@pytest.mark.parametrize("family", ["v4", "v6"])
def test_manual_esp_tunnel(lab: Lab, west: Host, east: Host, wclient: Host, eclient: Host, family: str) -> None:
    a, b = ((WEST.ip4, WEST.net4), (EAST.ip4, EAST.net4)) if family == "v4" else ((WEST.ip6, WEST.net6), (EAST.ip6, EAST.net6))
    target = ECLIENT.ip4 if family == "v4" else ECLIENT.ip6
    manual_tunnel(west, 0x1001, 0x1002, a, b)
    manual_tunnel(east, 0x1002, 0x1001, b, a)
    wire = lab.wire("west")
    assert wclient.ping(target, count=3)
    assert traffic.udp(wclient, eclient, target, count=5)["echoed"] == 5
    assert traffic.tcp(wclient, eclient, target)["ok"]
    assert wire.assert_protected(a[1], b[1], at_least=16) == len(wire.esp())
    assert {p.spi for p in wire.esp()} == {0x1001, 0x1002}

    states, policies = west.xfrm_state(), west.xfrm_policy()
    assert {(s.spi, s.src, s.dst, s.mode, s.reqid, s.larval) for s in states} == {
        (0x1001, a[0], b[0], "tunnel", 7, False), (0x1002, b[0], a[0], "tunnel", 7, False)}
    assert sorted(p.direction for p in policies) == ["fwd", "in", "out"]
    assert all(p.templates[0].reqid == 7 and p.templates[0].mode == "tunnel" and p.priority == 1000 for p in policies)


def test_capture_tells_clear_text(lab: Lab, wclient: Host) -> None:
    wire = lab.wire("east")
    wclient.ping(ECLIENT.ip4)
    with pytest.raises(AssertionError, match="clear-text"):
        wire.assert_protected(WEST.net4, EAST.net4)


def test_nat_hides_the_road(lab: Lab, nic: Router, road: Host, east: Host) -> None:
    nic.nat()
    wire = lab.wire("east")
    answer = traffic.udp(road, east, EAST.ip4)
    assert answer["first"]
    assert {p.src for p in wire.packets() if p.kind == "udp" and p.dst == EAST.ip4} == {NIC_MAIN.ip4}
    assert not east.ping(ROAD.ip4, timeout=0.3)


def test_netem_loses_and_delays(nic: Router, west: Host, east: Host) -> None:
    assert west.ping(EAST.ip4)      # the neighbours know each other
    nic.netem(loss="50%", port="east")
    answer = traffic.udp(west, east, EAST.ip4, count=60, gap=0.005, patience=1)
    assert 5 <= answer["echoed"] <= 55
    nic.netem(delay="100ms", port="east")
    assert traffic.udp(west, east, EAST.ip4)["first_seconds"] >= 0.1
    nic.heal()
    assert traffic.udp(west, east, EAST.ip4)["first_seconds"] < 0.1


def test_cut_and_heal(nic: Router, west: Host) -> None:
    nic.cut("east")
    assert not west.ping(EAST.ip4, timeout=0.3)
    nic.heal()
    assert west.ping(EAST.ip4)


def test_hosts_have_their_own_files(west: Host, east: Host) -> None:
    west.write("/etc/ipsec.conf", "# west\n")
    west.write("/var/lib/ipsec/x", "west")
    assert west.run("cat /etc/ipsec.conf").stdout == "# west\n"
    assert east.run("cat /etc/ipsec.conf /var/lib/ipsec/x", check=False).returncode != 0
    assert west.run("ls /run/pluto").stdout == ""


@pytest.mark.timetravel
def test_an_hour_is_nothing(west: Host) -> None:
    start = time.time()
    west.run("sleep 3600", timeout=4000)
    assert time.time() - start >= 3600


@pytest.mark.timetravel
def test_kernel_timers_travel_too(west: Host) -> None:
    """An SA with a hard lifetime of 8 hours is gone after 8 hours and a bit."""
    west.run(f"ip xfrm state add src {WCLIENT.ip4} dst {EAST.ip4} proto esp spi 0x2000 mode tunnel "
             f"aead 'rfc4106(gcm(aes))' {KEY} 128 limit time-hard 28800")
    time.sleep(28700)
    assert len(west.xfrm_state()) == 1
    time.sleep(200)
    assert west.xfrm_state() == []
