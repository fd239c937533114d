# SPDX-License-Identifier: ISC
"""The network of the lab, with the well-known addresses of libreswan's tests.

    wclient --- west ---+           +--- north --- nclient
    192.0.1.0/24        |           |          192.0.3.0/24
                     [br-main  nic  br-road]
                     192.1.2.0/24   192.1.3.0/24
    192.0.2.0/24        |           |
    eclient --- east ---+           +--- road

IPv6 is 2001:db8:1:2::/64 (main), 2001:db8:1:3::/64 (road side), 2001:db8:0:N::/64 behind the gateways.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from .host import Host
from .router import Router
from .util import results_dir


@dataclass(frozen=True)
class Address:
    """Where a host is: its address on the outside and, for a gateway, what is behind it (NET: inside address)."""

    ip4: str
    ip6: str
    net4: str = ""
    net6: str = ""
    in4: str = ""
    in6: str = ""


WEST = Address("192.1.2.45", "2001:db8:1:2::45", "192.0.1.0/24", "2001:db8:0:1::/64", "192.0.1.254", "2001:db8:0:1::254")
EAST = Address("192.1.2.23", "2001:db8:1:2::23", "192.0.2.0/24", "2001:db8:0:2::/64", "192.0.2.254", "2001:db8:0:2::254")
NORTH = Address("192.1.3.33", "2001:db8:1:3::33", "192.0.3.0/24", "2001:db8:0:3::/64", "192.0.3.254", "2001:db8:0:3::254")
ROAD = Address("192.1.3.209", "2001:db8:1:3::209")
WCLIENT = Address("192.0.1.1", "2001:db8:0:1::1")
ECLIENT = Address("192.0.2.1", "2001:db8:0:2::1")
NCLIENT = Address("192.0.3.1", "2001:db8:0:3::1")
NIC_MAIN = Address("192.1.2.254", "2001:db8:1:2::254")
NIC_ROAD = Address("192.1.3.254", "2001:db8:1:3::254")

GATEWAYS = {"west": (WEST, "br-main", NIC_MAIN), "east": (EAST, "br-main", NIC_MAIN),
            "north": (NORTH, "br-road", NIC_ROAD), "road": (ROAD, "br-road", NIC_ROAD)}
CLIENTS = {"wclient": (WCLIENT, "west", WEST), "eclient": (ECLIENT, "east", EAST), "nclient": (NCLIENT, "north", NORTH)}
ADDRESSES = {name: row[0] for name, row in {**GATEWAYS, **CLIENTS}.items()}


EVERYONE = (*GATEWAYS, *CLIENTS)
THE_USUAL = ("west", "east", "wclient", "eclient")


class Lab:
    """Hosts NAMES (and the gateway of each client), up and reachable in the clear.  Outside interfaces are eth1, inside
    ones eth0."""

    def __init__(self, test: str = "lab", names: Iterable[str] = EVERYONE):
        self.logs = results_dir() / re.sub(r"[^A-Za-z0-9_.-]+", "_", test)
        self.logs.mkdir(parents=True, exist_ok=True)
        names = set(names) | {CLIENTS[name][1] for name in names if name in CLIENTS}
        self.gateways = [name for name in GATEWAYS if name in names]
        self.clients = [name for name in CLIENTS if name in names]
        self.nic = Router("nic", self.logs)
        self.hosts: dict[str, Host] = {"nic": self.nic}
        for name in self.gateways + self.clients:
            self.hosts[name] = Host(name, self.logs)
        for host in self.hosts.values():
            host.wait_ready()
        self._wire()

    def __getitem__(self, name: str) -> Host:
        return self.hosts[name]

    def wire(self, name: str):
        """Records the outside link of host NAME, where only what really is on the wire can be seen."""
        return self.nic.capture(f"to-{name}")

    def close(self) -> None:
        """Ends everything."""
        for host in self.hosts.values():
            host.close()

    def _wire(self) -> None:
        """The router makes all links (it alone must come first), then every host sets up its own ends."""
        self._batch("nic", self._links() + self._router_lines(), forward=True)
        with ThreadPoolExecutor(4) as pool:
            jobs = [pool.submit(self._batch, name, self._gateway_lines(name), True) for name in self.gateways]
            jobs += [pool.submit(self._batch, name, self._client_lines(name), False) for name in self.clients]
            for job in jobs:
                job.result()

    def _links(self) -> list[str]:
        # Addresses of their own: else a bridge takes that of a port, and cutting the port off would change it.
        lines = ["link add br-main address 02:00:00:00:02:fe type bridge", "link add br-road address 02:00:00:00:03:fe type bridge"]
        for name in self.gateways:
            bridge = GATEWAYS[name][1]
            lines += [f"link add to-{name} type veth peer name eth1 netns {self.hosts[name].pid}",
                      f"link set to-{name} master {bridge} up"]
        for name in self.clients:
            gateway = CLIENTS[name][1]
            lines.append(f"link add eth0 netns {self.hosts[name].pid} type veth peer name eth0 netns {self.hosts[gateway].pid}")
        return lines

    @staticmethod
    def _router_lines() -> list[str]:
        lines = _address("br-main", NIC_MAIN) + _address("br-road", NIC_ROAD)
        for address, _, _ in GATEWAYS.values():
            if address.net4:
                lines += [f"route add {address.net4} via {address.ip4}", f"route add {address.net6} via {address.ip6}"]
        return lines

    def _gateway_lines(self, name: str) -> list[str]:
        address, _, router = GATEWAYS[name]
        has_client = any(CLIENTS[client][1] == name for client in self.clients)
        inside = _address("eth0", Address(address.in4, address.in6)) if has_client else []
        return _address("eth1", address) + _default_route(router) + inside

    @staticmethod
    def _client_lines(name: str) -> list[str]:
        address, _, gateway = CLIENTS[name]
        return _address("eth0", address) + _default_route(Address(gateway.in4, gateway.in6))

    def _batch(self, name: str, lines: list[str], forward: bool) -> None:
        command = "sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1; " if forward else ""
        self.hosts[name].run(command + "exec ip -batch -", input="\n".join(lines) + "\n")


def _address(dev: str, address: Address) -> list[str]:
    return [f"addr add {address.ip4}/24 dev {dev}", f"addr add {address.ip6}/64 dev {dev} nodad", f"link set {dev} up"]


def _default_route(router: Address) -> list[str]:
    return [f"route add default via {router.ip4}", f"route add default via {router.ip6}"]
