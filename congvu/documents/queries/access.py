"""Who may see a document, and who has opened it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from congvu.core.refused import NotFound
from congvu.directory.models import Appointment
from congvu.documents import policy
from congvu.documents.models import Incoming, Outgoing
from congvu.documents.queries import incoming, outgoing

PAGE = 50
SEEING = 200


@dataclass(frozen=True)
class AccessPage:
    """Openings, newest first; `next` is where the following page begins, empty at the end."""

    rows: list[Any]
    next: str


def document_of(way: str, pk: int, *, actor: Appointment) -> Incoming | Outgoing:
    """A document whose rights the actor looks after; `NotFound` otherwise."""
    find = incoming.incoming if way == "incoming" else outgoing.outgoing
    document: Incoming | Outgoing = find(pk, actor=actor)
    if not policy.may_give_sight(actor, document):
        raise NotFound
    return document


def seeing(document: Incoming | Outgoing) -> list[Any]:
    """Those who take part and so may see it, by name; two hundred at most."""
    rows = document.participants.select_related(
        "appointment__person", "appointment__title", "appointment__unit", "appointment__agency"
    )
    return list(rows.order_by("appointment__person__name", "pk")[:SEEING])


def at_work_on(document: Incoming | Outgoing) -> set[int]:
    """Appointments that hold the document, wrote it or have a share in it: they keep seeing it."""
    if isinstance(document, Incoming):
        named = [document.holder_id]
        named += document.assignments.values_list("assignee_id", flat=True)
    else:
        named = [document.holder_id, document.drafter_id, document.signer_id]
        named += document.opinions.values_list("asked_id", flat=True)
    return {pk for pk in named if pk is not None}


def access_page(document: Incoming | Outgoing, *, after: str = "") -> AccessPage:
    """Who opened it when; one query."""
    rows = document.accesses.select_related(
        "appointment__person", "appointment__title", "appointment__agency"
    )
    moment, _, pk = after.rpartition("~")
    try:
        hour, number = datetime.fromisoformat(moment.replace(" ", "+")), int(pk)
    except ValueError:
        pass
    else:
        if hour.tzinfo is not None and 0 < number < 2**63:
            rows = rows.filter(Q(hour__lt=hour) | Q(hour=hour, pk__lt=number))
    found: list[Any] = list(rows.order_by("-hour", "-pk")[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return AccessPage(found[:PAGE], f"{last.hour.isoformat()}~{last.pk}" if last else "")


def participant(document: Incoming | Outgoing, pk: int) -> Appointment:
    """One of those who take part."""
    found = document.participants.select_related("appointment__person").filter(appointment=pk)
    row = found.first()
    if row is None:
        raise NotFound
    return row.appointment
