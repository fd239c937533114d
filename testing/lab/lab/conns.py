# SPDX-License-Identifier: ISC
"""The tunnels that the tests use."""

from __future__ import annotations

from .daemons import End, TunnelConfig
from .topology import EAST, ECLIENT, WEST, Address


def outside(address: Address, family: str) -> str:
    """The outside address of that family ("v4", "v6")."""
    return address.ip4 if family == "v4" else address.ip6


def network(address: Address, family: str) -> str:
    """The network behind a gateway."""
    return address.net4 if family == "v4" else address.net6


def inside(address: Address, family: str) -> str:
    """A gateway's address in the network behind it."""
    return address.in4 if family == "v4" else address.in6


def eclient(family: str) -> str:
    """The address of the host behind east."""
    return ECLIENT.ip4 if family == "v4" else ECLIENT.ip6


def net_to_net(outer: str = "v4", inner: tuple[str, ...] = ("v4",), name: str = "west-east", **more) -> TunnelConfig:
    """The networks behind west and east, through a tunnel of family OUTER."""
    return TunnelConfig(name,
                        End(outside(WEST, outer), "@west", tuple(network(WEST, family) for family in inner)),
                        End(outside(EAST, outer), "@east", tuple(network(EAST, family) for family in inner)), **more)


def host_to_host(family: str = "v4", name: str = "west-east", **more) -> TunnelConfig:
    """The two gateways themselves."""
    return TunnelConfig(name, End(outside(WEST, family), "@west"), End(outside(EAST, family), "@east"), **more)
