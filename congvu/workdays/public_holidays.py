"""What the law gives off, as the `holidays` library has it for Vietnam.

The library follows the Labour Code of 2019, Article 112 (New Year, Tết, the Hùng Kings' day, 30/4,
1/5, 2/9 and the day beside it, since 2026 also 24/11), moves a day that falls on a weekend to the
next weekday (Article 111, paragraph 3), reckons the lunar days, and knows those exchanges of
working days that the Prime Minister had decided when the release was made. Later decisions and the
province's own are entered in the table by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from congvu.workdays.models import DayKind


@lru_cache(maxsize=32)
def public_holidays(year: int) -> Mapping[date, tuple[str, DayKind]]:
    """The special days of one year: their Vietnamese names and whether they are off or worked."""
    # Loading the library's calendars is slow; most processes read the table and never need it.
    from holidays import country_holidays

    # An exchanged pair may straddle New Year; the library fills the years that it is asked for.
    calendar = country_holidays("VN", years=(year - 1, year, year + 1), language="vi")
    days = {day: (str(name), DayKind.OFF) for day, name in calendar.items() if day.year == year}
    for day in calendar.weekend_workdays:
        if day.year == year:
            days[day] = ("Làm việc bù theo hoán đổi ngày làm việc", DayKind.WORKING)
    return dict(sorted(days.items()))
