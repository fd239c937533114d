#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Traffic probes, run on a host as a program; each prints one JSON object a line.

    probe.py udp-server ADDRESS PORT           echoes datagrams until ended; prints {"ready": true}, then each datagram
    probe.py udp ADDRESS PORT [COUNT [GAP]]    sends COUNT numbered datagrams GAP seconds apart, tells which were echoed
    probe.py tcp-server ADDRESS PORT           accepts and echoes
    probe.py tcp ADDRESS PORT                  connects, exchanges one line, tells the seconds both took
An environment variable SOURCE binds the sending side.
"""

import json
import os
import selectors
import socket
import sys
import time

PATIENCE = float(os.environ.get("PATIENCE", "10"))


def say(**what: object) -> None:
    """One line of result."""
    print(json.dumps(what), flush=True)


def open_socket(kind: int, address: str) -> socket.socket:
    """A socket of ADDRESS's family, bound to $SOURCE if that is set."""
    sock = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, kind)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if os.environ.get("SOURCE"):
        sock.bind((os.environ["SOURCE"], 0))
    return sock


def udp_server(address: str, port: int) -> None:
    sock = open_socket(socket.SOCK_DGRAM, address)
    sock.bind((address, port))
    say(ready=True)
    while True:
        data, peer = sock.recvfrom(65535)
        sock.sendto(data, peer)
        say(got=data.decode(errors="replace")[:32], peer=peer[0])


def udp(address: str, port: int, count: int = 1, gap: float = 0.01) -> None:
    """The first datagram's fate is told apart: "first" is true when it came back."""
    sock = open_socket(socket.SOCK_DGRAM, address)
    sock.connect((address, port))
    sent_at: dict[int, float] = {}
    errors: list[str] = []
    echoed: dict[int, float] = {}
    wait = selectors.DefaultSelector()
    wait.register(sock, selectors.EVENT_READ)
    end = time.monotonic() + PATIENCE + count * gap
    next_send = time.monotonic()
    while len(echoed) < count and time.monotonic() < end:
        now = time.monotonic()
        if len(sent_at) < count and now >= next_send:
            number, next_send = len(sent_at), now + gap
            sent_at[number] = now
            try:
                sock.send(b"%d" % number)
            except OSError as error:
                errors.append(f"{number}: {error.strerror}")
            continue
        until = min(end, next_send) if len(sent_at) < count else end
        if wait.select(max(0.0, until - now)):
            try:
                number = int(sock.recv(2048))
                echoed[number] = time.monotonic() - sent_at[number]
            except (OSError, ValueError) as error:
                errors.append(str(error))
    say(sent=len(sent_at), echoed=len(echoed), first=0 in echoed, first_seconds=echoed.get(0),
        lost=sorted(set(sent_at) - set(echoed))[:20], errors=errors[:5])


def tcp_server(address: str, port: int) -> None:
    sock = open_socket(socket.SOCK_STREAM, address)
    sock.bind((address, port))
    sock.listen(16)
    say(ready=True)
    while True:
        peer, name = sock.accept()
        with peer:
            data = peer.recv(2048)
            peer.sendall(data)
            say(got=data.decode(errors="replace")[:32], peer=name[0])


def tcp(address: str, port: int) -> None:
    sock = open_socket(socket.SOCK_STREAM, address)
    sock.settimeout(PATIENCE)
    start = time.monotonic()
    try:
        sock.connect((address, port))
        connected = time.monotonic() - start
        sock.sendall(b"hello\n")
        answer = sock.recv(2048)
        say(ok=answer == b"hello\n", connect_seconds=connected, total_seconds=time.monotonic() - start)
    except OSError as error:
        say(ok=False, error=str(error), total_seconds=time.monotonic() - start)


def main() -> None:
    verb, address, port, *rest = sys.argv[1:]
    verbs = {"udp-server": udp_server, "udp": udp, "tcp-server": tcp_server, "tcp": tcp}
    verbs[verb](address, int(port), *(kind(word) for kind, word in zip((int, float), rest)))


if __name__ == "__main__":
    main()
