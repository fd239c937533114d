# SPDX-License-Identifier: ISC
"""A host: a network namespace and a mount namespace with its own /etc, /var and /run, kept alive by one sleeping process."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import IO, Optional, Union

from . import xfrm
from .capture import Capture
from .util import CLEAN_ENV, Command, LabError, argv_of, run

# /etc and /var are overlays, so that a host may write there and nobody else sees it.
ANCHOR_SCRIPT = r"""
set -e
mount -t tmpfs -o mode=755 tmpfs /run
mkdir -p /run/.lab/etc.up /run/.lab/etc.work /run/.lab/var.up /run/.lab/var.work /run/lock /run/pluto
for d in etc var; do
	mount -t overlay overlay -o lowerdir=/$d,upperdir=/run/.lab/$d.up,workdir=/run/.lab/$d.work /$d
done
mount -t sysfs sysfs /sys
mkdir -p /var/lib/ipsec/nss /etc/ipsec.d
rm -f /etc/ipsec.conf /etc/ipsec.secrets
ip link set lo up
sysctl -qw net.ipv6.conf.default.accept_dad=0 net.ipv6.conf.all.accept_dad=0 \
	net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0 \
	net.ipv4.conf.all.accept_redirects=0 net.ipv4.conf.default.accept_redirects=0 \
	net.ipv4.conf.all.send_redirects=0 net.ipv4.conf.default.send_redirects=0
echo ready
exec sleep infinity
"""


class Host:
    """One machine of the lab.  Close it when done; everything it started ends then."""

    def __init__(self, name: str, logs: Path):
        self.name = name
        self.logs = logs
        self._children: list[subprocess.Popen] = []
        self._captures: list[Capture] = []
        self._anchor = subprocess.Popen(
            ["unshare", "--net", "--mount", "--propagation", "private", "/bin/sh", "-c", ANCHOR_SCRIPT],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=CLEAN_ENV)

    def wait_ready(self) -> None:
        """Blocks until the namespaces are set up."""
        if self._anchor.stdout is None or self._anchor.stdout.readline() != "ready\n":
            raise LabError(f"host {self.name} did not start: {self._anchor.communicate()[1]}")

    @property
    def pid(self) -> int:
        """The process that holds the namespaces."""
        return self._anchor.pid

    def path(self, path: str) -> Path:
        """PATH of this host as a path that the test process can open."""
        return Path(f"/proc/{self.pid}/root") / path.lstrip("/")

    def write(self, path: str, text: str, mode: int = 0o644) -> None:
        """Makes the file PATH on this host."""
        target = self.path(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
        target.chmod(mode)

    def read(self, path: str) -> str:
        """The text of the file PATH on this host ('' when there is none)."""
        try:
            return self.path(path).read_text(errors="replace")
        except FileNotFoundError:
            return ""

    def _enter(self, root: Optional[str]) -> list[str]:
        enter = ["nsenter", f"--target={self.pid}", "--net", "--mount", "--"]
        return enter + ["chroot", root] if root else enter

    def run(self, cmd: Command, check: bool = True, timeout: float = 60, input: Optional[str] = None,
            root: Optional[str] = None, env: Optional[dict[str, str]] = None) -> subprocess.CompletedProcess[str]:
        """Runs CMD on this host (in the tree ROOT of it, if given); CommandError when it fails and CHECK is set."""
        return run(self._enter(root) + argv_of(cmd), check=check, timeout=timeout, input=input,
                   env={**CLEAN_ENV, **(env or {})}, what=f"{self.name}: {cmd}")

    def popen(self, cmd: Command, stdout: Union[int, IO, None] = subprocess.PIPE, stderr: Union[int, IO, None] = subprocess.PIPE,
              root: Optional[str] = None, env: Optional[dict[str, str]] = None) -> subprocess.Popen:
        """Starts CMD on this host; the process is ended with the host at the latest."""
        child = subprocess.Popen(self._enter(root) + argv_of(cmd), stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr,
                                 text=True, env={**CLEAN_ENV, **(env or {})})
        self._children.append(child)
        return child

    def sysctl(self, key: str, value: Union[int, str]) -> None:
        """Sets a sysctl of this host's network namespace."""
        self.run(["sysctl", "-qw", f"{key}={value}"])

    def capture(self, iface: str) -> Capture:
        """Starts to record what passes IFACE; see Capture."""
        path = self.logs / f"{self.name}-{iface}-{len(self._captures)}.pcap"
        capture = Capture(self, iface, path)
        self._captures.append(capture)
        return capture

    def ping(self, address: str, count: int = 1, source: Optional[str] = None, timeout: float = 2, interval: float = 0.05,
             size: int = 56) -> bool:
        """True when every one of COUNT echo requests was answered."""
        cmd = ["ping", "-n", "-q", "-c", str(count), "-i", str(interval), "-W", str(timeout), "-s", str(size)]
        result = self.run(cmd + (["-I", source] if source else []) + [address], check=False, timeout=timeout * count + 30)
        return f"{count} received" in result.stdout

    def xfrm_state(self) -> list[xfrm.State]:
        """The kernel's SAs, larval ones included."""
        return xfrm.parse_states(self.run("ip -d xfrm state").stdout)

    def xfrm_policy(self) -> list[xfrm.Policy]:
        """The kernel's policies, without those that belong to sockets."""
        return xfrm.parse_policies(self.run("ip -d xfrm policy").stdout)

    def xfrm_stat(self) -> dict[str, int]:
        """The error counters of /proc/net/xfrm_stat that are not 0."""
        rows = (line.split() for line in self.run("cat /proc/net/xfrm_stat").stdout.splitlines())
        return {key: int(value) for key, value in rows if value != "0"}

    def close(self) -> None:
        """Ends captures, processes and namespaces."""
        for capture in self._captures:
            capture.stop()
        for child in reversed(self._children):
            end_process(child)
        self._anchor.kill()
        self._anchor.communicate()


def end_process(child: subprocess.Popen, patience: float = 3) -> None:
    """Ends one process that we started: politely, then not."""
    if child.poll() is None:
        child.terminate()
        try:
            child.wait(patience)
        except subprocess.TimeoutExpired:
            child.kill()
    child.wait()
    for stream in (child.stdout, child.stderr):
        if stream:
            stream.close()


def alive(pid: int) -> bool:
    """Whether a process of that number exists."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
