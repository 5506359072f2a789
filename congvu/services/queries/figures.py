"""Public figures of how dossiers are handled (QĐ 766/QĐ-TTg), agency by agency."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.core.cache import cache
from django.db.models import Avg, Count, F, Q

from congvu.core import clock
from congvu.directory.models import Agency
from congvu.services.models import Dossier
from congvu.services.types import ENDED, WORKING, Channel

_FRESH = 300
SMALL = 5
"""Counts under this are not told: they would tell of single people."""


@dataclass(frozen=True)
class Figures:
    """An agency's year: counts, and shares in percent; `None` where the numbers are too small."""

    agency: str
    code: str
    accepted: int | None
    ended: int | None
    on_time: int | None
    overdue: int | None
    online: int | None
    asked_twice: int | None
    on_time_share: int | None
    online_share: int | None
    ratings: int | None
    content: int | None


HEADINGS = {
    "agency": "Cơ quan",
    "code": "Mã định danh",
    "accepted": "Đã tiếp nhận",
    "ended": "Đã giải quyết",
    "on_time": "Đúng hạn",
    "overdue": "Đang quá hạn",
    "online": "Nộp trực tuyến",
    "asked_twice": "Yêu cầu bổ sung quá một lần",
    "on_time_share": "Tỷ lệ đúng hạn (%)",
    "online_share": "Tỷ lệ trực tuyến (%)",
    "ratings": "Lượt đánh giá",
    "content": "Mức hài lòng (%)",
}
_ENDED = Q(state__in=ENDED)
# On time: done by the appointment, and never asked more than once (the index's own rule).
_ON_TIME = _ENDED & Q(finished_at__lte=F("due_at"), supplements_asked__lte=1)


def figures(year: int) -> list[Figures]:
    """Every agency that accepted dossiers in the year; kept for five minutes."""
    key = f"services:figures:{year}"
    kept: list[Figures] | None = cache.get(key)
    if kept is None:
        kept = _reckon(year)
        cache.set(key, kept, _FRESH)
    return kept


def _reckon(year: int) -> list[Figures]:
    rows = Dossier.objects.filter(
        accepted_at__gte=clock.start_of(date(year, 1, 1)),
        accepted_at__lt=clock.start_of(date(year + 1, 1, 1)),
    )
    counted = (
        rows.order_by()
        .values("agency")
        .annotate(
            accepted=Count("pk"),
            ended=Count("pk", filter=_ENDED),
            on_time=Count("pk", filter=_ON_TIME),
            overdue=Count("pk", filter=Q(state__in=WORKING, due_at__lt=clock.now())),
            online=Count("pk", filter=Q(channel=Channel.ONLINE)),
            asked_twice=Count("pk", filter=Q(supplements_asked__gt=1)),
            ratings=Count("rating"),
            overall=Avg("rating__overall"),
        )
    )
    found = {row["agency"]: row for row in counted}
    agencies = Agency.objects.filter(pk__in=found).order_by("position", "name")
    return [_line(one, found[one.pk]) for one in agencies]


def _line(agency: Agency, row: Mapping[str, Any]) -> Figures:
    counts = {
        key: _told(int(row[key]))
        for key in ("accepted", "ended", "on_time", "overdue", "online", "asked_twice", "ratings")
    }
    enough = row["ratings"] >= SMALL
    return Figures(
        agency=agency.name,
        code=agency.code,
        on_time_share=_share(row["on_time"], row["ended"]),
        online_share=_share(row["online"], row["accepted"]),
        content=round((row["overall"] - 1) * 25) if enough else None,
        **counts,
    )


def _told(count: int) -> int | None:
    return None if 0 < count < SMALL else count


def _share(part: float, whole: float) -> int | None:
    """Percent; nothing where the whole, or what lies between part and whole, is too small."""
    rest = whole - part
    small = 0 < part < SMALL or 0 < rest < SMALL
    return None if whole < SMALL or small else round(100 * part / whole)


def as_rows(found: list[Figures]) -> Iterator[list[object]]:
    """Headings, then lines; what is too small is an empty cell."""
    names = [one.name for one in fields(Figures)]
    yield [HEADINGS[name] for name in names]
    for line in found:
        yield ["" if (value := getattr(line, name)) is None else value for name in names]
