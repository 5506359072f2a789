"""Where a request came from, for the journal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class Origin:
    """The outside end of the running work; empty for jobs and commands."""

    address: str = ""
    device: str = ""


_NOWHERE = Origin()
_origin: ContextVar[Origin] = ContextVar("origin", default=_NOWHERE)


def current() -> Origin:
    """The origin of the running work."""
    return _origin.get()


@contextmanager
def of(origin: Origin) -> Iterator[None]:
    """Hold the origin for the block."""
    token = _origin.set(origin)
    try:
        yield
    finally:
        _origin.reset(token)
