# SPDX-License-Identifier: ISC
"""Fixtures of the lab.  Each test gets a network of its own; see lab/topology.py for its shape."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from lab.daemons import Cygnet, Daemon, TunnelConfig, Unavailable      # noqa: E402
from lab.host import Host           # noqa: E402  (needs the path above)
from lab.router import Router       # noqa: E402
from lab.topology import EVERYONE, THE_USUAL, Lab     # noqa: E402


def pytest_configure(config: pytest.Config) -> None:
    for line in ("lab: proves the lab itself, needs no daemon of ours",
                 "cygnet: needs our own daemon",
                 "interop: our daemon with another one",
                 "peers: other daemons among themselves",
                 "timetravel: sleeps for long; run only in the time-travel kernel"):
        config.addinivalue_line("markers", line)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """In the time-travel kernel only its own tests run, elsewhere all but those."""
    travelling = bool(os.environ.get("LAB_TIME_TRAVEL"))
    chosen, left = [], []
    for item in items:
        (chosen if (item.get_closest_marker("timetravel") is not None) == travelling else left).append(item)
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = chosen


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Without our daemon its tests need no network to be skipped."""
    if item.get_closest_marker("cygnet"):
        try:
            Cygnet.find()
        except Unavailable as reason:
            pytest.skip(str(reason))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Leaves "passed failed skipped" where run.sh adds the boots up."""
    def count(*kinds: str) -> int:
        return sum(len(terminalreporter.stats.get(kind, [])) for kind in kinds)
    if os.environ.get("LAB_SUMMARY"):
        numbers = count("passed", "xpassed"), count("failed", "error"), count("skipped", "xfailed")
        Path(os.environ["LAB_SUMMARY"]).write_text("%d %d %d\n" % numbers)


StartDaemon = Callable[..., Daemon]


@pytest.fixture
def start_daemon(lab: "Lab") -> Iterator[StartDaemon]:
    """start_daemon(kind, host, conn...): the daemon runs with the connections; skips the test if there is no such daemon.

    At the end of the test they are stopped, last first; what ends badly fails the test."""
    running: list[Daemon] = []

    def start(kind: type[Daemon], host: Host, *conns: TunnelConfig, **options: object) -> Daemon:
        try:
            daemon = kind(host, **options)
        except Unavailable as reason:
            pytest.skip(str(reason))
        for conn in conns:
            daemon.load(conn)
        running.append(daemon)
        daemon.start()
        return daemon

    yield start
    problems = []
    for daemon in reversed(running):
        try:
            daemon.stop()
        except Exception as problem:    # the others are stopped all the same
            problems.append(f"{daemon.kind} on {daemon.host.name}: {problem}")
    assert not problems, "\n".join(problems)


@pytest.fixture
def lab(request: pytest.FixtureRequest) -> Iterator[Lab]:
    """A fresh network: the usual hosts and those that the test names."""
    network = Lab(request.node.name, {*THE_USUAL, *(name for name in request.fixturenames if name in EVERYONE)})
    yield network
    network.close()


@pytest.fixture
def west(lab: Lab) -> Host:
    return lab["west"]


@pytest.fixture
def east(lab: Lab) -> Host:
    return lab["east"]


@pytest.fixture
def north(lab: Lab) -> Host:
    return lab["north"]


@pytest.fixture
def road(lab: Lab) -> Host:
    return lab["road"]


@pytest.fixture
def nic(lab: Lab) -> Router:
    return lab.nic


@pytest.fixture
def wclient(lab: Lab) -> Host:
    return lab["wclient"]


@pytest.fixture
def eclient(lab: Lab) -> Host:
    return lab["eclient"]


@pytest.fixture
def nclient(lab: Lab) -> Host:
    return lab["nclient"]
