"""Rows of the lists of outgoing documents: where each is, who has it, whether one has read it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from congvu.core import prepared
from congvu.core.prepared import List, Prepared, one_of
from congvu.directory.models import Appointment, Role
from congvu.documents.models import (
    Outgoing,
    PersonalMark,
    ReceiverGroup,
    Register,
)
from congvu.documents.queries.outgoing_boxes import branches
from congvu.documents.queries.own_side import OwnSide, own_sides_out
from congvu.documents.types import OutgoingState, RegisterKind

COUNTED = ("to_do", "to_issue", "opinions", "drafts", "submitted", "asked")


@dataclass(frozen=True)
class Row:
    """One line of a list, as it looks to one appointment."""

    document: Outgoing
    why: str
    unread: bool
    mark: PersonalMark | None = None

    @property
    def said(self) -> str:
        """Why it is here, and what its reader has marked it with."""
        own = self.mark.words if self.mark else ""
        return " · ".join(one for one in (self.why, own) if one)


@dataclass(frozen=True)
class RowPage:
    """One page of lines; `next` is where the following page begins, empty at the end."""

    rows: list[Row]
    next: str


def row_page(name: str, *, actor: Appointment, after: str = "") -> RowPage:
    """The last changed first, by keys. Three queries."""
    ids, following = prepared.page_of((branches, name), actor=actor, after=after)
    found = {one.pk: one for one in _ROWS.rows(ids=ids)}
    return RowPage(rows_of([found[pk] for pk in ids if pk in found], actor), following)


_SHOWN = (
    *("number", "notation", "kind", "abstract", "urgency", "state", "updated_at", "signer"),
    *("drafter__person__name", "holder__person__name"),
)
_ROWS = Prepared(
    lambda: (
        Outgoing.objects.filter(one_of("ids"))
        .select_related("drafter__person", "holder__person")
        .only(*_SHOWN)
        .order_by()
    )
)


def rows_of(documents: Sequence[Outgoing], actor: Appointment) -> list[Row]:
    """The lines for these documents; one query for any number."""
    sides = own_sides_out([one.pk for one in documents], actor=actor)
    return [
        Row(one, _why(one, actor), _is_new(one, actor, sides[one.pk]), sides[one.pk].mark)
        for one in documents
    ]


def _is_new(document: Outgoing, actor: Appointment, side: OwnSide) -> bool:
    waits = document.state == OutgoingState.SIGNED and actor.role == Role.CLERK
    return waits or side.unopened


def _why(document: Outgoing, actor: Appointment) -> str:
    state = OutgoingState(document.state)
    if state is OutgoingState.SUBMITTED and document.holder is not None:
        if document.holder_id != actor.pk:
            return f"đang ở {document.holder.person.name}"
        return "chờ ông/bà ký" if document.signer_id == actor.pk else "chờ ông/bà xem xét"
    if state is OutgoingState.SENT_BACK and document.drafter_id == actor.pk:
        return "bị trả lại, chờ ông/bà sửa"
    return str(state.label).lower()


def counts_of(names: Iterable[str], *, actor: Appointment) -> dict[str, int]:
    """How many lie in each of the lists that are counted, to 100 at most; one query."""
    counted = [name for name in names if name in COUNTED]
    lists = [(branches, name) for name in counted]
    return dict(zip(counted, prepared.counts_of(lists, actor=actor), strict=True))


def waiting(actor: Appointment) -> list[List]:
    """What waits for the one who asks: to be issued for clerks, to be passed or signed for
    leaders, opinions for all.
    """
    own = "to_issue" if actor.role == Role.CLERK else "to_do"
    return [(branches, own), (branches, "opinions")]


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
