"""What can be asked about documents on their way out."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from congvu.core.refused import NotFound
from congvu.directory.models import Appointment, Role
from congvu.documents.models import (
    Attachment,
    Opinion,
    Outgoing,
    OutgoingParticipant,
    OutgoingStep,
    Receiver,
    Version,
)
from congvu.documents.types import OutgoingState

OUT = (OutgoingState.ISSUED, OutgoingState.REPLACED, OutgoingState.RECALLED)
"""The states of what has left the agency."""
AT_CLERKS = (OutgoingState.SIGNED, OutgoingState.NUMBERED, *OUT)
PAST_DRAFT = (OutgoingState.SUBMITTED, OutgoingState.SENT_BACK, *AT_CLERKS)


def visible_to(actor: Appointment) -> QuerySet[Outgoing]:
    """Those in which one takes part; for clerks what is signed, for leaders what was submitted,
    for heads of units what their unit submitted, all within the agency.
    """
    own = OutgoingParticipant.objects.filter(appointment=actor).values("outgoing")
    seen = Q(pk__in=own)
    home = Q(agency=actor.agency_id)
    if actor.role == Role.CLERK:
        seen |= home & Q(state__in=AT_CLERKS)
    elif actor.role == Role.LEADER:
        seen |= home & Q(state__in=PAST_DRAFT)
    elif actor.role == Role.UNIT_HEAD and actor.unit_id:
        seen |= home & Q(unit=actor.unit_id, state__in=PAST_DRAFT)
    return Outgoing.objects.filter(seen)


def outgoing(pk: int, *, actor: Appointment) -> Outgoing:
    """One document with what its page shows; `NotFound` for those who may not see it."""
    rows = visible_to(actor).select_related(
        "agency__parent",
        "unit",
        "drafter__person",
        "drafter__title",
        "drafter__unit",
        "drafter__agency",
        "signer__person",
        "signer__title",
        "signer__agency",
        "holder__person",
        "holder__title",
        "register",
        "prepared__blob",
        "signed__blob",
        "issued__blob",
        "upload__blob",
        "reply_to",
        "earlier",
        "recall__decided_by__person",
        "recall__done_by__person",
    )
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


BOXES: dict[str, str] = {
    "drafts": "Dự thảo của tôi",
    "to_do": "Chờ tôi xử lý",
    "submitted": "Đang trình",
    "opinions": "Xin ý kiến tôi",
    "to_issue": "Chờ phát hành",
    "issued": "Đã phát hành",
    "recalled": "Thu hồi, thay thế",
    "all": "Tất cả",
}
"""The lists of outgoing documents, by the name in their address."""


def box(name: str, *, actor: Appointment) -> QuerySet[Outgoing]:
    """One list; which of them somebody uses is `boxes_of`."""
    rows = visible_to(actor).exclude(state=OutgoingState.CANCELLED)
    if name == "drafts":
        return rows.filter(drafter=actor, state__in=[OutgoingState.DRAFT, OutgoingState.SENT_BACK])
    if name == "to_do":
        return rows.filter(holder=actor, state=OutgoingState.SUBMITTED)
    if name == "submitted":
        return rows.filter(drafter=actor, state=OutgoingState.SUBMITTED)
    if name == "opinions":
        return rows.filter(opinions__asked=actor, opinions__answered_at=None)
    if name == "to_issue":
        waiting = [OutgoingState.SIGNED, OutgoingState.NUMBERED]
        return rows.filter(agency=actor.agency_id, state__in=waiting)
    if name == "issued":
        return rows.filter(state=OutgoingState.ISSUED)
    if name == "recalled":
        return rows.filter(state__in=[OutgoingState.RECALLED, OutgoingState.REPLACED])
    return rows


def boxes_of(actor: Appointment) -> list[str]:
    """The lists that the role uses, in the order of use."""
    if actor.role == Role.CLERK:
        return ["to_issue", "issued", "drafts", "submitted", "opinions", "recalled", "all"]
    if actor.role in {Role.LEADER, Role.UNIT_HEAD}:
        return ["to_do", "opinions", "drafts", "submitted", "issued", "recalled", "all"]
    return ["drafts", "submitted", "opinions", "issued", "all"]


def steps_of(document: Outgoing) -> QuerySet[OutgoingStep]:
    """The way so far, oldest first, with people and titles."""
    return document.steps.select_related("actor__person", "actor__title", "to__person", "to__title")


def versions_of(document: Outgoing) -> QuerySet[Version]:
    """What was submitted, the first first."""
    return document.versions.select_related("author__person", "file__blob").order_by("number")


def opinions_of(document: Outgoing) -> QuerySet[Opinion]:
    """The opinions asked, answered or not."""
    return document.opinions.select_related(
        "asked__person",
        "asked__title",
        "asked__agency",
        "asked__unit",
        "asked_by__person",
        "file__blob",
    )


def open_opinion(document: Outgoing, *, actor: Appointment) -> Opinion | None:
    """The opinion that the actor still owes."""
    rows = document.opinions.select_related("asked__agency", "asked_by", "outgoing")
    return rows.filter(asked=actor, answered_at=None).first()


def board(document: Outgoing) -> list[Receiver]:
    """Each receiver with the state there: no more than an issuer is to know (Annex VI)."""
    return list(
        document.receivers.select_related("agency", "incoming__register").order_by(
            "agency__position", "agency__name"
        )
    )


def attachment(pk: int, *, actor: Appointment) -> Attachment:
    """An attachment of a document that the actor may see."""
    rows = Attachment.objects.select_related("file__blob", "sealed__blob", "outgoing")
    found = rows.filter(pk=pk, outgoing__in=visible_to(actor)).first()
    if found is None:
        raise NotFound
    return found
