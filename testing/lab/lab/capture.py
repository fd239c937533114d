# SPDX-License-Identifier: ISC
"""Records an interface with tcpdump and answers questions about what was seen."""

from __future__ import annotations

import ipaddress
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from . import pcap
from .util import LabError, wait_for

if TYPE_CHECKING:
    from .host import Host

PLAIN_IS_FINE = {"esp", "ah", "ike", "keepalive", "nd"}


class Capture:
    """Runs from its making until stop() or packets().  Put it on the wire (a port of the router), not on an end of the
    tunnel: there the kernel shows the decrypted packet on the outer interface too."""

    def __init__(self, host: "Host", iface: str, path: Path):
        self.path = path
        self._what = f"{host.name} {iface}"
        self._child = host.popen(["tcpdump", "-n", "-p", "-U", "--immediate-mode", "-Z", "root", "-i", iface, "-w", "-"],
                                 stdout=open(path, "wb"), stderr=open(f"{path}.err", "w"))
        wait_for(lambda: self._child.poll() is not None or "listening on" in Path(f"{path}.err").read_text(),
                 what=f"tcpdump on {self._what}")
        if self._child.poll() is not None:
            raise LabError(f"tcpdump on {self._what}: {Path(f'{path}.err').read_text()}")

    def stop(self) -> None:
        """Ends the recording."""
        if self._child.poll() is None:
            self._child.terminate()
            try:
                self._child.wait(5)
            except subprocess.TimeoutExpired:
                self._child.kill()
                self._child.wait()

    def packets(self) -> list[pcap.Packet]:
        """All packets so far.  The recording goes on."""
        return pcap.read(self.path)

    def clear_text(self, a: str, b: str) -> list[pcap.Packet]:
        """Packets between the networks A and B that were not protected.  IKE and neighbour discovery may be."""
        net_a, net_b = ipaddress.ip_network(a, strict=False), ipaddress.ip_network(b, strict=False)
        return [p for p in self.packets() if p.kind not in PLAIN_IS_FINE and p.between(net_a, net_b)]

    def esp(self) -> list[pcap.Packet]:
        """The ESP packets, those in UDP included."""
        return [p for p in self.packets() if p.kind == "esp"]

    def assert_protected(self, a: str, b: str, at_least: int = 1) -> int:
        """Nothing between A and B in the clear and AT_LEAST so many ESP packets; returns their number."""
        clear = self.clear_text(a, b)
        assert not clear, f"{len(clear)} clear-text packets on {self._what}: " + "; ".join(str(p) for p in clear[:5])
        count = len(self.esp())
        assert count >= at_least, f"{count} ESP packets on {self._what}, expected {at_least}"
        return count
