"""The one source of the time, so that tests and rules can be given another."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.utils import timezone

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
_fixed: ContextVar[datetime | None] = ContextVar("fixed_clock", default=None)


def now() -> datetime:
    """The moment, with its zone."""
    return _fixed.get() or timezone.now()


def today() -> date:
    """The day in Vietnam."""
    return now().astimezone(VIETNAM).date()


def local(moment: datetime) -> datetime:
    """The moment as clocks in Vietnam show it."""
    return moment.astimezone(VIETNAM)


def start_of(day: date) -> datetime:
    """The moment at which the day begins in Vietnam."""
    return datetime.combine(day, time.min, VIETNAM)


@contextmanager
def fixed(moment: datetime) -> Iterator[None]:
    """Hold the clock at `moment` (aware) for the block."""
    token = _fixed.set(moment)
    try:
        yield
    finally:
        _fixed.reset(token)
