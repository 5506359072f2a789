"""The last six weeks of the demo: stories told side by side, each step at its moment.

A story is a generator that acts, and yields when its next step is to be: `(9, "14:30")` is half
past two in the afternoon, nine working days before the last one. The steps of all stories run in
the order of time under the clock of their moment, so that numbers ascend with dates.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from congvu.core import clock
from congvu.core.acts import work
from congvu.workdays.queries import is_working_day

When = tuple[int, str]
Story = Iterator[When]

WEEKS = 6
_PAUSE = timedelta(minutes=4)
_OFFICES_ARE_BUSY = time(9, 0)


class Timeline:
    """Working days of this year up to now; in the first days of January they are few."""

    def __init__(self) -> None:
        self.now = clock.now()
        self.days = _working_days(self.now)
        self._waiting: list[tuple[datetime, int, Story]] = []
        self._turn = itertools.count()
        self._at = self.start

    @property
    def start(self) -> datetime:
        """The moment before everything."""
        return min(_moment(self.days[0], "07:00"), self.now)

    def begin(self, story: Story) -> None:
        """Let the story run from now on; within a story, a second one runs beside it."""
        self._wait(story)

    def run(self) -> None:
        """Every step of every story, in the order of time; what a step did is told together."""
        while self._waiting:
            self._at, _, story = heapq.heappop(self._waiting)
            with clock.fixed(self._at), work():
                self._wait(story)

    def _wait(self, story: Story) -> None:
        when = next(story, None)
        if when is not None:
            heapq.heappush(self._waiting, (self._next(*when), next(self._turn), story))

    def _next(self, back: int, hour: str) -> datetime:
        """Never before what has just happened, and never after now."""
        day = self.days[max(0, len(self.days) - 1 - max(0, back))]
        return min(max(_moment(day, hour), self._at + _PAUSE), self.now)


def _working_days(now: datetime) -> list[date]:
    local = clock.local(now)
    last = local.date() if local.time() >= _OFFICES_ARE_BUSY else local.date() - timedelta(days=1)
    first = max(last - timedelta(weeks=WEEKS), date(local.year, 1, 1))
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [day for day in days if is_working_day(day)] or [local.date()]


def _moment(day: date, hour: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(hour), timezone.get_current_timezone())
