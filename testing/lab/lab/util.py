# SPDX-License-Identifier: ISC
"""Small helpers: running commands, waiting for a condition, where results go."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Optional, Union

Command = Union[str, Sequence[str]]

CLEAN_ENV = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME": "/root",
    "LC_ALL": "C.UTF-8",
}


class LabError(Exception):
    """The lab itself could not do what was asked (a command failed, a wait ran out)."""


class CommandError(LabError):
    """A command ended with a status other than 0."""

    def __init__(self, what: str, result: subprocess.CompletedProcess[str]):
        self.result = result
        super().__init__(f"{what}: status {result.returncode}\n{result.stdout}{result.stderr}".rstrip())


def argv_of(cmd: Command) -> list[str]:
    """A string is a shell command line, a sequence is an argument vector."""
    return ["/bin/sh", "-c", cmd] if isinstance(cmd, str) else list(cmd)


def run(cmd: Command, check: bool = True, timeout: float = 60, input: Optional[str] = None,
        env: Optional[dict[str, str]] = None, what: str = "") -> subprocess.CompletedProcess[str]:
    """Runs CMD to its end; its output comes back as text."""
    result = subprocess.run(argv_of(cmd), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace",
                            input=input, stdin=None if input is not None else subprocess.DEVNULL,
                            timeout=timeout, env=env)
    if check and result.returncode != 0:
        raise CommandError(what or str(cmd), result)
    return result


def wait_for(condition: Callable[[], object], timeout: float = 10, what: str = "condition", step: float = 0.02) -> object:
    """Calls CONDITION until it returns something true, and returns that; LabError when TIMEOUT seconds are over."""
    end = time.monotonic() + timeout
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() >= end:
            raise LabError(f"waited {timeout} s in vain for: {what}")
        time.sleep(step)


def results_dir() -> Path:
    """The directory that outlives the lab."""
    path = Path(os.environ.get("LAB_OUT", "/tmp/lab-out"))
    path.mkdir(parents=True, exist_ok=True)
    return path
