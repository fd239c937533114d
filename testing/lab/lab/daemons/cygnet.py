# SPDX-License-Identifier: ISC
"""Our own daemon, through its command line alone.  $CYGNET_BUILD/bin holds the programs."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Optional

from ..host import Host
from ..util import LabError
from .base import Daemon, TunnelConfig, Unavailable
from .ipsec_conf import conf_file, secrets_file

CONF, SECRETS, NSSDIR, RUNDIR = "/etc/ipsec.conf", "/etc/ipsec.secrets", "/var/lib/ipsec/nss", "/run/pluto"


class Cygnet(Daemon):
    """pluto and `ipsec`."""

    kind = "cygnet"

    def __init__(self, host: Host, setup: Optional[dict[str, str]] = None):
        super().__init__(host)
        self.bin = self.find()
        self.setup = {"logip": "yes", **(setup or {})}
        self.env = {"PATH": f"{self.bin}:/usr/sbin:/usr/bin:/sbin:/bin", "IPSEC_EXECDIR": str(self.bin),
                    "IPSEC_SBINDIR": str(self.bin), "IPSEC_CONF": CONF, "IPSEC_NSSDIR": NSSDIR, "IPSEC_RUNDIR": RUNDIR}
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS"):
            if name in os.environ:
                self.env[name] = os.environ[name]

    @staticmethod
    def find() -> Path:
        """The directory of the programs, or Unavailable."""
        folder = Path(os.environ.get("CYGNET_BUILD", "/nonexistent")) / "bin"
        for program in ("pluto", "ipsec"):
            if not (folder / program).exists():
                raise Unavailable(f"our daemon is not built: no {folder / program} (CYGNET_BUILD)")
        return folder

    def ipsec(self, *words: str, check: bool = True, timeout: float = 60) -> str:
        """`ipsec WORDS...`: its output; CommandError unless it ends with 0."""
        result = self.ipsec_result(*words, timeout=timeout, check=check)
        return result.stdout + result.stderr

    def ipsec_result(self, *words: str, timeout: float = 60, check: bool = False):
        """The same with status, stdout and stderr apart."""
        return self.host.run([str(self.bin / "ipsec"), *words], check=check, timeout=timeout, env=self.env)

    def write_config(self) -> None:
        """ipsec.conf and ipsec.secrets from the loaded connections."""
        self.host.write(CONF, conf_file(self.conns.values(), self.setup))
        self.host.write(SECRETS, secrets_file(self.conns.values()), 0o600)

    def start(self) -> None:
        self.write_config()
        if not self.host.path(NSSDIR + "/cert9.db").exists():
            self.ipsec("initnss", "--nssdir", NSSDIR)
        self._spawn([str(self.bin / "ipsec"), "pluto", "--config", CONF, "--secretsfile", SECRETS, "--nssdir", NSSDIR,
                     "--rundir", RUNDIR, "--nofork", "--stderrlog"], env=self.env)
        self._wait_until(self._ready, "ipsec status answers and knows the connections")

    def _ready(self) -> bool:
        answer = self.ipsec_result("status")
        names = set(re.findall(r'^"([^"]+)"', answer.stdout, re.M))
        wanted = {name for name, conn in self.conns.items() if conn.auto != "ignore"}
        return answer.returncode == 0 and all(any(n == w or n.startswith(w + "/") for n in names) for w in wanted)

    def load(self, conn: TunnelConfig) -> None:
        self.conns[conn.name] = conn
        if not self.alive():
            return
        self.write_config()
        self.ipsec("rereadsecrets")
        self.ipsec("add", conn.name)
        if conn.auto in ("ondemand", "route"):
            self.ipsec("route", conn.name)
        elif conn.auto in ("start", "up"):
            self.ipsec("up", "--async", conn.name)

    def up(self, name: str, check: bool = True) -> str:
        return self.ipsec("up", name, check=check, timeout=90)

    def down(self, name: str) -> str:
        return self.ipsec("down", name)

    def route(self, name: str) -> str:
        """Installs the trap."""
        return self.ipsec("route", name)

    def unroute(self, name: str) -> str:
        """Removes the trap."""
        return self.ipsec("unroute", name)

    def delete(self, name: str) -> str:
        """Forgets a connection."""
        self.conns.pop(name, None)
        return self.ipsec("delete", name)

    def status(self) -> str:
        return self.ipsec("status")

    def trafficstatus(self) -> list[str]:
        """One line a Child SA."""
        return self.ipsec("trafficstatus").splitlines()

    def stop(self) -> None:
        """SIGTERM; a daemon that does not end with status 0 is an error."""
        process = self.process
        crashed = process is not None and process.poll() is not None
        super().stop()
        if process is not None and (crashed or process.returncode != 0):
            raise LabError(f"pluto on {self.host.name} ended with status {process.returncode}:\n{self.log_text()[-3000:]}")
