"""The lists of outgoing documents: which there are, for whom, along which index."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from congvu.core.paging import branch, ids_in
from congvu.directory.models import Appointment, Role
from congvu.documents.models import Opinion, Outgoing, OutgoingParticipant, PersonalMark
from congvu.documents.queries.outgoing import AT_CLERKS, PAST_DRAFT, WITHDRAWN, visible_to
from congvu.documents.types import OutgoingState

BOXES: dict[str, str] = {
    "drafts": "Dự thảo của tôi",
    "to_do": "Chờ tôi xử lý",
    "submitted": "Đang trình",
    "opinions": "Xin ý kiến tôi",
    "asked": "Tôi xin ý kiến",
    "to_issue": "Chờ phát hành",
    "issued": "Đã phát hành",
    "recalled": "Thu hồi, thay thế",
    "followed": "Theo dõi",
    "all": "Tất cả",
}
"""The lists of outgoing documents, by the name in their address."""


def box(name: str, *, actor: Appointment) -> QuerySet[Outgoing]:
    """One list, without an order; which of them somebody uses is `boxes_of`."""
    return Outgoing.objects.filter(pk__in=ids_in(branches(name, actor=actor)))


def branches(name: str, *, actor: Appointment) -> list[QuerySet[Any]]:
    """The rows of a list as `paging` joins them: each branch along an index of its own."""
    rows = Outgoing.objects.all()
    if name in {"issued", "all"}:
        return _seen(name, actor)
    if name == "recalled":
        return _withdrawn(actor)
    if name == "followed":
        marks = PersonalMark.objects.filter(appointment=actor, followed=True)
        marks = marks.filter(outgoing__in=visible_to(actor).values("pk"))
        return [branch(marks, "outgoing__updated_at", "outgoing")]
    if name in {"opinions", "asked"}:
        who = {"asked": actor} if name == "opinions" else {"asked_by": actor}
        waiting = Opinion.objects.filter(answered_at=None, **who)
        waiting = waiting.exclude(outgoing__state=OutgoingState.CANCELLED)
        return [branch(waiting, "outgoing__updated_at", "outgoing")]
    chosen = {
        "drafts": {"drafter": actor, "state__in": [OutgoingState.DRAFT, OutgoingState.SENT_BACK]},
        "to_do": {"holder": actor, "state": OutgoingState.SUBMITTED},
        "submitted": {"drafter": actor, "state": OutgoingState.SUBMITTED},
        "to_issue": {
            "agency": actor.agency_id,
            "state__in": [OutgoingState.SIGNED, OutgoingState.NUMBERED],
        },
    }
    return [branch(rows.filter(**chosen[name]), "updated_at")]


def _withdrawn(actor: Appointment) -> list[QuerySet[Any]]:
    """What was recalled or replaced in the agency: few, so one branch for each state will do."""
    home = visible_to(actor).filter(agency=actor.agency_id)
    return [branch(home.filter(state=state), "updated_at") for state in WITHDRAWN]


def _seen(name: str, actor: Appointment) -> list[QuerySet[Any]]:
    """What the role sees at home, state by state, and what the actor takes part in anywhere."""
    issued = [OutgoingState.ISSUED]
    home: dict[str, Any] = {"agency": actor.agency_id}
    states: list[OutgoingState] = []
    if actor.role == Role.CLERK:
        states = list(AT_CLERKS)
    elif actor.role == Role.LEADER:
        states = list(PAST_DRAFT)
    elif actor.role == Role.UNIT_HEAD and actor.unit_id:
        home, states = {"unit": actor.unit_id}, list(PAST_DRAFT)
    own = OutgoingParticipant.objects.filter(appointment=actor)
    own = (
        own.filter(state=OutgoingState.ISSUED)
        if name == "issued"
        else own.exclude(state=OutgoingState.CANCELLED)
    )
    shown = [state for state in states if name == "all" or state in issued]
    return [
        *(branch(Outgoing.objects.filter(**home, state=state), "updated_at") for state in shown),
        branch(own, "moment", "outgoing"),
    ]


def boxes_of(actor: Appointment) -> list[str]:
    """The lists that the role uses, in the order of use."""
    last = ["asked", "issued", "followed", "all"]
    if actor.role == Role.CLERK:
        return [
            "to_issue",
            "issued",
            "drafts",
            "submitted",
            "opinions",
            "recalled",
            "followed",
            "all",
        ]
    if actor.role in {Role.LEADER, Role.UNIT_HEAD}:
        return ["to_do", "opinions", "drafts", "submitted", *last]
    return ["drafts", "submitted", "opinions", *last]
