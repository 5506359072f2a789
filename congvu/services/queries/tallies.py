"""The counted months of a period, added up: of one agency, of each, of the province."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Func, IntegerField, Q, QuerySet, Sum

from congvu.core import clock
from congvu.directory.models import Agency
from congvu.services.models import Dossier, MonthTally, Procedure
from congvu.services.types import WORKING, Level

SUMMED = ("accepted", "ended", "on_time", "late", "asked_twice", "online", "online_whole",
          "finished", "days", "with_result", "digitised", "reused", "charged", "paid_online",
          "synced", "ratings", "overall", "discontent")  # fmt: skip
_LISTS = ("filed_online_for", "charged_for", "paid_online_for")
_PARTS = ["steps", "papers", "term", "audience", "result", "legal_bases"]


@dataclass(frozen=True)
class Period:
    """A year, or one month of it."""

    year: int
    month: int = 0

    @property
    def since(self) -> date:
        return date(self.year, self.month or 1, 1)

    @property
    def until(self) -> date:
        """The day after its last."""
        if self.month in {0, 12}:
            return date(self.year + 1, 1, 1)
        return date(self.year, self.month + 1, 1)

    @property
    def label(self) -> str:
        return f"tháng {self.month}/{self.year}" if self.month else f"năm {self.year}"


def tallies(period: Period, *, agency: Agency | None = None) -> QuerySet[MonthTally]:
    rows = MonthTally.objects.filter(month__gte=period.since, month__lt=period.until)
    return rows.filter(agency=agency) if agency else rows


def by_agency(period: Period) -> dict[int, dict[str, int]]:
    """The sums of every agency that accepted something; `overdue` as it stands now. Two queries."""
    summed: Iterable[Any] = tallies(period).order_by().values("agency").annotate(**_sums())
    late: Iterable[Any] = _overdue(period).order_by().values("agency").annotate(**_overdue_counts())
    found = {row["agency"]: row for row in late}
    none = {"overdue": 0, "overdue_once": 0}
    return {
        row["agency"]: {**row, **found.get(row["agency"], none)}
        for row in summed
        if row["accepted"]
    }


def whole(period: Period, *, agency: Agency | None = None) -> dict[str, int]:
    """The sums of one agency, or of the province: `SUMMED`, what is overdue now, procedures."""
    summed = tallies(period, agency=agency).aggregate(**_sums())
    late = _overdue(period, agency=agency).aggregate(**_overdue_counts())
    kinds = {name: _distinct(period, agency, name) for name in _LISTS}
    return {name: one or 0 for name, one in {**summed, **late, **kinds}.items()} | _procedures(
        agency
    )


def _sums() -> dict[str, Sum]:
    return {name: Sum(name) for name in SUMMED}


def _overdue(period: Period, *, agency: Agency | None = None) -> QuerySet[Dossier]:
    rows = Dossier.objects.filter(
        state__in=WORKING,
        due_at__lt=clock.now(),
        accepted_at__gte=clock.start_of(period.since),
        accepted_at__lt=clock.start_of(period.until),
    )
    return rows.filter(agency=agency) if agency else rows


def _overdue_counts() -> dict[str, Count]:
    return {
        "overdue": Count("pk"),
        "overdue_once": Count("pk", filter=Q(supplements_asked__lte=1)),
    }


def _distinct(period: Period, agency: Agency | None, name: str) -> int:
    """How many procedures stand in the lists of that name."""
    one = Func(name, function="unnest", output_field=IntegerField())
    rows = tallies(period, agency=agency).order_by().annotate(one=one)
    return rows.values("one").distinct().count()


def _procedures(agency: Agency | None) -> dict[str, int]:
    """Those in force of the catalogue that the agency handles: all, online, with fees, whole."""
    rows = Procedure.objects.filter(active=True, current__isnull=False)
    if agency is not None:
        rows = rows.filter(Q(agency=agency) | Q(agency=None, handled_by=agency.kind))
    empty = Q()
    for part in _PARTS:
        empty |= Q(**{f"current__data__{part}__in": ["", [], {}]}) if part != "papers" else Q()
    complete = Q(current__data__has_keys=_PARTS) & ~empty
    counted: dict[str, Any] = rows.order_by().aggregate(
        procedures=Count("pk"),
        procedures_online=Count("pk", filter=Q(level__gte=Level.THREE)),
        procedures_charged=Count(
            "pk", filter=Q(current__data__has_key="fees") & ~Q(current__data__fees=[])
        ),
        procedures_complete=Count("pk", filter=complete),
    )
    return counted
