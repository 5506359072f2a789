"""Giấy tờ của tôi: what a citizen has handed in or received, and how it was used again."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from django.db.models import QuerySet

from congvu.core import clock
from congvu.core.refused import NotFound, Refused
from congvu.files.models import StoredFile
from congvu.services.models import Citizen, Dossier, Paper, PaperUse, Result
from congvu.services.types import ANSWERED

PAPER, RESULT = "giay", "ket-qua"
M = TypeVar("M", Paper, Result)
_MOST = 100
_USES = 300


@dataclass(frozen=True)
class Kept:
    """A paper or result of one's own; `ended` says why it can't be used again, empty if it can."""

    kind: str
    pk: int
    name: str
    file: StoredFile
    dossier: Dossier
    at: datetime
    ended: str = ""
    valid_until: date | None = None
    uses: list[PaperUse] = field(default_factory=list)

    @property
    def key(self) -> str:
        """Its name in forms."""
        return f"{self.kind}-{self.pk}"

    @property
    def origin(self) -> dict[str, int]:
        """What a paper made of it says of where it comes from."""
        return {"of_paper_id" if self.kind == PAPER else "of_result_id": self.pk}

    @property
    def label(self) -> str:
        day = clock.local(self.at).strftime("%d/%m/%Y")
        return f"{self.name} ({self.dossier.shown_code}, {day})"


def key_of(one: Paper | Result) -> str:
    """Its name in forms."""
    return f"{PAPER if isinstance(one, Paper) else RESULT}-{one.pk}"


def _of_paper(one: Paper) -> Kept:
    return Kept(PAPER, one.pk, one.name, one.file, one.dossier, one.at)


def _of_result(one: Result) -> Kept:
    assert one.file is not None  # noqa: S101 - asked for by both queries
    return Kept(
        RESULT, one.pk, one.name, one.file, one.dossier, one.made_at, ended_of(one), one.valid_until
    )


def ended_of(result: Result) -> str:
    """Why a result is good no more, in words; empty while it is."""
    if result.revoked_at is not None:
        return f"đã thu hồi ngày {clock.local(result.revoked_at):%d/%m/%Y}"
    if result.valid_until is not None and result.valid_until < clock.today():
        return f"hết hiệu lực từ ngày {result.valid_until:%d/%m/%Y}"
    return ""


def kept_of(citizen: Citizen) -> list[Kept]:
    """Results first, then papers, the newest first; each content once, and what was itself used
    again not at all. Two queries.
    """
    results = Result.objects.filter(
        dossier__citizen=citizen, dossier__state__in=ANSWERED, file__isnull=False
    )
    papers = Paper.objects.filter(
        dossier__citizen=citizen, superseded_at=None, of_paper=None, of_result=None
    )
    found = [_of_result(one) for one in _whole(results.order_by("-pk")[:_MOST])]
    found += [_of_paper(one) for one in _whole(papers.order_by("-pk")[:_MOST])]
    seen: set[int] = set()
    once = []
    for one in found:
        if one.file.blob_id not in seen:
            seen.add(one.file.blob_id)
            once.append(one)
    return once


def usable_of(citizen: Citizen) -> list[Kept]:
    """Those of them that may be used again."""
    return [one for one in kept_of(citizen) if not one.ended]


def _whole(rows: QuerySet[M]) -> QuerySet[M]:
    return rows.select_related("dossier", "file__blob")


def with_uses(kept: list[Kept], *, citizen: Citizen) -> list[Kept]:
    """Beside each how it was used, the last first; one query."""
    rows = PaperUse.objects.filter(citizen=citizen).select_related("dossier__procedure", "agency")
    by: dict[str, list[PaperUse]] = defaultdict(list)
    for use in rows[:_USES]:
        by[use.of].append(use)
    for one in kept:
        one.uses.extend(by[one.key])
    return kept


def own_kept(key: str, *, citizen: Citizen) -> Kept:
    """One's own by its name in forms; `NotFound` for anybody else's, `Refused` for one ended."""
    kind, _, number = key.rpartition("-")
    if not number.isdecimal() or len(number) > 18:
        raise NotFound
    if kind == PAPER:
        paper = _whole(Paper.objects.filter(pk=int(number), dossier__citizen=citizen)).first()
        found = _of_paper(paper) if paper else None
    else:
        rows = Result.objects.filter(
            pk=int(number),
            dossier__citizen=citizen,
            dossier__state__in=ANSWERED,
            file__isnull=False,
        )
        result = _whole(rows).first() if kind == RESULT else None
        found = _of_result(result) if result else None
    if found is None:
        raise NotFound
    if found.ended:
        raise Refused(f"“{found.name}” {found.ended} nên không dùng lại được.")
    return found
