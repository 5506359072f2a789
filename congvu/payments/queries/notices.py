"""Notices that were refused: forged, for somebody else, unreadable."""

from __future__ import annotations

from dataclasses import dataclass

from congvu.payments.models import NoticesSeen, Notification
from congvu.payments.types import Verdict

PAGE = 50
_GOOD = [Verdict.PAID, Verdict.FAILED, Verdict.PENDING, Verdict.REPEATED, Verdict.SHOWN]


@dataclass(frozen=True)
class Refused:
    """A page of them, the newest first; `next` is the key of the next page, 0 if there is none."""

    rows: list[Notification]
    next: int


def last_seen() -> NoticesSeen | None:
    """Up to where somebody has looked."""
    return NoticesSeen.objects.select_related("by__person").first()


def refused(*, before: int = 0, all_of_them: bool = False) -> Refused:
    """Those that nobody has looked at yet, or all; two queries."""
    rows = Notification.objects.exclude(verdict__in=_GOOD)
    seen = last_seen()
    if seen is not None and not all_of_them:
        rows = rows.filter(pk__gt=seen.upto_id)
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(rows.select_related("attempt").order_by("-pk")[: PAGE + 1])
    return Refused(found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else 0)


def unseen() -> int:
    """How many wait to be looked at, counted to 100."""
    seen = last_seen()
    rows = Notification.objects.exclude(verdict__in=_GOOD)
    if seen is not None:
        rows = rows.filter(pk__gt=seen.upto_id)
    return len(rows.values_list("pk")[:100])


def refused_up_to(upto: int) -> int:
    """How many unseen ones lie up to that one."""
    seen = last_seen()
    rows = Notification.objects.exclude(verdict__in=_GOOD).filter(pk__lte=upto)
    if seen is not None:
        rows = rows.filter(pk__gt=seen.upto_id)
    return rows.count()
