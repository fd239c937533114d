# SPDX-License-Identifier: ISC
"""Reads a pcap file and takes its packets apart as far as the tests ask: addresses, protocol, ports, SPI, sequence number."""

from __future__ import annotations

import ipaddress
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Optional, Union

Network = Union[ipaddress.IPv4Network, ipaddress.IPv6Network]

ICMP, TCP, UDP, ESP, AH, ICMP6 = 1, 6, 17, 50, 51, 58
IPV6_EXTENSIONS = {0, 43, 60}   # hop-by-hop, routing, destination options
IPV6_FRAGMENT = 44
IKE_PORTS = {500, 4500}


@dataclass(frozen=True)
class Packet:
    """One IP packet as it was on the wire.  KIND is what the tests care about: "esp" covers ESP in UDP too."""

    time: float
    src: str
    dst: str
    proto: int
    kind: str                   # esp ike keepalive ah icmp icmp6 nd udp tcp other fragment
    sport: int = 0
    dport: int = 0
    spi: int = 0
    seq: int = 0
    size: int = 0
    data: bytes = b""

    def between(self, a: Network, b: Network) -> bool:
        """Whether it goes from A to B or from B to A."""
        src, dst = ipaddress.ip_address(self.src), ipaddress.ip_address(self.dst)
        return (src in a and dst in b) or (src in b and dst in a)

    def __str__(self) -> str:
        ports = f" {self.sport} > {self.dport}" if self.sport or self.dport else ""
        spi = f" spi {self.spi:#010x} seq {self.seq}" if self.spi else ""
        return f"{self.src} > {self.dst} {self.kind}{ports}{spi} {self.size} bytes"


def read(path: Path) -> list[Packet]:
    """The IP packets of a pcap file (Ethernet), in order."""
    raw = path.read_bytes()
    if len(raw) < 24:
        return []
    magic = struct.unpack("<I", raw[:4])[0]
    order = "<" if magic in (0xA1B2C3D4, 0xA1B23C4D) else ">"
    scale = 1e-9 if 0xA1B23C4D in (magic, struct.unpack(">I", raw[:4])[0]) else 1e-6
    packets, at = [], 24
    while at + 16 <= len(raw):
        seconds, fraction, length, _ = struct.unpack(order + "IIII", raw[at:at + 16])
        frame = raw[at + 16:at + 16 + length]
        at += 16 + length
        packet = _ethernet(seconds + fraction * scale, frame)
        if packet:
            packets.append(packet)
    return packets


def _ethernet(time: float, frame: bytes) -> Optional[Packet]:
    if len(frame) < 14:
        return None
    kind, body = struct.unpack("!H", frame[12:14])[0], frame[14:]
    if kind == 0x8100 and len(body) >= 4:
        kind, body = struct.unpack("!H", body[2:4])[0], body[4:]
    if kind == 0x0800 and len(body) >= 20:
        return _ipv4(time, body)
    if kind == 0x86DD and len(body) >= 40:
        return _ipv6(time, body)
    return None


def _ipv4(time: float, body: bytes) -> Packet:
    header, total = (body[0] & 15) * 4, struct.unpack("!H", body[2:4])[0]
    offset = struct.unpack("!H", body[6:8])[0] & 0x1FFF
    src, dst = str(ipaddress.ip_address(body[12:16])), str(ipaddress.ip_address(body[16:20]))
    return _transport(time, src, dst, body[9], body[header:total], total, offset != 0)


def _ipv6(time: float, body: bytes) -> Packet:
    length, proto = struct.unpack("!HB", body[4:7])
    src, dst = str(ipaddress.ip_address(body[8:24])), str(ipaddress.ip_address(body[24:40]))
    data, later_fragment = body[40:40 + length], False
    while proto in IPV6_EXTENSIONS | {IPV6_FRAGMENT} and len(data) >= 8:
        if proto == IPV6_FRAGMENT:
            later_fragment = struct.unpack("!H", data[2:4])[0] & 0xFFF8 != 0
            proto, data = data[0], data[8:]
        else:
            proto, data = data[0], data[(data[1] + 1) * 8:]
    return _transport(time, src, dst, proto, data, 40 + length, later_fragment)


def _transport(time: float, src: str, dst: str, proto: int, data: bytes, size: int, later_fragment: bool) -> Packet:
    def packet(kind: str, sport: int = 0, dport: int = 0, spi: int = 0, seq: int = 0, payload: bytes = data) -> Packet:
        return Packet(time, src, dst, proto, kind, sport, dport, spi, seq, size, payload)

    if later_fragment:
        return packet("fragment")
    if proto == ESP and len(data) >= 8:
        return packet("esp", spi=struct.unpack("!I", data[:4])[0], seq=struct.unpack("!I", data[4:8])[0])
    if proto in (TCP, UDP) and len(data) >= 8:
        sport, dport = struct.unpack("!HH", data[:4])
        if proto == TCP:
            return packet("tcp", sport, dport)
        return _udp(packet, sport, dport, data[8:])
    if proto == ICMP6 and data and 133 <= data[0] <= 137:
        return packet("nd")
    return packet({AH: "ah", ICMP: "icmp", ICMP6: "icmp6"}.get(proto, "other"))


def _udp(packet, sport: int, dport: int, payload: bytes) -> Packet:
    if 4500 in (sport, dport):
        if payload == b"\xff":
            return packet("keepalive", sport, dport, payload=payload)
        if len(payload) >= 8 and payload[:4] != b"\0\0\0\0":
            spi, seq = struct.unpack("!II", payload[:8])
            return packet("esp", sport, dport, spi, seq, payload)
        return packet("ike", sport, dport, payload=payload[4:])
    if 500 in (sport, dport):
        return packet("ike", sport, dport, payload=payload)
    return packet("udp", sport, dport, payload=payload)
