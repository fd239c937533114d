# SPDX-License-Identifier: ISC
"""Fixtures of the lab.  Each test gets a network of its own; see lab/topology.py for its shape."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from lab.host import Host           # noqa: E402  (needs the path above)
from lab.router import Router       # noqa: E402
from lab.topology import Lab        # noqa: E402


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


@pytest.fixture
def lab(request: pytest.FixtureRequest) -> Iterator[Lab]:
    """A fresh network."""
    network = Lab(request.node.name)
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
