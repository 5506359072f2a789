"""Rows of the lists of outgoing documents: where each is, who has it, whether one has read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from congvu.directory.models import Appointment, Role
from congvu.documents.models import Outgoing, OutgoingParticipant, ReceiverGroup, Register
from congvu.documents.queries.outgoing import box
from congvu.documents.types import OutgoingState, RegisterKind

PAGE = 30
MANY = 100
COUNTED = ("to_do", "to_issue", "opinions", "drafts", "submitted")


@dataclass(frozen=True)
class Row:
    """One line of a list, as it looks to one appointment."""

    document: Outgoing
    why: str
    unread: bool


@dataclass(frozen=True)
class RowPage:
    """One page of lines; `next` is where the following page begins, empty at the end."""

    rows: list[Row]
    next: str


def row_page(name: str, *, actor: Appointment, after: str = "") -> RowPage:
    """The last changed first, by keys: the last page is as quick as the first. Two queries."""
    documents = _after(box(name, actor=actor), after).select_related(
        "drafter__person", "holder__person", "unit"
    )
    found = list(documents.order_by("-updated_at", "-id")[: PAGE + 1])
    shown = found[:PAGE]
    last = shown[-1] if len(found) > PAGE else None
    unread = set(
        OutgoingParticipant.objects.filter(
            appointment=actor, read_at=None, outgoing__in=[one.pk for one in shown]
        ).values_list("outgoing_id", flat=True)
    )
    rows = [Row(one, _why(one, actor), unread=_is_new(one, actor, unread)) for one in shown]
    return RowPage(rows, f"{last.updated_at.isoformat()}~{last.pk}" if last else "")


def _after(rows: QuerySet[Outgoing], key: str) -> QuerySet[Outgoing]:
    """Those after the key; all where the key means nothing."""
    moment, _, pk = key.rpartition("~")
    try:
        at, number = datetime.fromisoformat(moment.replace(" ", "+")), int(pk)
    except ValueError:
        return rows
    if at.tzinfo is None or not 0 < number < 2**63:
        return rows
    return rows.filter(Q(updated_at__lt=at) | Q(updated_at=at, pk__lt=number))


def _is_new(document: Outgoing, actor: Appointment, unread: set[int]) -> bool:
    waits = document.state == OutgoingState.SIGNED and actor.role == Role.CLERK
    return waits or document.pk in unread


def _why(document: Outgoing, actor: Appointment) -> str:
    state = OutgoingState(document.state)
    if state is OutgoingState.SUBMITTED and document.holder is not None:
        if document.holder_id != actor.pk:
            return f"đang ở {document.holder.person.name}"
        return "chờ ông/bà ký" if document.signer_id == actor.pk else "chờ ông/bà xem xét"
    if state is OutgoingState.SENT_BACK and document.drafter_id == actor.pk:
        return "bị trả lại, chờ ông/bà sửa"
    return str(state.label).lower()


def count_of(name: str, *, actor: Appointment) -> int:
    """How many lie in the list, counted to 100 at most."""
    return box(name, actor=actor).order_by()[:MANY].count()


def waiting_count(actor: Appointment) -> int:
    """How many wait for the one who asks: to be issued for clerks, to be passed or signed for
    leaders, opinions for all.
    """
    own = "to_issue" if actor.role == Role.CLERK else "to_do"
    return count_of(own, actor=actor) + count_of("opinions", actor=actor)


def next_to_sign(actor: Appointment) -> Outgoing | None:
    """The oldest that waits for the actor's signature."""
    waiting = Outgoing.objects.filter(holder=actor, signer=actor, state=OutgoingState.SUBMITTED)
    return waiting.order_by("held_since").first()


def groups_of(actor: Appointment) -> QuerySet[ReceiverGroup]:
    """The agency's kept groups of receivers."""
    return ReceiverGroup.objects.filter(agency=actor.agency_id).prefetch_related("members")


def registers_of(actor: Appointment, year: int) -> QuerySet[Register]:
    """The agency's open registers of outgoing documents in the year."""
    return Register.objects.filter(
        agency=actor.agency_id, kind=RegisterKind.OUTGOING, year=year, open=True
    )
