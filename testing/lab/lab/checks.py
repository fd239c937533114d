# SPDX-License-Identifier: ISC
"""What tests assert about the two kernels at the ends of a tunnel."""

from __future__ import annotations

from collections.abc import Callable

from . import xfrm
from .host import Host
from .util import wait_for


def live_states(host: Host) -> list[xfrm.State]:
    """SAs that carry traffic."""
    return [s for s in host.xfrm_state() if not s.larval]


def tunnel_policies(host: Host) -> list[xfrm.Policy]:
    """Policies with a template: tunnels and traps (pass policies of the daemon itself do not count)."""
    return [p for p in host.xfrm_policy() if p.templates]


def wait_tunnel(*hosts: Host, pairs: int = 1, timeout: float = 15) -> None:
    """Until each host has PAIRS of SAs."""
    for host in hosts:
        wait_for(lambda h=host: len(live_states(h)) >= 2 * pairs, timeout, f"{pairs} pair(s) of SAs on {host.name}", step=0.1)


def wait_no_states(*hosts: Host, timeout: float = 15) -> None:
    """Until no host has an SA, larval ones included."""
    for host in hosts:
        wait_for(lambda h=host: not h.xfrm_state(), timeout, f"no SA left on {host.name}", step=0.1)


def wait_clean(*hosts: Host, timeout: float = 15) -> None:
    """Until no host has an SA or a policy with a template."""
    wait_no_states(*hosts, timeout=timeout)
    for host in hosts:
        wait_for(lambda h=host: not tunnel_policies(h), timeout, f"no policy left on {host.name}", step=0.1)


def assert_matching_states(a: Host, b: Host) -> None:
    """Every SA of one kernel is the same SA (addresses, SPI, algorithms) in the other."""
    key: Callable[[xfrm.State], tuple] = lambda s: (s.src, s.dst, s.proto, s.spi, s.mode, tuple(sorted(s.algorithms.items())))
    assert sorted(map(key, live_states(a))) == sorted(map(key, live_states(b)))
