"""Numbers taken before: those that wait today, and what became of the others."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from congvu.core import clock
from congvu.directory.models import Appointment
from congvu.documents.models import HeldNumber

PAGE = 50


@dataclass(frozen=True)
class Line:
    """A held number, and what became of it in words."""

    held: HeldNumber
    words: str


def waiting_of(actor: Appointment) -> QuerySet[HeldNumber]:
    """Today's numbers of the agency that no document has yet."""
    rows = HeldNumber.objects.filter(agency=actor.agency_id, day=clock.today(), used_by=None)
    return rows.select_related("register")


def held_page(actor: Appointment, *, before: int = 0) -> tuple[list[Line], int]:
    """One page of the agency's held numbers, the newest first, and the key of the next or 0."""
    rows = HeldNumber.objects.filter(agency=actor.agency_id).select_related(
        "register", "held_by__person", "used_by"
    )
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: PAGE + 1])
    lines = [Line(one, one.words(clock.today())) for one in found[:PAGE]]
    return lines, found[PAGE - 1].pk if len(found) > PAGE else 0
