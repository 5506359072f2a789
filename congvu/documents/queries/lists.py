"""Rows of the list of incoming documents: who sent it, why it is here, by when."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Q, QuerySet

from congvu.directory.models import Appointment, Role
from congvu.documents.models import Assignment, Incoming, IncomingParticipant
from congvu.documents.queries.incoming import box
from congvu.documents.queries.shares import asked_in
from congvu.documents.types import AssignmentState, IncomingState, Part

PAGE = 30
MANY = 100
_ENDED = {IncomingState.FINISHED, IncomingState.RETURNED, IncomingState.RECALLED}
COUNTED = ("arrived", "to_do", "registered", "assigned")


@dataclass(frozen=True)
class Row:
    """One line of a list, as it looks to one appointment."""

    document: Incoming
    why: str
    due_on: date | None
    unread: bool


@dataclass(frozen=True)
class RowPage:
    """One page of lines; `next` is where the following page begins, empty at the end."""

    rows: list[Row]
    next: str


def row_page(name: str, *, actor: Appointment, after: str = "") -> RowPage:
    """The newest first, by keys: the last page is as quick as the first. Four queries."""
    documents = _after(box(name, actor=actor), after).select_related("holder__person")
    found = list(documents.order_by("-arrived_at", "-id")[: PAGE + 1])
    page = found[:PAGE]
    last = page[-1] if len(found) > PAGE else None
    following = f"{last.arrived_at.isoformat()}~{last.pk}" if last else ""
    return RowPage(rows_of(page, actor=actor), following)


def _after(rows: QuerySet[Incoming], key: str) -> QuerySet[Incoming]:
    """Those after the key; all where the key means nothing."""
    moment, _, pk = key.rpartition("~")
    try:
        at = datetime.fromisoformat(moment.replace(" ", "+"))
        number = int(pk)
    except ValueError:
        return rows
    if at.tzinfo is None or not 0 < number < 2**63:
        return rows
    return rows.filter(Q(arrived_at__lt=at) | Q(arrived_at=at, pk__lt=number))


def rows_of(documents: list[Incoming], *, actor: Appointment) -> list[Row]:
    """The lines for these documents; three queries for any number."""
    ids = [document.pk for document in documents]
    shares = {
        share.incoming_id: share
        for share in Assignment.objects.filter(assignee=actor, incoming__in=ids).exclude(
            state=AssignmentState.RETURNED
        )
    }
    asked = asked_in(ids, actor=actor)
    unopened = set(
        IncomingParticipant.objects.filter(
            appointment=actor, incoming__in=ids, read_at=None
        ).values_list("incoming_id", flat=True)
    )
    rows = [
        _row(document, actor, shares.get(document.pk), unopened=document.pk in unopened)
        for document in documents
    ]
    return [
        replace(row, why=f"{row.why}, {asked[row.document.pk]}")
        if row.document.pk in asked
        else row
        for row in rows
    ]


def _row(
    document: Incoming, actor: Appointment, share: Assignment | None, *, unopened: bool
) -> Row:
    finished = document.state in _ENDED
    due_on = share.due_on if share and share.due_on else document.due_on
    done = share is not None and share.state == AssignmentState.DONE
    waiting = document.state == IncomingState.ARRIVED and actor.role == Role.CLERK
    fresh = share is not None and share.read_at is None
    return Row(
        document,
        _why(document, actor, share),
        None if finished or done else due_on,
        unread=waiting or (not finished and (fresh or unopened)),
    )


def _why(document: Incoming, actor: Appointment, share: Assignment | None) -> str:
    if document.state == IncomingState.REGISTERED:
        if document.holder_id == actor.pk:
            return "chờ ông/bà chỉ đạo"
        return f"chờ {document.holder.person.name} chỉ đạo" if document.holder else "chờ chỉ đạo"
    if document.state == IncomingState.ASSIGNED and document.holder_id == actor.pk:
        return "bị trả lại, chờ ông/bà giao lại"
    if document.state == IncomingState.ASSIGNED and share is not None:
        part = Part(share.part).label.lower()
        if share.part == Part.INFORMED:
            return f"gửi ông/bà {part}"
        if share.state == AssignmentState.DONE:
            return f"ông/bà {part}, đã hoàn thành"
        return f"ông/bà {part}"
    return str(IncomingState(document.state).label).lower()


def count_of(name: str, *, actor: Appointment) -> int:
    """How many lie in the list, counted to 100 at most."""
    return box(name, actor=actor)[:MANY].count()


def waiting_count(actor: Appointment) -> int:
    """How many wait for the one who asks: for clerks to be registered, for others to be handled."""
    return count_of("arrived" if actor.role == Role.CLERK else "to_do", actor=actor)
