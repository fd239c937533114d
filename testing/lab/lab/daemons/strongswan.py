# SPDX-License-Identifier: ISC
"""Debian's strongSwan 5.9: charon-systemd and swanctl."""

from __future__ import annotations

from ..host import Host
from .base import PeerDaemon, TunnelConfig

NOT_LOADED = ("bypass-lan", "connmark", "dhcp", "farp", "forecast", "ha", "kernel-libipsec", "led", "resolve", "tnc-tnccs",
              "tpm", "unity", "eap-radius", "duplicheck", "systime-fix", "socket-dynamic")
SETTINGS = """
charon-systemd {
	filelog {
		lab {
			path = /run/charon.log
			time_format = %H:%M:%S
			default = 1
			ike = 2
			knl = 2
			flush_line = yes
		}
	}
	journal {
		default = -1
	}
}
charon {
	install_routes = no
	install_virtual_ip = no
	retransmit_base = 1.5
	retransmit_timeout = 2.0
	delete_rekeyed_delay = 1
}
"""
START_ACTION = {"add": "none", "ondemand": "trap", "start": "start"}


def _section(conn: TunnelConfig, host: Host) -> str:
    local, remote = conn.ends(host)
    ts = "".join(f"\t\t\t\t{side}_ts = {','.join(end.selectors) or 'dynamic'}\n"
                 for side, end in (("local", local), ("remote", remote)))
    return f"""
	{conn.name} {{
		version = 2
		local_addrs = {local.address}
		remote_addrs = {remote.address}
		proposals = {conn.ike}
		mobike = no
		local {{
			auth = psk
			id = {local.identity}
		}}
		remote {{
			auth = psk
			id = {remote.identity}
		}}
		children {{
			{conn.name} {{
				mode = {conn.mode}
				esp_proposals = {conn.esp}
				start_action = {START_ACTION[conn.auto]}
{ts}			}}
		}}
	}}"""


def _secret(conn: TunnelConfig) -> str:
    ids = "".join(f"\t\tid-{n} = {end.identity}\n" for n, end in enumerate((conn.left, conn.right)) if end.identity != "%any")
    return f'\n\tike-{conn.name} {{\n{ids}\t\tsecret = "{conn.psk}"\n\t}}'


class StrongSwan(PeerDaemon):
    """charon without systemd around it."""

    kind = "strongswan"

    def _write_config(self) -> None:
        sections = "".join(_section(conn, self.host) for conn in self.conns.values())
        secrets = "".join(_secret(conn) for conn in self.conns.values())
        self.write("/etc/swanctl/swanctl.conf", f"connections {{{sections}\n}}\nsecrets {{{secrets}\n}}\n")

    def start(self) -> None:
        for plugin in NOT_LOADED:
            self.write(f"/etc/strongswan.d/charon/{plugin}.conf", f"{plugin} {{\n\tload = no\n}}\n")
        self.write("/etc/strongswan.d/zz-lab.conf", SETTINGS)
        self._spawn(["/usr/sbin/charon-systemd"], root=self.ROOT)
        self._wait_until(lambda: "charon" in self.swanctl("--version", "--daemon", check=False),
                         "vici answers")
        if self.conns:
            self._load_all()

    def swanctl(self, *words: str, check: bool = True) -> str:
        """One swanctl command."""
        return self.command(["swanctl", *words], check=check, timeout=90)

    def _load_all(self) -> None:
        self._write_config()
        self.swanctl("--load-all", "--noprompt")

    def load(self, conn: TunnelConfig) -> None:
        self.conns[conn.name] = conn
        if self.alive():
            self._load_all()

    def up(self, name: str, check: bool = True) -> str:
        return self.swanctl("--initiate", "--child", name, "--timeout", "30", check=check)

    def down(self, name: str) -> str:
        return self.swanctl("--terminate", "--ike", name, "--timeout", "10")

    def rekey_child(self, name: str) -> str:
        """A new Child SA for the old."""
        return self.swanctl("--rekey", "--child", name)

    def rekey_ike(self, name: str) -> str:
        """A new IKE SA for the old."""
        return self.swanctl("--rekey", "--ike", name)

    def status(self) -> str:
        return self.swanctl("--list-sas") + self.swanctl("--list-conns")

    def stop(self) -> None:
        super().stop()
        self.keep("/run/charon.log")

    def log_text(self) -> str:
        return super().log_text() + self.host.read(self.ROOT + "/run/charon.log")
