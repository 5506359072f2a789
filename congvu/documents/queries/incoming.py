"""What can be asked about documents that came."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from congvu.core import clock
from congvu.core.refused import NotFound
from congvu.directory.models import Appointment, Role
from congvu.documents.models import (
    Assignment,
    Attachment,
    Extension,
    Incoming,
    IncomingParticipant,
    IncomingStep,
    Outgoing,
    Register,
)
from congvu.documents.queries.outgoing import visible_to as outgoing_visible_to
from congvu.documents.types import (
    OPEN_SHARES,
    AssignmentState,
    ExtensionState,
    IncomingState,
    OutgoingState,
    Part,
    RegisterKind,
)


def visible_to(actor: Appointment) -> QuerySet[Incoming]:
    """Clerks and leaders see all of the agency's; others what they take part in."""
    if actor.role in {Role.CLERK, Role.LEADER}:
        return Incoming.objects.filter(agency=actor.agency_id)
    own = IncomingParticipant.objects.filter(appointment=actor).values("incoming")
    return Incoming.objects.filter(pk__in=own)


def incoming(pk: int, *, actor: Appointment) -> Incoming:
    """One document with what its page shows; `NotFound` for those who may not see it."""
    rows = visible_to(actor).select_related(
        "agency",
        "issuer",
        "origin",
        "register",
        "file__blob",
        "holder__person",
        "holder__title",
        "registered_by__person",
        "registered_by__title",
    )
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def next_number(agency_id: int) -> int:
    """The arrival number that the common register would give now."""
    last = Register.objects.filter(
        agency=agency_id, kind=RegisterKind.INCOMING, year=clock.today().year, name="Văn bản đến"
    ).values_list("last_number", flat=True)
    return (last.first() or 0) + 1


BOXES: dict[str, str] = {
    "arrived": "Chờ vào sổ",
    "to_do": "Chờ tôi xử lý",
    "registered": "Chờ chỉ đạo",
    "assigned": "Đang xử lý",
    "finished": "Đã xử lý xong",
    "returned": "Đã trả lại",
    "recalled": "Đã thu hồi",
    "all": "Tất cả",
}
"""The lists of incoming documents, by the name in their address."""

_BY_STATE = {
    "arrived": IncomingState.ARRIVED,
    "registered": IncomingState.REGISTERED,
    "assigned": IncomingState.ASSIGNED,
    "finished": IncomingState.FINISHED,
    "returned": IncomingState.RETURNED,
    "recalled": IncomingState.RECALLED,
}


def box(name: str, *, actor: Appointment) -> QuerySet[Incoming]:
    """One list of what the actor may see."""
    rows = visible_to(actor)
    if name in _BY_STATE:
        return rows.filter(state=_BY_STATE[name])
    if name == "to_do":
        open_shares = Assignment.objects.filter(assignee=actor, state__in=OPEN_SHARES)
        mine = open_shares.exclude(part=Part.INFORMED).values("incoming")
        asked = Extension.objects.filter(answerer=actor, state=ExtensionState.ASKED)
        handled = Q(pk__in=mine) | Q(pk__in=asked.values("assignment__incoming"))
        return rows.filter(Q(holder=actor) | (handled & Q(state=IncomingState.ASSIGNED)))
    return rows


def boxes_of(actor: Appointment) -> list[str]:
    """The lists that the role uses, in the order of use."""
    if actor.role == Role.CLERK:
        return ["arrived", "registered", "assigned", "finished", "returned", "recalled", "all"]
    if actor.role == Role.LEADER:
        return ["to_do", "registered", "assigned", "finished", "all"]
    return ["to_do", "assigned", "finished", "all"]


def readings_of(document: Incoming) -> dict[int, datetime]:
    """When each of those concerned first opened it, by appointment."""
    rows = document.participants.filter(read_at__isnull=False)
    return {who: at for who, at in rows.values_list("appointment_id", "read_at") if at}


def steps_of(document: Incoming) -> QuerySet[IncomingStep]:
    """The way so far, oldest first, with people and titles."""
    return document.steps.select_related(
        "actor__person", "actor__title", "actor__unit", "to__person", "to__title", "to__unit"
    )


def assignments_of(document: Incoming) -> list[Assignment]:
    """Every share, with people and places, in the order in which they were given."""
    return list(
        document.assignments.select_related(
            "assignee__person",
            "assignee__title",
            "assignee__unit",
            "assignee__agency",
            "given_by__person",
            "given_by__title",
            "given_by__unit",
        )
    )


def own_assignment(document: Incoming, *, actor: Appointment) -> Assignment | None:
    """The actor's own share, if there is one."""
    rows = document.assignments.select_related(
        "incoming__agency", "assignee__person", "given_by__person"
    )
    return rows.filter(assignee=actor).exclude(state=AssignmentState.RETURNED).first()


def attachments_of(document: Incoming) -> QuerySet[Attachment]:
    """The files that came with it, as the issuer marked them."""
    if document.origin_id is None:
        return Attachment.objects.none()
    return Attachment.objects.filter(outgoing=document.origin_id).select_related(
        "file__blob", "sealed__blob"
    )


def replies_of(document: Incoming, *, actor: Appointment) -> QuerySet[Outgoing]:
    """The answers to it, issued or on their way, that the actor may see."""
    rows = Outgoing.objects.filter(reply_to=document).exclude(state=OutgoingState.CANCELLED)
    return rows.filter(pk__in=outgoing_visible_to(actor).values("pk"))
