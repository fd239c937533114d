# SPDX-License-Identifier: ISC
"""Debian's OpenIKED 7: iked and ikectl.

It programs the kernel by PF_KEY, and its Linux port knows few ciphers there: use esp="aes128-sha1" (or sha256)."""

from __future__ import annotations

from .base import PeerDaemon, TunnelConfig, parse_suite

ENCRYPTION = {"aes128": "aes-128", "aes256": "aes-256", "aes128gcm16": "aes-128-gcm", "aes256gcm16": "aes-256-gcm",
              "chacha20poly1305": "chacha20-poly1305"}
HASH = {"sha1": "hmac-sha1", "sha256": "hmac-sha2-256", "sha384": "hmac-sha2-384", "sha512": "hmac-sha2-512"}
GROUP = {"modp2048": "modp2048", "ecp256": "ecp256", "ecp384": "ecp384", "x25519": "curve25519"}
FOLDERS = "ca certs crls ocsp private pubkeys/ipv4 pubkeys/ipv6 pubkeys/fqdn pubkeys/ufqdn".split()


def _algorithms(keyword: str, text: str) -> str:
    suite, words = parse_suite(text), [keyword]
    words += ["enc", ENCRYPTION[suite.encryption]]
    words += ["auth", HASH[suite.integrity]] if suite.integrity else []
    words += ["prf", HASH[suite.prf]] if keyword == "ikesa" else []
    words += ["group", GROUP[suite.group]] if suite.group else []
    return " ".join(words)


class OpenIKED(PeerDaemon):
    """A policy goes up when it is active; up() and down() switch that."""

    kind = "openiked"
    traps = False

    def __init__(self, host):
        super().__init__(host)
        self._active: set[str] = set()

    def _policy(self, conn: TunnelConfig) -> str:
        local, remote = conn.ends(self.host)
        flows = ", ".join(f"from {a} to {b}" for a in local.selectors for b in remote.selectors)
        peer = "any" if remote.address.startswith("%") else remote.address
        return (f'ikev2 "{conn.name}" {"active" if conn.name in self._active else "passive"} {conn.mode} esp {flows} '
                f'local {local.address} peer {peer} {_algorithms("ikesa", conn.ike)} {_algorithms("childsa", conn.esp)} '
                f'srcid {local.identity.lstrip("@")} dstid {remote.identity.lstrip("@")} psk "{conn.psk}"\n')

    def _write_config(self) -> None:
        self.write("/etc/iked.conf", "set nomobike\n" + "".join(self._policy(conn) for conn in self.conns.values()))

    def ikectl(self, *words: str, check: bool = True) -> str:
        """One ikectl command."""
        return self.command(["/usr/sbin/ikectl", *words], check=check)

    def start(self) -> None:
        for folder in FOLDERS:
            self.host.path(f"{self.ROOT}/etc/iked/{folder}").mkdir(parents=True, exist_ok=True)
        key = "/etc/iked/private/local.key"
        if not self.exists(key):
            self.host.run(f"openssl ecparam -genkey -name prime256v1 -noout -out {self.ROOT}{key} && "
                          f"openssl ec -in {self.ROOT}{key} -pubout -out {self.ROOT}/etc/iked/local.pub && chmod 600 {self.ROOT}{key}")
        self._active |= {name for name, conn in self.conns.items() if conn.auto == "start"}
        self._write_config()
        self._spawn(["/usr/sbin/iked", "-d", "-v", "-f", "/etc/iked.conf"], root=self.ROOT)
        self._wait_until(lambda: "connect" not in self.ikectl("show", "sa", check=False), "ikectl answers")

    def load(self, conn: TunnelConfig) -> None:
        self.conns[conn.name] = conn
        if conn.auto == "start":
            self._active.add(conn.name)
        if self.alive():
            self._reload()

    def _reload(self) -> None:
        self._write_config()
        self.ikectl("reload")

    def up(self, name: str, check: bool = True) -> str:
        """Returns at once; wait for the tunnel."""
        self._active.add(name)
        self._reload()
        return ""

    def down(self, name: str) -> str:
        self._active.discard(name)
        self._write_config()
        _, remote = self.conns[name].ends(self.host)
        self.ikectl("reload")
        return self.ikectl("reset", "sa")

    def status(self) -> str:
        return self.ikectl("show", "sa")
