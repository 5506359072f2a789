"""Days, moments and sizes as officials say them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from congvu.core import clock

WEEKDAYS = ("Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy", "Chủ nhật")
_UNITS = ("byte", "KB", "MB", "GB", "TB")
_KILO = 1024


def due_words(due_on: date, *, days: int | None = None) -> str:
    """`còn 2 ngày`, `hôm nay`, `quá hạn 3 ngày`; with `days`, counted in working days."""
    left = (due_on - clock.today()).days if days is None else days
    unit = "ngày" if days is None else "ngày làm việc"
    if left == 0:
        return "hết hạn hôm nay"
    if left < 0:
        return f"quá hạn {-left} {unit}"
    return "còn đến ngày mai" if left == 1 and days is None else f"còn {left} {unit}"


def is_late(due_on: date, *, days: int | None = None) -> bool:
    """Whether the day has passed."""
    return (due_on < clock.today()) if days is None else days < 0


def ago(moment: datetime) -> str:
    """`16:21 hôm nay`, `08:02 hôm qua`, else `16:21 01/04/2026`."""
    local, today = clock.local(moment), clock.today()
    day = local.date()
    if day == today:
        return f"{local:%H:%M} hôm nay"
    if day == today - timedelta(days=1):
        return f"{local:%H:%M} hôm qua"
    return f"{local:%H:%M %d/%m/%Y}"


def day_words(day: date) -> str:
    """`Thứ tư, ngày 25/11/2026`."""
    return f"{WEEKDAYS[day.weekday()]}, ngày {day:%d/%m/%Y}"


def short_ago(moment: datetime) -> str:
    """For a row: `16:21`, `hôm qua`, `01/04`, `01/04/2025`."""
    local = clock.local(moment)
    day, today = local.date(), clock.today()
    if day == today:
        return f"{local:%H:%M}"
    if day == today - timedelta(days=1):
        return "hôm qua"
    return f"{local:%d/%m}" if day.year == today.year else f"{local:%d/%m/%Y}"


def size_words(size: int) -> str:
    """`1,2 MB`; whole numbers below one megabyte."""
    amount = float(size)
    for unit in _UNITS:
        if amount < _KILO or unit == _UNITS[-1]:
            text = f"{amount:.0f}" if unit in {"byte", "KB"} else f"{amount:.1f}"
            return f"{text.removesuffix('.0').replace('.', ',')} {unit}"
        amount /= _KILO
    raise AssertionError("unreachable")
