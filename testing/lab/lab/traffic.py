# SPDX-License-Identifier: ISC
"""Sends traffic between two hosts with probe.py and returns what happened."""

from __future__ import annotations

import itertools
import json
import sys
from pathlib import Path
from typing import Any, Optional

from .host import Host, end_process

PROBE = [sys.executable, str(Path(__file__).with_name("probe.py"))]
_ports = itertools.count(7001)


def _probe(kind: str, client: Host, server: Host, address: str, source: Optional[str], patience: float,
           *more: object) -> dict[str, Any]:
    port = str(next(_ports))
    listener = server.popen(PROBE + [f"{kind}-server", address, port])
    try:
        assert listener.stdout is not None
        ready = listener.stdout.readline()
        assert "ready" in ready, f"{kind} server on {server.name}: {ready}{listener.communicate()[1]}"
        env = {"PATIENCE": str(patience), **({"SOURCE": source} if source else {})}
        cmd = PROBE + [kind, address, port, *map(str, more)]
        return json.loads(client.run(cmd, env=env, timeout=patience + 60).stdout)
    finally:
        end_process(listener)


def udp(client: Host, server: Host, address: str, count: int = 1, gap: float = 0.01, source: Optional[str] = None,
        patience: float = 10) -> dict[str, Any]:
    """COUNT datagrams to ADDRESS of SERVER and back: sent, echoed, first (came back?), first_seconds, lost, errors."""
    return _probe("udp", client, server, address, source, patience, count, gap)


def tcp(client: Host, server: Host, address: str, source: Optional[str] = None, patience: float = 10) -> dict[str, Any]:
    """One TCP connection: ok, connect_seconds, total_seconds, error."""
    return _probe("tcp", client, server, address, source, patience)
