# SPDX-License-Identifier: ISC
"""What `ip -d xfrm` prints, as data.  (iproute2 has no JSON for these.)"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Optional


@dataclass
class State:
    """One SA.  A larval one (waiting for its keys) has spi 0 or no algorithm."""

    src: str
    dst: str
    proto: str = ""
    spi: int = 0
    reqid: int = 0
    mode: str = ""
    replay_window: int = 0
    flags: tuple[str, ...] = ()
    algorithms: dict[str, str] = field(default_factory=dict)    # "enc", "auth", "auth-trunc", "aead", "comp" -> name
    encap: Optional[tuple[str, int, int]] = None                # type, sport, dport
    direction: str = ""
    if_id: int = 0
    mark: str = ""
    selector: str = ""
    text: str = ""

    @property
    def larval(self) -> bool:
        """No keys yet."""
        return not self.algorithms


@dataclass
class Template:
    """What a policy asks of a packet."""

    src: str
    dst: str
    proto: str = ""
    spi: int = 0
    reqid: int = 0
    mode: str = ""


@dataclass
class Policy:
    """One policy of the SPD."""

    src: str
    dst: str
    selector: str = ""
    direction: str = ""
    action: str = "allow"
    priority: int = 0
    index: int = 0
    if_id: int = 0
    mark: str = ""
    templates: list[Template] = field(default_factory=list)
    text: str = ""


def _blocks(text: str) -> list[list[str]]:
    """Each entry starts at the margin, its details are indented."""
    blocks: list[list[str]] = []
    for line in text.splitlines():
        if line and not line[0].isspace():
            blocks.append([line])
        elif line.strip() and blocks:
            blocks[-1].append(line)
    return blocks


def _word(key: str, text: str, default: str = "") -> str:
    match = re.search(rf"(?:^|\s){re.escape(key)} (\S+)", text)
    return match[1] if match else default


def _number(key: str, text: str) -> int:
    match = re.match(r"0x[0-9a-f]+|\d+", _word(key, text, "0"))
    return int(match[0], 0) if match else 0


def parse_states(text: str) -> list[State]:
    """The output of `ip -d xfrm state`."""
    states = []
    for block in _blocks(text):
        whole = "\n".join(block)
        state = State(src=_word("src", block[0]), dst=_word("dst", block[0]), text=whole)
        state.proto, state.spi = _word("proto", whole), _number("spi", whole)
        state.reqid, state.mode = _number("reqid", whole), _word("mode", whole)
        state.replay_window, state.if_id = _number("replay-window", whole), _number("if_id", whole)
        state.direction = _word("dir", whole)
        for line in (line.strip() for line in block[1:]):
            words = line.split()
            if words[0] in ("enc", "auth", "auth-trunc", "aead", "comp"):
                state.algorithms[words[0]] = words[1]
            elif words[0] == "encap":
                state.encap = (_word("type", line), _number("sport", line), _number("dport", line))
            elif words[0] == "sel":
                state.selector = line[4:]
            elif words[0] == "mark":
                state.mark = words[1]
        flags = re.search(r"\bflag ([a-z0-9 -]+?)(?: \(0x|\n|$)", whole)
        state.flags = tuple(flags[1].split()) if flags else ()
        extra = re.search(r"\bextra_flag ([a-z0-9 -]+)", whole)
        state.flags += tuple(extra[1].split()) if extra else ()
        states.append(state)
    return states


def parse_policies(text: str) -> list[Policy]:
    """The output of `ip -d xfrm policy`; the policies of single sockets are left out."""
    policies = []
    for block in _blocks(text):
        whole = "\n".join(block)
        if re.search(r"^\s+socket (in|out|fwd)\b", whole, re.M):
            continue
        head = whole.split("tmpl", 1)[0]
        policy = Policy(src=_word("src", block[0]), dst=_word("dst", block[0]), selector=block[0].strip(), text=whole)
        policy.direction, policy.action = _word("dir", head), _word("action", head, "allow")
        policy.priority, policy.index = _number("priority", head), _number("index", head)
        policy.if_id, policy.mark = _number("if_id", whole), _word("mark", whole)
        for part in re.split(r"\n\s+tmpl ", whole)[1:]:
            policy.templates.append(Template(src=_word("src", part), dst=_word("dst", part), proto=_word("proto", part),
                                             spi=_number("spi", part), reqid=_number("reqid", part),
                                             mode=_word("mode", part)))
        policies.append(policy)
    return policies
