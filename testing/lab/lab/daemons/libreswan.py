# SPDX-License-Identifier: ISC
"""Debian's libreswan 4: pluto, whack, addconn."""

from __future__ import annotations

from .base import PeerDaemon, TunnelConfig
from .ipsec_conf import conf_file, secrets_file

LIBEXEC = "/usr/libexec/ipsec"


class Libreswan(PeerDaemon):
    """Its own `ipsec` script wants an init system, so the programs below it are used."""

    kind = "libreswan"

    def _write_config(self) -> None:
        self.write("/etc/ipsec.conf", conf_file(self.conns.values(), {"uniqueids": "no"}))
        self.write("/etc/ipsec.secrets", secrets_file(self.conns.values()))

    def whack(self, *words: str, check: bool = True) -> str:
        """One whack command."""
        return self.command([f"{LIBEXEC}/whack", *words], check=check, timeout=90)

    def start(self) -> None:
        if not self.exists("/var/lib/ipsec/nss/cert9.db"):
            self.command(["certutil", "-N", "-d", "sql:/var/lib/ipsec/nss", "--empty-password"])
        self.host.path(self.ROOT + "/run/pluto").mkdir(parents=True, exist_ok=True)
        self._write_config()
        self._spawn([f"{LIBEXEC}/pluto", "--nofork", "--stderrlog", "--config", "/etc/ipsec.conf", "--secretsfile",
                     "/etc/ipsec.secrets", "--nssdir", "/var/lib/ipsec/nss", "--no-dnssec"], root=self.ROOT)
        self._wait_until(lambda: self.exists("/run/pluto/pluto.ctl") and "listening" in self.log_text(), "it listens")
        for conn in self.conns.values():
            self._wait_until(lambda: f'"{conn.name}"' in self.status(), f"it loads {conn.name}")

    def load(self, conn: TunnelConfig) -> None:
        self.conns[conn.name] = conn
        if not self.alive():
            return
        self._write_config()
        self.whack("--rereadsecrets")
        self.command([f"{LIBEXEC}/addconn", "--config", "/etc/ipsec.conf", conn.name])
        if conn.auto == "ondemand":
            self.whack("--route", "--name", conn.name)
        elif conn.auto == "start":
            self.whack("--initiate", "--asynchronous", "--name", conn.name)

    def up(self, name: str, check: bool = True) -> str:
        return self.whack("--initiate", "--name", name, check=check)

    def down(self, name: str) -> str:
        return self.whack("--terminate", "--name", name)

    def rekey_child(self, name: str) -> str:
        """A new Child SA for the old."""
        return self.whack("--rekey-ipsec", "--name", name)

    def rekey_ike(self, name: str) -> str:
        """A new IKE SA for the old."""
        return self.whack("--rekey-ike", "--name", name)

    def status(self) -> str:
        return self.whack("--status")

    def stop(self) -> None:
        if self.alive():
            self.whack("--shutdown", check=False)
        super().stop()
