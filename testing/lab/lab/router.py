# SPDX-License-Identifier: ISC
"""The router between the hosts, which can translate, delay, lose and cut."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Optional

from .host import Host

NAT_RULES = """
table inet nat {{
	chain post {{
		type nat hook postrouting priority srcnat; policy accept;
		iifname "br-road" oifname "br-main" masquerade{how}
	}}
	chain forward {{
		type filter hook forward priority filter; policy accept;
		iifname "br-main" oifname "br-road" ct state new drop
	}}
}}
"""


class Router(Host):
    """nic: one bridge for west and east, one for north and road, routing between the two.  Its port to host X is to-X."""

    def __init__(self, name: str, logs: Path):
        super().__init__(name, logs)
        self._bridges: dict[str, str] = {}      # of the hosts that are cut off

    def nat(self, random_ports: bool = False, udp_timeout: Optional[int] = None) -> None:
        """Hides the road side behind the router's address; nothing new comes in from the main side."""
        self.run(["nft", "-f", "-"], input=NAT_RULES.format(how=" random" if random_ports else ""))
        if udp_timeout is not None:
            self.sysctl("net.netfilter.nf_conntrack_udp_timeout", udp_timeout)
            self.sysctl("net.netfilter.nf_conntrack_udp_timeout_stream", udp_timeout)

    def nat_off(self) -> None:
        """Undoes nat(), mappings included."""
        self.run("nft delete table inet nat")

    def netem(self, delay: Optional[str] = None, loss: Optional[str] = None, port: Optional[str] = None, more: str = "") -> None:
        """What goes out to host PORT (default: every host) suffers DELAY ("50ms") and LOSS ("10%")."""
        what = (f" delay {delay}" if delay else "") + (f" loss {loss}" if loss else "") + (f" {more}" if more else "")
        for name in [port] if port else self.ports():
            self.run(f"tc qdisc replace dev to-{name} root netem{what}")

    def cut(self, host: str) -> None:
        """Nothing passes to or from HOST any more.  Its link stays up: the host does not notice."""
        self._bridges[host] = Path(os.readlink(self.path(f"/sys/class/net/to-{host}/master"))).name
        self.run(f"ip link set to-{host} nomaster")

    def heal(self) -> None:
        """Undoes cut() and netem()."""
        for host, bridge in self._bridges.items():
            self.run(f"ip link set to-{host} master {bridge}")
        self._bridges.clear()
        for name in self.ports():
            self.run(f"tc qdisc del dev to-{name} root", check=False)

    def ports(self) -> list[str]:
        """The hosts that hang on it."""
        return [p.name[3:] for p in self.path("/sys/class/net").glob("to-*")]
