# SPDX-License-Identifier: ISC
"""Writes a TunnelConfig as ipsec.conf and ipsec.secrets (for our daemon and for libreswan)."""

from __future__ import annotations

from collections.abc import Iterable

from .base import End, TunnelConfig, parse_suite

ENCRYPTION = {"aes128": "aes128", "aes192": "aes192", "aes256": "aes256", "aes128gcm16": "aes_gcm128",
              "aes256gcm16": "aes_gcm256", "aes128ctr": "aes_ctr128", "chacha20poly1305": "chacha20_poly1305"}
HASH = {"": "", "sha1": "sha1", "sha256": "sha2_256", "sha384": "sha2_384", "sha512": "sha2_512"}
GROUP = {"": "", "modp2048": "dh14", "modp3072": "dh15", "ecp256": "dh19", "ecp384": "dh20", "ecp521": "dh21", "x25519": "dh31"}


def ike_words(text: str) -> str:
    """The value of ike=."""
    suite = parse_suite(text)
    return "-".join(w for w in (ENCRYPTION[suite.encryption], HASH[suite.prf], GROUP[suite.group]) if w)


def esp_words(text: str) -> str:
    """The value of esp=."""
    suite = parse_suite(text)
    return "-".join(w for w in (ENCRYPTION[suite.encryption], HASH[suite.integrity], GROUP[suite.group]) if w)


def _end(side: str, end: End) -> dict[str, str]:
    words = {side: end.address}
    if end.id:
        words[side + "id"] = end.id
    if end.subnets:
        words[side + "subnet"] = ",".join(end.subnets)
    return words


def conn_section(conn: TunnelConfig) -> str:
    """One conn section; conn.extra overrides."""
    words = {**_end("left", conn.left), **_end("right", conn.right), "authby": "secret", "ikev2": "insist", "type": conn.mode,
             "ike": ike_words(conn.ike), "esp": esp_words(conn.esp), "auto": conn.auto, **conn.extra}
    return f"conn {conn.name}\n" + "".join(f"\t{key}={value}\n" for key, value in words.items())


def conf_file(conns: Iterable[TunnelConfig], setup: dict[str, str]) -> str:
    """A whole ipsec.conf."""
    head = "config setup\n" + "".join(f"\t{key}={value}\n" for key, value in setup.items())
    return head + "".join("\n" + conn_section(conn) for conn in conns)


def secrets_file(conns: Iterable[TunnelConfig]) -> str:
    """A whole ipsec.secrets."""
    return "".join(f'{conn.left.identity} {conn.right.identity} : PSK "{conn.psk}"\n' for conn in conns)
