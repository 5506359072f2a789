"""The calendar that a process holds in memory, and how it learns that the table has changed.

Pages show due dates by the dozen, so a day is never asked of the database. The process remembers
the table with its version and looks at the version again when its copy is older than
`FRESH_SECONDS`; the process that made a change forgets its copy at once, after the commit.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from congvu.workdays.models import CalendarYear, DayKind, SpecialDay
from congvu.workdays.public_holidays import public_holidays

FRESH_SECONDS = 30.0
_SATURDAY = 5


@dataclass(frozen=True)
class Calendar:
    """The table as it was at one version; a year that is not in it is reckoned by the library."""

    version: int
    years: frozenset[int]
    days: Mapping[date, DayKind]

    def is_working_day(self, day: date) -> bool:
        """Monday to Friday, unless the table says otherwise."""
        return self._kind(day) is DayKind.WORKING or (
            day.weekday() < _SATURDAY and self._kind(day) is None
        )

    def _kind(self, day: date) -> DayKind | None:
        if day.year in self.years:
            return self.days.get(day)
        named = public_holidays(day.year).get(day)
        return named[1] if named else None


@dataclass
class _Held:
    calendar: Calendar
    checked: float


_held: _Held | None = None


def current() -> Calendar:
    """The calendar, at most `FRESH_SECONDS` behind the table (no query while it is fresh)."""
    global _held  # noqa: PLW0603 - one copy a process is the point
    held, now = _held, time.monotonic()
    if held is not None and now - held.checked < FRESH_SECONDS:
        return held.calendar
    version = _version()
    same = held is not None and held.calendar.version == version
    calendar = held.calendar if held is not None and same else _read(version)
    _held = _Held(calendar, now)
    return calendar


def forget() -> None:
    """Read the table anew at the next question."""
    global _held  # noqa: PLW0603
    _held = None


def _version() -> int:
    return CalendarYear.objects.aggregate(total=Sum("version", default=0))["total"] or 0


def _read(version: int) -> Calendar:
    """The version is read before the days: a change in between is found at the next look."""
    years = frozenset(CalendarYear.objects.values_list("year", flat=True))
    days = {day: DayKind(kind) for day, kind in SpecialDay.objects.values_list("date", "kind")}
    return Calendar(version, years, days)
