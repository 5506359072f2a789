"""What can be asked about documents that came."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from congvu.core import clock
from congvu.core.prepared import Given, Prepared, first_for
from congvu.core.refused import NotFound
from congvu.directory.models import Appointment, Role
from congvu.documents.models import (
    Assignment,
    Attachment,
    Incoming,
    IncomingAttachment,
    IncomingParticipant,
    IncomingStep,
    Outgoing,
    Register,
)
from congvu.documents.queries.outgoing import visible_to as outgoing_visible_to
from congvu.documents.types import AssignmentState, OutgoingState, RegisterKind
from congvu.signing.types import FileVerdict


def visible_to(actor: Appointment) -> QuerySet[Incoming]:
    """Clerks and leaders see all of the agency's; others what they take part in."""
    if actor.role in {Role.CLERK, Role.LEADER}:
        return Incoming.objects.filter(agency=actor.agency_id)
    own = IncomingParticipant.objects.filter(appointment=actor).values("incoming")
    return Incoming.objects.filter(pk__in=own)


def incoming(pk: int, *, actor: Appointment) -> Incoming:
    """One document with what its page shows; `NotFound` for those who may not see it."""
    found = first_for(_whole, actor=actor, document=pk)
    if found is None:
        raise NotFound
    return found


def _whole(actor: Appointment) -> QuerySet[Incoming]:
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
    return rows.filter(pk=Given("document")).order_by()


def next_number(agency_id: int) -> int:
    """The arrival number that the common register would give now."""
    last = Register.objects.filter(
        agency=agency_id, kind=RegisterKind.INCOMING, year=clock.today().year, name="Văn bản đến"
    ).values_list("last_number", flat=True)
    return (last.first() or 0) + 1


def readings_of(document: Incoming) -> dict[int, datetime]:
    """When each of those concerned first opened it, by appointment."""
    rows = document.participants.filter(read_at__isnull=False)
    return {who: at for who, at in rows.values_list("appointment_id", "read_at") if at}


def remarks_of(document: Incoming, verdict: FileVerdict) -> str:
    """What was said when it came, where its signatures alone do not explain how it was judged."""
    if document.verdict in {"", verdict.result.kind}:
        return ""
    came = document.steps.filter(action="arrive").first()
    return came.words if came else ""


def steps_of(document: Incoming) -> list[IncomingStep]:
    """The way so far, oldest first, with people and titles."""
    return _STEPS.parts(document, "incoming")


_STEPS = Prepared(
    lambda: IncomingStep.objects.filter(incoming=Given("whole")).select_related(
        "actor__person", "actor__title", "actor__unit", "to__person", "to__title", "to__unit"
    )
)


def assignments_of(document: Incoming) -> list[Assignment]:
    """Every share, with people and places, in the order in which they were given."""
    return _SHARES.parts(document, "incoming")


_SHARES = Prepared(
    lambda: Assignment.objects.filter(incoming=Given("whole")).select_related(
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
    return first_for(_own_share, actor=actor, document=document.pk)


def _own_share(actor: Appointment) -> QuerySet[Assignment]:
    rows = Assignment.objects.filter(incoming=Given("document"), assignee=actor)
    rows = rows.exclude(state=AssignmentState.RETURNED)
    return rows.select_related("incoming__agency", "assignee__person", "given_by__person")[:1]


def attachments_of(document: Incoming) -> QuerySet[Attachment] | QuerySet[IncomingAttachment]:
    """The files that came with it, as the issuer marked them."""
    if document.origin_id is None:
        return document.attachments.select_related("file__blob")
    return Attachment.objects.filter(outgoing=document.origin_id).select_related(
        "file__blob", "sealed__blob"
    )


def replies_of(document: Incoming, *, actor: Appointment) -> QuerySet[Outgoing]:
    """The answers to it, issued or on their way, that the actor may see."""
    rows = Outgoing.objects.filter(reply_to=document).exclude(state=OutgoingState.CANCELLED)
    return rows.filter(pk__in=outgoing_visible_to(actor).values("pk"))
