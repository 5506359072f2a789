"""Legal time: when something is due, and why, line by line.

Hours of work are those of the province's offices. Days count from the day after the receipt
(Civil Code of 2015, Article 147); what ends on a day off ends with the next working day (Article
148); what comes outside hours counts as come when the office next opens. Time in which the citizen
owes something does not count.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from congvu.core import clock
from congvu.services.definitions.shape import Term, TermUnit
from congvu.services.types import Reckoned
from congvu.ui.words import WEEKDAYS
from congvu.workdays.queries import (
    add_working_days,
    is_working_day,
    working_day_from,
    working_days_between,
)

SESSIONS = ((time(7, 0), time(11, 30)), (time(13, 30), time(17, 0)))
"""The sessions of a working day: eight hours."""
DAY_MINUTES = 8 * 60
_LONGEST = timedelta(days=3 * 366)
Span = tuple[datetime, datetime | None]


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, clock.VIETNAM)


def closing(day: date) -> datetime:
    """When the offices close on the day."""
    return _at(day, SESSIONS[-1][1])


def open_from(moment: datetime) -> datetime:
    """The moment itself, or when the offices next open."""
    for begin, end in _sessions(moment):
        if end > moment:
            return max(begin, moment)
    raise ValueError("no working day within three years")


def _sessions(moment: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The sessions of work from the moment's day on."""
    first = clock.local(moment).date()
    for ahead in range(_LONGEST.days):
        day = first + timedelta(days=ahead)
        if is_working_day(day):
            yield from ((_at(day, begin), _at(day, end)) for begin, end in SESSIONS)


def add_minutes(start: datetime, minutes: int) -> datetime:
    """When that many minutes of work after `start` are over."""
    left = timedelta(minutes=minutes)
    for begin, end in _sessions(start):
        begun = max(begin, start)
        if begun < end:
            if end - begun >= left:
                return begun + left
            left -= end - begun
    raise ValueError("too many hours")


def minutes_between(start: datetime, end: datetime) -> int:
    """How many minutes of work lie between the two."""
    total = timedelta()
    for begin, over in _sessions(start):
        if begin >= end:
            break
        total += max(timedelta(), min(over, end) - max(begin, start))
    return int(total.total_seconds() // 60)


def said(moment: datetime) -> str:
    """`09:12 thứ sáu, 27/11/2026`."""
    local = clock.local(moment)
    return f"{local:%H:%M} {WEEKDAYS[local.weekday()].lower()}, {local:%d/%m/%Y}"


def reckon(received: datetime, term: Term, pauses: Sequence[Span] = ()) -> Reckoned:
    """When a dossier received then is due, and every reason for it."""
    lines = [f"Hồ sơ được tiếp nhận lúc {said(received)}."]
    start = open_from(received)
    if start != received:
        lines.append(
            f"Tiếp nhận ngoài giờ làm việc nên tính từ {said(start)}, khi cơ quan làm việc lại."
        )
    lines.append(f"Thời hạn giải quyết theo quy định: {term}.")
    if any(until is None for _, until in pauses):
        since = next(since for since, until in pauses if until is None)
        lines.append(f"Đang tạm dừng tính thời gian từ {said(since)}, chờ người nộp.")
        return Reckoned(None, tuple(lines))
    spans = [(since, until) for since, until in pauses if until is not None]
    due = _REACH[term.unit](start, term.count, spans, lines)
    lines.append(f"Hạn trả kết quả: {said(due)}.")
    return Reckoned(due, tuple(lines))


def _paused(since: datetime, until: datetime, away: int, unit: str) -> str:
    """How a pause that is over moves the due moment; a short one, or one at night, does not."""
    moves = f"cộng thêm {away} {unit}" if away else f"không trọn {unit} nào nên hạn giữ nguyên"
    return f"Tạm dừng từ {said(since)} đến {said(until)}: {moves}."


def _by_working_days(
    start: datetime, count: int, spans: Sequence[tuple[datetime, datetime]], lines: list[str]
) -> datetime:
    first = clock.local(start).date()
    lines.append(
        f"Ngày tiếp nhận {first:%d/%m/%Y} không tính (Điều 147 Bộ luật Dân sự 2015); "
        "đếm các ngày làm việc tiếp theo."
    )
    for since, until in spans:
        away = working_days_between(clock.local(since).date(), clock.local(until).date())
        count += away
        lines.append(_paused(since, until, away, "ngày làm việc"))
    last = add_working_days(first, count)
    lines += _days_off(first, last)
    return closing(last)


def _by_days(
    start: datetime, count: int, spans: Sequence[tuple[datetime, datetime]], lines: list[str]
) -> datetime:
    first = clock.local(start).date()
    for since, until in spans:
        away = (clock.local(until).date() - clock.local(since).date()).days
        count += away
        lines.append(_paused(since, until, away, "ngày"))
    day = first + timedelta(days=count)
    last = working_day_from(day)
    if last != day:
        lines.append(
            f"Ngày {day:%d/%m/%Y} là ngày nghỉ nên chuyển sang ngày làm việc tiếp theo "
            "(Điều 148 Bộ luật Dân sự 2015)."
        )
    return closing(last)


def _by_hours(
    start: datetime, count: int, spans: Sequence[tuple[datetime, datetime]], lines: list[str]
) -> datetime:
    minutes = count * 60
    hours = " và ".join(f"{begin:%H:%M}–{end:%H:%M}" for begin, end in SESSIONS)
    lines.append(f"Giờ làm việc: {hours} các ngày làm việc.")
    for since, until in spans:
        away = minutes_between(since, until)
        minutes += away
        lines.append(_paused(since, until, away, "phút làm việc"))
    due = add_minutes(start, minutes)
    lines += _days_off(clock.local(start).date(), clock.local(due).date())
    return due


def _days_off(first: date, last: date) -> list[str]:
    """The days between that do not count, in runs."""
    days = [first + timedelta(days=n) for n in range(1, (last - first).days)]
    off = [day for day in days if not is_working_day(day)]
    if not off:
        return []
    named = ", ".join(f"{day:%d/%m}" for day in off[:12])
    more = f" và {len(off) - 12} ngày khác" if len(off) > 12 else ""
    return [f"Không tính {len(off)} ngày nghỉ: {named}{more}."]


_REACH = {
    TermUnit.WORKING_DAYS: _by_working_days,
    TermUnit.DAYS: _by_days,
    TermUnit.WORKING_HOURS: _by_hours,
}
