"""What can be asked about documents on their way out."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from congvu.core.prepared import Given, Prepared, first_for
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

WITHDRAWN = (OutgoingState.REPLACED, OutgoingState.RECALLED)
OUT = (OutgoingState.ISSUED, *WITHDRAWN)
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
    found = first_for(_whole, actor=actor, document=pk)
    if found is None:
        raise NotFound
    return found


def _whole(actor: Appointment) -> QuerySet[Outgoing]:
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
    return rows.filter(pk=Given("document")).order_by()


def steps_of(document: Outgoing) -> list[OutgoingStep]:
    """The way so far, oldest first, with people and titles."""
    return _STEPS.parts(document, "outgoing")


_STEPS = Prepared(
    lambda: OutgoingStep.objects.filter(outgoing=Given("whole")).select_related(
        "actor__person", "actor__title", "to__person", "to__title"
    )
)


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
    return first_for(_owed, actor=actor, document=document.pk)


def _owed(actor: Appointment) -> QuerySet[Opinion]:
    rows = Opinion.objects.filter(outgoing=Given("document"), asked=actor, answered_at=None)
    return rows.select_related("asked__agency", "asked_by", "outgoing")[:1]


def board(document: Outgoing) -> list[Receiver]:
    """Each receiver with the state there: no more than an issuer is to know (Annex VI)."""
    return _BOARD.parts(document, "outgoing")


_BOARD = Prepared(
    lambda: (
        Receiver.objects.filter(outgoing=Given("whole"))
        .select_related("agency", "incoming__register")
        .order_by("agency__position", "agency__name")
    )
)


def attachment(pk: int, *, actor: Appointment) -> Attachment:
    """An attachment of a document that the actor may see."""
    rows = Attachment.objects.select_related("file__blob", "sealed__blob", "outgoing")
    found = rows.filter(pk=pk, outgoing__in=visible_to(actor)).first()
    if found is None:
        raise NotFound
    return found
