"""Due dates as people type them: `3 ngày`, `thứ sáu`, `15/12`, `cuối tháng`."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

from congvu.core import clock
from congvu.core.refused import Refused
from congvu.core.text import fold
from congvu.workdays.queries import add_working_days, working_day_from, working_day_until

_MAX_DAYS = 750
_WEEKDAYS = {
    "hai": 0, "2": 0, "ba": 1, "3": 1, "tu": 2, "4": 2, "nam": 3, "5": 3,
    "sau": 4, "6": 4, "bay": 5, "7": 5,
}  # fmt: skip
_NUMBERS = {
    word: n
    for n, word in enumerate(
        ["mot", "hai", "ba", "bon", "nam", "sau", "bay", "tam", "chin", "muoi"], start=1
    )
}
_COUNT = r"(\d{1,3}|" + "|".join(_NUMBERS) + ")"

EXAMPLES = "“3 ngày”, “thứ sáu”, “15/12”, “cuối tháng”"


def parse_due(words: str, *, today: date | None = None, field: str = "due") -> date:
    """The working day that the words mean, counted from `today`.

    `3 ngày` are working days; a weekday is the next one of that name; a day without a year is the
    next such day. What falls on a day off moves to the next working day (Civil Code of 2015,
    Article 148, paragraph 5), except the ends of week, month, quarter and year, which move to the
    working day before. Raises `Refused` on `field` for words that mean no day, and for the past.
    """
    now = today or clock.today()
    said = fold(words).removeprefix("truoc ").removeprefix("trong ")
    for pattern, meaning in _MEANINGS:
        found = pattern.fullmatch(said)
        if found:
            return _not_past(meaning(found, now, field), now, field)
    raise Refused(
        f"Chưa hiểu hạn “{words.strip()}”. Ông/bà có thể ghi {EXAMPLES} hoặc ngày đầy đủ.",
        field=field,
    )


def _not_past(day: date, today: date, field: str) -> date:
    if day < today:
        raise Refused(
            f"Hạn {day:%d/%m/%Y} đã qua. Ông/bà chọn ngày từ hôm nay trở đi.", field=field
        )
    return day


def _number(said: str) -> int:
    return _NUMBERS.get(said) or int(said)


def _relative_day(found: re.Match[str], today: date, _field: str) -> date:
    ahead = {"hom nay": 0, "mai": 1, "ngay mai": 1, "ngay kia": 2, "mot": 2, "ngay mot": 2}
    return working_day_from(today + timedelta(days=ahead[found[0]]))


def _in_days(found: re.Match[str], today: date, field: str) -> date:
    count = _number(found[1])
    if not 0 < count <= _MAX_DAYS:
        raise Refused(f"Số ngày phải từ 1 đến {_MAX_DAYS}.", field=field)
    return add_working_days(today, count)


def _in_weeks(found: re.Match[str], today: date, field: str) -> date:
    count = _number(found[1])
    if not 0 < count <= _MAX_DAYS // 7:
        raise Refused(f"Số tuần phải từ 1 đến {_MAX_DAYS // 7}.", field=field)
    return working_day_from(today + timedelta(weeks=count))


def _in_months(found: re.Match[str], today: date, field: str) -> date:
    count = _number(found[1])
    if not 0 < count <= _MAX_DAYS // 30:
        raise Refused(f"Số tháng phải từ 1 đến {_MAX_DAYS // 30}.", field=field)
    year, month = divmod(today.year * 12 + today.month - 1 + count, 12)
    # From the 31st, one month on is the last day of a shorter month (Civil Code, Article 147).
    last = monthrange(year, month + 1)[1]
    return working_day_from(date(year, month + 1, min(today.day, last)))


def _weekday(found: re.Match[str], today: date, _field: str) -> date:
    wanted = 6 if found["name"] is None else _WEEKDAYS[found["name"]]
    monday = today - timedelta(days=today.weekday())
    week = found["week"]
    if week:
        return working_day_from(monday + timedelta(weeks=int(week != "nay"), days=wanted))
    ahead = (wanted - today.weekday()) % 7 or 7
    return working_day_from(today + timedelta(days=ahead))


def _end(found: re.Match[str], today: date, field: str) -> date:
    following = bool(found[2]) and found[2] != "nay"
    day = _end_of(found[1], today, following=following)
    if working_day_until(day) < today:
        raise Refused(f"Không còn ngày làm việc nào đến hết {day:%d/%m/%Y}.", field=field)
    return working_day_until(day)


def _end_of(period: str, today: date, *, following: bool) -> date:
    if period == "tuan":
        return today + timedelta(days=6 - today.weekday() + 7 * following)
    months = {"thang": 1, "quy": 3, "nam": 12}[period]
    index = ((today.month - 1) // months + 1 + following) * months - 1
    year, month = today.year + index // 12, index % 12 + 1
    return date(year, month, monthrange(year, month)[1])


def _date(found: re.Match[str], today: date, field: str) -> date:
    day, month, year = int(found[1]), found[2], found[3]
    try:
        if year:
            full = int(year) + (2000 if len(year) == 2 else 0)
            return working_day_from(date(full, int(month), day))
        return working_day_from(_next(day, int(month) if month else None, today))
    except (ValueError, OverflowError):
        raise Refused(f"Không có ngày “{found[0]}” trong lịch.", field=field) from None


def _next(day: int, month: int | None, today: date) -> date:
    """The next day of this number (in the month, if named); `ValueError` if there is none."""
    if month is None:
        for ahead in range(12):
            index = today.year * 12 + today.month - 1 + ahead
            year, number = index // 12, index % 12 + 1
            if day <= monthrange(year, number)[1] and date(year, number, day) >= today:
                return date(year, number, day)
        raise ValueError(day)
    this = date(today.year, month, day)
    return this if this >= today else date(today.year + 1, month, day)


_Meaning = Callable[["re.Match[str]", date, str], date]
_MEANINGS: list[tuple[re.Pattern[str], _Meaning]] = [
    (re.compile(r"hom nay|(ngay )?(mai|kia|mot)"), _relative_day),
    (re.compile(_COUNT + r" ngay( lam viec)?( nua| toi)?"), _in_days),
    (re.compile(_COUNT + r" tuan( nua)?"), _in_weeks),
    (re.compile(_COUNT + r" thang( nua)?"), _in_months),
    (
        re.compile(
            r"(?:(?:thu |t)(?P<name>hai|ba|tu|nam|sau|bay|[2-7])|chu nhat|cn)"
            r"(?: tuan (?P<week>nay|sau|toi))?"
        ),
        _weekday,
    ),
    (re.compile(r"(?:het|cuoi) (tuan|thang|quy|nam)(?: (nay|sau|toi))?"), _end),
    (re.compile(r"(?:ngay )?(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}|\d{2}))?"), _date),
    (re.compile(r"ngay (\d{1,2})(?: thang (\d{1,2})(?: nam (\d{4}))?)?"), _date),
]
