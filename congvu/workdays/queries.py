"""Working days: what is one, counting them, and the table behind them."""

from __future__ import annotations

from datetime import date, timedelta

from congvu.core import clock
from congvu.core.refused import NotFound
from congvu.workdays import calendar
from congvu.workdays.models import CalendarYear, SpecialDay

_DAY = timedelta(days=1)


def is_working_day(day: date) -> bool:
    """Whether the province's offices work on the day."""
    return calendar.current().is_working_day(day)


def working_day_from(day: date) -> date:
    """The day itself, or the next working day.

    A period that ends on a day off ends with the next working day (Civil Code of 2015,
    Article 148, paragraph 5).
    """
    table = calendar.current()
    while not table.is_working_day(day):
        day += _DAY
    return day


def working_day_until(day: date) -> date:
    """The day itself, or the last working day before it."""
    table = calendar.current()
    while not table.is_working_day(day):
        day -= _DAY
    return day


def add_working_days(day: date, count: int) -> date:
    """The `count`-th working day after the day (before it, if negative); the day is not counted.

    With 0, the day itself or the next working day.
    """
    if count == 0:
        return working_day_from(day)
    table = calendar.current()
    step = _DAY if count > 0 else -_DAY
    left = abs(count)
    while left:
        day += step
        left -= table.is_working_day(day)
    return day


def working_days_between(start: date, end: date) -> int:
    """How many working days lie after `start`, `end` included; negative if `end` is earlier."""
    if end < start:
        return -working_days_between(end, start)
    table = calendar.current()
    days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(table.is_working_day(day) for day in days)


def due_in_words(due: date, *, today: date | None = None) -> str:
    """How far off a due date is: `còn 2 ngày làm việc`, `hạn hôm nay`, `quá hạn 3 ngày`.

    What is left is counted in working days, what is overdue in days, as officials speak of it.
    """
    now = today or clock.today()
    if due < now:
        return f"quá hạn {(now - due).days} ngày"
    if due == now:
        return "hạn hôm nay"
    left = working_days_between(now, due)
    return f"còn {left} ngày làm việc" if left else "hạn trong kỳ nghỉ"


def days_left(due_on: date | None) -> int | None:
    """The working days until a due date, where it lies ahead and there are any.

    What is late, and what falls due within days off, is counted in plain days, as people say it.
    """
    today = clock.today()
    if due_on is None or due_on < today:
        return None
    left = working_days_between(today, due_on)
    return left if left or due_on == today else None


def is_overdue(due: date, *, today: date | None = None) -> bool:
    """Whether the due day is over."""
    return due < (today or clock.today())


def years() -> list[int]:
    """The years that stand in the table."""
    return list(CalendarYear.objects.values_list("year", flat=True))


def day(pk: int) -> SpecialDay:
    """A special day; `NotFound` if there is none."""
    found = SpecialDay.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def days_of(year: int) -> list[SpecialDay]:
    """The year's special days, in their order."""
    return list(SpecialDay.objects.filter(year_id=year))
