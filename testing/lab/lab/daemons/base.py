# SPDX-License-Identifier: ISC
"""What every daemon driver offers, and a description of a tunnel that belongs to none of them."""

from __future__ import annotations

import os
import shutil
import subprocess
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from pathlib import Path
from typing import Optional

from ..host import Host, end_process
from ..topology import ADDRESSES
from ..util import LabError, wait_for

PSK = "the lab's shared key, 32 bytes or more"


class Unavailable(Exception):
    """This daemon is not on this machine; the reason is the text."""


@dataclass(frozen=True)
class End:
    """One end of a tunnel.  No subnets: the host itself.  ADDRESS may be %any for a road warrior."""

    address: str
    id: str = ""                            # "@west", or an address; default: ADDRESS
    subnets: tuple[str, ...] = ()

    @property
    def identity(self) -> str:
        """The ID it has."""
        return self.id or self.address

    @property
    def selectors(self) -> list[str]:
        """Its traffic selectors as networks."""
        if self.subnets:
            return list(self.subnets)
        return [] if self.address.startswith("%") else [f"{self.address}/{128 if ':' in self.address else 32}"]


@dataclass(frozen=True)
class TunnelConfig:
    """A tunnel.  Algorithms are words joined by "-": encryption, integrity or prfX for AEAD, group."""

    name: str
    left: End
    right: End
    psk: str = PSK
    ike: str = "aes256-sha256-x25519"
    esp: str = "aes128gcm16"
    mode: str = "tunnel"                    # tunnel transport
    auto: str = "add"                       # add ondemand start
    extra: dict[str, str] = field(default_factory=dict)     # keywords of ipsec.conf, for those who know them

    def ends(self, host: Host) -> tuple[End, End]:
        """(local, remote) as HOST sees it."""
        mine = ADDRESSES[host.name]
        return (self.right, self.left) if self.right.address in (mine.ip4, mine.ip6) else (self.left, self.right)


@dataclass(frozen=True)
class Suite:
    """Algorithm words, sorted."""

    encryption: str
    integrity: str = ""
    prf: str = ""
    group: str = ""


def parse_suite(text: str) -> Suite:
    """"aes256-sha256-x25519", "aes256gcm16-prfsha256-ecp256", "aes128gcm16"."""
    first, *rest = text.split("-")
    integrity = next((w for w in rest if w.startswith("sha")), "")
    prf = next((w[3:] for w in rest if w.startswith("prf")), integrity)
    group = next((w for w in rest if not w.startswith(("sha", "prf"))), "")
    return Suite(first, integrity, prf, group)


class Daemon(ABC):
    """An IKE daemon on a host.  Connections loaded before start() are in the configuration that it starts with."""

    kind = ""
    traps = True            # auto="ondemand" is known

    def __init__(self, host: Host):
        self.host = host
        self.log = host.logs / f"{host.name}-{self.kind}.log"
        self.conns: dict[str, TunnelConfig] = {}
        self.process: Optional[subprocess.Popen] = None

    @abstractmethod
    def start(self) -> None:
        """Runs the daemon and returns when it takes commands and has what was loaded before."""

    @abstractmethod
    def load(self, conn: TunnelConfig) -> None:
        """Adds CONN (with what its auto says)."""

    @abstractmethod
    def up(self, name: str, check: bool = True) -> str:
        """Brings a connection up and waits for it; what was printed."""

    @abstractmethod
    def down(self, name: str) -> str:
        """Takes a connection down; what was printed."""

    @abstractmethod
    def status(self) -> str:
        """The daemon's own report."""

    def stop(self) -> None:
        """Ends the daemon; the kernel is cleaned by the daemon, not by us."""
        if self.process:
            end_process(self.process, patience=10)
            self.process = None

    def kill(self) -> None:
        """Ends the daemon as a crash would."""
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def alive(self) -> bool:
        """Whether it runs."""
        return self.process is not None and self.process.poll() is None

    def _spawn(self, argv: list[str], root: Optional[str] = None, env: Optional[dict[str, str]] = None) -> None:
        with open(self.log, "ab") as log:
            self.process = self.host.popen(argv, stdout=log, stderr=log, root=root, env=env)

    def _wait_until(self, condition, what: str, timeout: float = 15) -> None:
        try:
            wait_for(lambda: not self.alive() or condition(), timeout, what, step=0.05)
        except LabError as error:
            raise LabError(f"{self.kind} on {self.host.name}: {error}\n{self.log_text()[-3000:]}") from None
        if not self.alive():
            raise LabError(f"{self.kind} on {self.host.name} ended early:\n{self.log_text()[-3000:]}")

    def log_text(self) -> str:
        """What the daemon logged."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""


class PeerDaemon(Daemon):
    """A daemon that lives in a tree of its own (peers.sh), in which it runs by chroot."""

    ROOT = "/run/peer"

    def __init__(self, host: Host):
        super().__init__(host)
        tree = Path(os.environ.get("LAB_PEERS", "/nonexistent")) / self.kind
        if not (tree / ".ready").exists():
            reason = tree.parent / f"{self.kind}.missing"
            raise Unavailable(f"no {self.kind}: {reason.read_text().strip() if reason.exists() else f'no tree {tree}'}")
        host.run(f"""set -e
mkdir -p /run/.lab/{self.kind}.up /run/.lab/{self.kind}.work {self.ROOT}
mount -t overlay overlay -o lowerdir={tree},upperdir=/run/.lab/{self.kind}.up,workdir=/run/.lab/{self.kind}.work {self.ROOT}
mount -t proc proc {self.ROOT}/proc
mount --rbind /dev {self.ROOT}/dev""")

    def write(self, path: str, text: str, mode: int = 0o600) -> None:
        """Makes a file in the daemon's tree."""
        self.host.write(self.ROOT + path, text, mode)

    def exists(self, path: str) -> bool:
        """Whether PATH is in the daemon's tree."""
        return self.host.path(self.ROOT + path).exists()

    def command(self, argv: list[str], check: bool = True, timeout: float = 60) -> str:
        """Runs one of the daemon's own tools."""
        result = self.host.run(argv, check=check, timeout=timeout, root=self.ROOT)
        return result.stdout + result.stderr

    def keep(self, path: str) -> None:
        """Copies a file of the tree to the results."""
        source = self.host.path(self.ROOT + path)
        if source.exists():
            shutil.copy(source, self.host.logs / f"{self.host.name}-{self.kind}-{source.name}")
