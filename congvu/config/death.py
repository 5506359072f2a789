"""Processes that never outlive the one that started them."""

from __future__ import annotations

import ctypes
import os
import signal
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_libc = ctypes.CDLL(None, use_errno=True)


def die_with(parent: int, by: signal.Signals) -> None:
    """Ask the kernel for `by` when the parent ends, however it ends; call in the child.

    A parent that ended before the call is noticed too: then this process ends at once.
    """
    _libc.prctl(_PR_SET_PDEATHSIG, int(by), 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def adopt_orphans() -> None:
    """Become the parent of what a child leaves behind, so that it can be ended."""
    _libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def below(process: int) -> list[int]:
    """Every process that this one has started, and those that these have, nearest first."""
    found = [process]
    for each in found:
        for thread in _threads(each):
            try:
                found += [int(child) for child in (thread / "children").read_text().split()]
            except OSError:
                continue  # it ended meanwhile
    return found[1:]


def _threads(process: int) -> list[Path]:
    try:
        return list(Path(f"/proc/{process}/task").iterdir())
    except OSError:
        return []  # as above


def end_below(process: int, *, but: set[int]) -> None:
    """End everything below the process at once, but not these and what is below them."""
    kept = but | {each for root in but for each in below(root)}
    for each in below(process):
        if each not in kept:
            try:
                os.kill(each, signal.SIGKILL)
            except ProcessLookupError:
                continue
