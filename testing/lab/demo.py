#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""`make demo`: the main job on two hosts, shown step by step.  Exit status 0 only if all of it was seen."""

from __future__ import annotations

import re
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from lab.capture import Capture                                             # noqa: E402
from lab.checks import live_states, tunnel_policies, wait_no_states         # noqa: E402
from lab.conns import net_to_net                                            # noqa: E402
from lab.daemons import Cygnet, Unavailable                                 # noqa: E402
from lab.daemons.cygnet import CONF, SECRETS                                # noqa: E402
from lab.topology import EAST, ECLIENT, THE_USUAL, WCLIENT, WEST, Lab       # noqa: E402
from lab.util import LabError, wait_for                                     # noqa: E402

PINGS = 4


class Story:
    """What is told, and whether each claim was seen."""

    def __init__(self) -> None:
        self.claims: list[tuple[bool, str]] = []

    def chapter(self, title: str) -> None:
        """A heading."""
        print(f"\n=== {title}", flush=True)

    def show(self, host: str, command: str, output: str) -> None:
        """A command and what it printed."""
        print(f"{host}# {command}")
        print(textwrap.indent(output.rstrip() or "(nothing)", "    "), flush=True)

    def claim(self, text: str, seen: object) -> None:
        """Something that must be true."""
        self.claims.append((bool(seen), text))
        print(f"  [{'ok' if seen else 'NOT SEEN'}] {text}", flush=True)

    def summary(self) -> int:
        """One screen; the exit status."""
        good = all(seen for seen, _ in self.claims)
        print("\n" + "=" * 78)
        print(f" wclient {WCLIENT.ip4} -- west {WEST.ip4} ==== ESP ==== {EAST.ip4} east -- {ECLIENT.ip4} eclient")
        print("=" * 78)
        for seen, text in self.claims:
            print(f" [{'ok' if seen else '!!'}] {text}")
        print("=" * 78)
        print(f" {'All of it was seen.' if good else 'NOT all of it was seen.'}", flush=True)
        return 0 if good else 1


def show_config(story: Story, lab: Lab) -> None:
    story.chapter("Two gateways, each with its own pluto, ipsec.conf and ipsec.secrets")
    story.show("west", f"cat {CONF}", lab["west"].read(CONF))
    story.show("west", f"cat {SECRETS}", re.sub(r'PSK ".*"', 'PSK "..."', lab["west"].read(SECRETS)))
    story.show("east", f"grep auto= {CONF}", lab["east"].run(f"grep auto= {CONF}").stdout)


def show_trap(story: Story, lab: Lab, west: Cygnet) -> None:
    story.chapter("A trap is routed on west (auto=ondemand), no SA exists yet")
    wait_for(lambda: tunnel_policies(lab["west"]), 5, "the trap")
    story.show("west", "ip xfrm policy", "\n".join(policy.text for policy in tunnel_policies(lab["west"])))
    story.claim("the trap is in the kernel, and there is no SA", not lab["west"].xfrm_state() and not lab["east"].xfrm_state())
    status = west.status()
    line = next((text for text in status.splitlines() if text.startswith('"west-east":')), "")
    story.show("west", "ipsec status | grep ===", line)
    story.claim("ipsec status says: prospective erouted", "prospective erouted" in line)


def ping_through(story: Story, lab: Lab) -> None:
    story.chapter("A host behind west pings a host behind east: the first packet triggers the tunnel")
    result = lab["wclient"].run(["ping", "-n", "-c", str(PINGS), "-i", "0.3", "-W", "5", ECLIENT.ip4], check=False)
    story.show("wclient", f"ping -c {PINGS} {ECLIENT.ip4}", result.stdout)
    story.claim("the first ping was not lost", re.search(r"icmp_seq=1 ", result.stdout))
    story.claim(f"all {PINGS} pings were answered", f"{PINGS} received" in result.stdout)


def show_tunnel(story: Story, lab: Lab, west: Cygnet) -> None:
    story.chapter("The tunnel: SAs and policies of the kernel, and what pluto says")
    text = re.sub(r"(0x[0-9a-f]{4})[0-9a-f]{16,}", r"\1...", "\n".join(state.text for state in live_states(lab["west"])))
    story.show("west", "ip xfrm state", text)
    story.show("west", "ip xfrm policy", "\n".join(policy.text for policy in tunnel_policies(lab["west"])))
    ours = {(s.src, s.dst, s.spi) for s in live_states(lab["west"])}
    theirs = {(s.src, s.dst, s.spi) for s in live_states(lab["east"])}
    story.claim("one SA in each direction, the same in both kernels", len(ours) == 2 and ours == theirs)
    story.claim("policies out, in and fwd", {"out", "in", "fwd"} <= {p.direction for p in tunnel_policies(lab["west"])})
    status = west.status()
    lines = [text for text in status.splitlines() if re.match(r"#\d+:|Total IPsec", text) or "===" in text]
    story.show("west", "ipsec status", "\n".join(lines))
    story.claim("ipsec status says: erouted, and both SAs established",
                "; erouted;" in status and "established IKE SA" in status and "established Child SA" in status)
    traffic = "\n".join(west.trafficstatus())
    story.show("west", "ipsec trafficstatus", traffic)
    story.claim("ipsec trafficstatus counts the pings", f"inBytes={84 * PINGS}, outBytes={84 * PINGS}" in traffic)


def show_wire(story: Story, wire: Capture) -> None:
    story.chapter("What an eavesdropper between the gateways saw")
    packets = [packet for packet in wire.packets() if packet.kind in ("ike", "esp") or packet in wire.clear_text(WEST.net4, EAST.net4)]
    story.show("nic", "tcpdump", "\n".join(str(packet) for packet in packets[:14]))
    clear, esp = wire.clear_text(WEST.net4, EAST.net4), wire.esp()
    story.claim(f"{len(esp)} ESP packets on the wire", len(esp) >= 2 * PINGS)
    story.claim(f"{len(clear)} clear-text packets between the networks", not clear)


def take_down(story: Story, lab: Lab, west: Cygnet) -> None:
    story.chapter("ipsec down")
    story.show("west", "ipsec down west-east", west.down("west-east"))
    try:
        wait_no_states(lab["west"], lab["east"], timeout=5)
        gone = True
    except LabError:
        gone = False
    story.claim("no SA is left in either kernel", gone)
    story.claim("the trap is still there, ready for the next packet", tunnel_policies(lab["west"]))


def tell(story: Story, lab: Lab) -> None:
    """The whole demonstration."""
    conn = net_to_net(auto="ondemand")
    wire = lab.wire("west")
    daemons = []
    for name in ("east", "west"):
        daemon = Cygnet(lab[name])
        daemon.load(conn)
        daemon.start()
        daemons.append(daemon)
    west = daemons[-1]
    chapters: list[Callable[[], None]] = [
        lambda: show_config(story, lab), lambda: show_trap(story, lab, west), lambda: ping_through(story, lab),
        lambda: show_tunnel(story, lab, west), lambda: show_wire(story, wire), lambda: take_down(story, lab, west)]
    for chapter in chapters:
        chapter()
    for daemon in daemons:
        daemon.stop()


def main() -> int:
    story = Story()
    lab = Lab("demo", THE_USUAL)
    try:
        tell(story, lab)
    except (LabError, Unavailable) as problem:
        story.claim(f"the demonstration ran to its end: {str(problem)[:2000]}", False)
    finally:
        lab.close()
    return story.summary()


if __name__ == "__main__":
    sys.exit(main())
