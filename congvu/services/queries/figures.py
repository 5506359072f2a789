"""Public figures of how dossiers are handled, agency by agency; `indicators` has QĐ 766's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields

from django.core.cache import cache

from congvu.core.refused import NotFound
from congvu.directory.models import Agency
from congvu.services.queries.tallies import Period, by_agency
from congvu.services.types import SMALL, share_of

_FRESH = 300


@dataclass(frozen=True)
class Figures:
    """An agency's year or month: counts, shares in percent; `None` where they are too small."""

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


def figures(period: Period) -> list[Figures]:
    """Every agency that accepted dossiers in the period; kept for five minutes."""
    key = f"services:figures:{period.year}:{period.month}"
    kept: list[Figures] | None = cache.get(key)
    if kept is None:
        found = by_agency(period)
        agencies = Agency.objects.filter(pk__in=found).only("name", "code", "position")
        kept = [_line(one, found[one.pk]) for one in agencies.order_by("position", "name")]
        cache.set(key, kept, _FRESH)
    return kept


def agency_of(code: str) -> Agency:
    """An agency by its public code; `NotFound`."""
    found = Agency.objects.filter(code=code).first()
    if found is None:
        raise NotFound
    return found


def _line(agency: Agency, row: Mapping[str, int]) -> Figures:
    names = ("accepted", "ended", "on_time", "overdue", "online", "asked_twice", "ratings")
    counts = {name: _told(row[name]) for name in names}
    enough = row["ratings"] >= SMALL
    mean = row["overall"] / row["ratings"] if enough else 0
    return Figures(
        agency=agency.name,
        code=agency.code,
        on_time_share=share_of(row["on_time"], row["ended"]),
        online_share=share_of(row["online"], row["accepted"]),
        content=round((mean - 1) * 25) if enough else None,
        **counts,
    )


def _told(count: int) -> int | None:
    return None if 0 < count < SMALL else count


def as_rows(found: list[Figures]) -> Iterator[list[object]]:
    """Headings, then lines; what is too small is an empty cell."""
    names = [one.name for one in fields(Figures)]
    yield [HEADINGS[name] for name in names]
    for line in found:
        yield ["" if (value := getattr(line, name)) is None else value for name in names]
