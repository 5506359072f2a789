"""The lists of incoming documents: which there are, for whom, along which index."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet, Value
from django.db.models.functions import Coalesce

from congvu.core import clock
from congvu.core.paging import branch, ids_in
from congvu.directory.models import Appointment, Role
from congvu.documents.models import (
    Assignment,
    Extension,
    Incoming,
    IncomingParticipant,
    PersonalMark,
)
from congvu.documents.queries.incoming import visible_to
from congvu.documents.types import OPEN_SHARES, ExtensionState, IncomingState, Part

_FAR = Value(date(9999, 12, 31))

BOXES: dict[str, str] = {
    "arrived": "Chờ vào sổ",
    "to_do": "Chờ tôi xử lý",
    "given": "Tôi giao, chờ kết quả",
    "registered": "Chờ chỉ đạo",
    "assigned": "Đang xử lý",
    "due_soon": "Sắp đến hạn",
    "overdue": "Quá hạn",
    "followed": "Theo dõi",
    "recall_asked": "Nơi gửi yêu cầu thu hồi",
    "finished": "Đã xử lý xong",
    "returned": "Đã trả lại",
    "recalled": "Đã thu hồi",
    "all": "Tất cả",
}
"""The lists of incoming documents, by the name in their address."""

BY_DUE_DATE = frozenset({"given", "due_soon", "overdue"})
"""The lists in the order of their due dates; the others begin with the newest."""

STATE_OF = {
    "arrived": IncomingState.ARRIVED,
    "registered": IncomingState.REGISTERED,
    "assigned": IncomingState.ASSIGNED,
    "finished": IncomingState.FINISHED,
    "returned": IncomingState.RETURNED,
    "recalled": IncomingState.RECALLED,
}
_ENDED = (IncomingState.FINISHED, IncomingState.RETURNED, IncomingState.RECALLED)
_SOON = 3
_KEEPERS = frozenset({Role.CLERK, Role.LEADER})


def box(name: str, *, actor: Appointment) -> QuerySet[Incoming]:
    """One list, without an order; which of them somebody uses is `boxes_of`."""
    return Incoming.objects.filter(pk__in=ids_in(branches(name, actor=actor)))


def branches(name: str, *, actor: Appointment) -> list[QuerySet[Any]]:
    """The rows of a list as `paging` joins them: each branch along an index of its own."""
    if name == "to_do":
        asked = Extension.objects.filter(answerer=actor, state=ExtensionState.ASKED)
        asked = asked.filter(assignment__incoming__state=IncomingState.ASSIGNED)
        return [
            branch(Incoming.objects.filter(holder=actor), "arrived_at"),
            branch(_own_shares(actor), "incoming__arrived_at", "incoming"),
            branch(asked, "assignment__incoming__arrived_at", "assignment__incoming"),
        ]
    if name == "given":
        return [branch(_given_by(actor), "due", "incoming")]
    if name in {"due_soon", "overdue"}:
        return _by_due_date(name, actor)
    if name == "followed":
        marks = PersonalMark.objects.filter(appointment=actor, followed=True)
        seen = visible_to(actor).values("pk")
        return [
            branch(marks.filter(incoming__in=seen), "incoming__arrived_at", "incoming"),
        ]
    if name == "recall_asked":
        asked_for = Incoming.objects.filter(recall_asked_at__isnull=False)
        return [branch(asked_for.filter(agency=actor.agency_id), "arrived_at")]
    return [_by_state(name, actor)]


def _by_state(name: str, actor: Appointment) -> QuerySet[Any]:
    """For clerks and leaders what the agency has, for others what they take part in."""
    if actor.role in _KEEPERS:
        rows = Incoming.objects.filter(agency=actor.agency_id)
        return branch(rows.filter(state=STATE_OF[name]) if name in STATE_OF else rows, "arrived_at")
    own = IncomingParticipant.objects.filter(appointment=actor)
    if name in STATE_OF:
        state = STATE_OF[name]
        own = own.filter(open=state not in _ENDED, incoming__state=state)
    return branch(own, "moment", "incoming")


def _own_shares(actor: Appointment) -> QuerySet[Assignment]:
    """What the actor still has to do."""
    rows = Assignment.objects.filter(assignee=actor, incoming__state=IncomingState.ASSIGNED)
    return rows.filter(state__in=OPEN_SHARES).exclude(part=Part.INFORMED)


def _given_by(actor: Appointment) -> QuerySet[Assignment]:
    rows = Assignment.objects.filter(given_by=actor, incoming__state=IncomingState.ASSIGNED)
    rows = rows.filter(state__in=OPEN_SHARES).exclude(part=Part.INFORMED)
    return rows.annotate(due=Coalesce("due_on", _FAR))


def _by_due_date(name: str, actor: Appointment) -> list[QuerySet[Any]]:
    """The agency's for clerks and leaders, one's own shares for others."""
    today = clock.today()
    days = (
        {"due_on__gte": today, "due_on__lte": today + timedelta(days=_SOON)}
        if name == "due_soon"
        else {"due_on__lt": today}
    )
    if actor.role not in _KEEPERS:
        return [branch(_own_shares(actor).filter(**days), "due_on", "incoming")]
    waiting = [IncomingState.REGISTERED, IncomingState.ASSIGNED]
    rows = Incoming.objects.filter(agency=actor.agency_id, state__in=waiting, **days)
    return [branch(rows, "due_on")]


def boxes_of(actor: Appointment) -> list[str]:
    """The lists that the role uses, in the order of use."""
    last = ["due_soon", "overdue", "followed", "finished", "all"]
    if actor.role == Role.CLERK:
        gone = ["returned", "recalled", "all"]
        return ["arrived", "recall_asked", "registered", "assigned", *last[:-1], *gone]
    if actor.role == Role.LEADER:
        return ["to_do", "given", "registered", "assigned", *last]
    if actor.role == Role.UNIT_HEAD:
        return ["to_do", "given", "assigned", *last]
    return ["to_do", "assigned", *last]
