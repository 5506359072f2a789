"""Rows of the list of incoming documents: who sent it, why it is here, by when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from congvu.core import prepared
from congvu.core.prepared import List, Prepared, one_of
from congvu.directory.models import Appointment, Role
from congvu.documents.models import Assignment, Incoming, PersonalMark
from congvu.documents.queries.incoming_boxes import BY_DUE_DATE, branches
from congvu.documents.queries.own_side import OwnSide, own_sides_in
from congvu.documents.queries.shares import asked_in
from congvu.documents.types import AssignmentState, IncomingState, Part

_ENDED = {IncomingState.FINISHED, IncomingState.RETURNED, IncomingState.RECALLED}
COUNTED = (
    "arrived",
    "recall_asked",
    "to_do",
    "given",
    "registered",
    "assigned",
    "due_soon",
    "overdue",
)


@dataclass(frozen=True)
class Row:
    """One line of a list, as it looks to one appointment."""

    document: Incoming
    why: str
    due_on: date | None
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
    """The newest first, or by due date where the list is about that. Three queries."""
    ids, following = prepared.page_of(
        (branches, name), actor=actor, after=after, rising=name in BY_DUE_DATE
    )
    found = {one.pk: one for one in _ROWS.rows(ids=ids)}
    documents = [found[pk] for pk in ids if pk in found]
    return RowPage(rows_of(documents, actor=actor), following)


_SHOWN = (
    *("number", "notation", "abstract", "issuer_name", "urgency", "verdict", "state"),
    *("arrived_at", "due_on", "holder__person__name", "recall_asked_at"),
)
_ROWS = Prepared(
    lambda: (
        Incoming.objects.filter(one_of("ids"))
        .select_related("holder__person")
        .only(*_SHOWN)
        .order_by()
    )
)


def rows_of(documents: list[Incoming], *, actor: Appointment) -> list[Row]:
    """The lines for these documents; one query for any number, two where somebody asks for time."""
    sides = own_sides_in([document.pk for document in documents], actor=actor)
    asking = [pk for pk, side in sides.items() if side.asked]
    asked = asked_in(asking, actor=actor) if asking else {}
    return [_row(one, actor, sides[one.pk], asked.get(one.pk, "")) for one in documents]


def _row(document: Incoming, actor: Appointment, side: OwnSide, asked: str) -> Row:
    finished, share = document.state in _ENDED, side.share
    due_on = share.due_on if share and share.due_on else document.due_on
    done = share is not None and share.state == AssignmentState.DONE
    waiting = document.state == IncomingState.ARRIVED and actor.role == Role.CLERK
    fresh = share is not None and share.read_at is None
    why = _why(document, actor, share)
    return Row(
        document,
        f"{why}, {asked}" if asked else why,
        None if finished or done else due_on,
        unread=waiting or (not finished and (fresh or side.unopened)),
        mark=side.mark,
    )


def _why(document: Incoming, actor: Appointment, share: Assignment | None) -> str:
    if document.recall_asked_at is not None:
        return "nơi gửi yêu cầu thu hồi, chờ văn thư trả lời"
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


def counts_of(names: Iterable[str], *, actor: Appointment) -> dict[str, int]:
    """How many lie in each of the lists that are counted, to 100 at most; one query."""
    counted = [name for name in names if name in COUNTED]
    lists = [(branches, name) for name in counted]
    return dict(zip(counted, prepared.counts_of(lists, actor=actor), strict=True))


def waiting(actor: Appointment) -> list[List]:
    """What waits for the one who asks: for clerks to be registered, for others to be handled."""
    return [(branches, "arrived" if actor.role == Role.CLERK else "to_do")]
