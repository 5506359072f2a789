"""Documents that replace or correct an earlier one (NĐ 30/2020, Article 18.2).

What is wrong in content is replaced by a document of the same form; what is wrong in format or
procedure is corrected by an official letter.
"""

from __future__ import annotations

import uuid

from django.db.models import QuerySet
from django.urls import reverse

from congvu.core import clock
from congvu.core.refused import Conflict, NotFound
from congvu.directory.models import Appointment, Role
from congvu.documents import policy
from congvu.documents.actions.drafting import Beginning, Fields, start_draft
from congvu.documents.actions.lifecycles import outgoing
from congvu.documents.actions.steps import step_out
from congvu.documents.models import Assignment, Incoming, IncomingStep, Outgoing
from congvu.documents.rendering import empty_body
from congvu.documents.types import OPEN_SHARES, IncomingState, OutgoingState, Relation, Source
from congvu.notices.actions import notify

_GONE = (IncomingState.RETURNED, IncomingState.RECALLED)
_DONE = {Relation.REPLACES: "được thay thế", Relation.CORRECTS: "được đính chính"}


def draft_following(
    earlier: Outgoing, *, actor: Appointment, relation: Relation, form_key: uuid.UUID
) -> Outgoing:
    """A draft that will replace or correct the issued document, once per form."""
    if actor.agency_id != earlier.agency_id:
        raise NotFound
    check_stands(earlier)
    given = _same(earlier) if relation is Relation.REPLACES else _correction(earlier)
    return start_draft(
        actor=actor,
        form_key=form_key,
        kind=given.kind,
        beginning=Beginning(given, earlier=earlier, relation=relation),
    )


def check_stands(earlier: Outgoing) -> None:
    """Raise `Conflict` unless the earlier document is in force."""
    if earlier.state != OutgoingState.ISSUED:
        raise Conflict(
            f"{earlier.label}: {earlier.get_state_display().lower()}; chỉ thay thế, đính chính văn "
            "bản đang có hiệu lực."
        )


def _same(earlier: Outgoing) -> Fields:
    """The earlier document's words to begin from; an uploaded page has none."""
    written = earlier.source == Source.EDITOR
    return Fields(
        kind=earlier.kind,
        abstract=earlier.abstract,
        urgency=earlier.urgency,
        circulation=earlier.circulation,
        body=earlier.body if written and earlier.body else empty_body(),
        legal_bases=tuple(earlier.legal_bases),
        addressees=tuple(earlier.addressees),
        recipients=tuple(earlier.recipients),
    )


def _correction(earlier: Outgoing) -> Fields:
    name = earlier.document_type.name.lower()
    dated = f"{earlier.dated_on:%d/%m/%Y}"
    return Fields(
        kind="letter",
        abstract=f"đính chính {name} số {earlier.code} ngày {dated}",
        addressees=tuple(earlier.addressees) or ("Các cơ quan nhận văn bản",),
        recipients=("Như trên",),
    )


@outgoing.action(
    "Được thay thế",
    start={OutgoingState.ISSUED},
    end=OutgoingState.REPLACED,
    who=policy.is_clerk_of,
)
def be_replaced(document: Outgoing, *, actor: Appointment, by: Outgoing) -> None:
    """The later document is issued; this one is no longer in force."""
    step_out(document, "be_replaced", f"Được thay thế bằng {by.code}", actor=actor)


@outgoing.action("Được đính chính", start={OutgoingState.ISSUED}, who=policy.is_clerk_of)
def be_corrected(document: Outgoing, *, actor: Appointment, by: Outgoing) -> None:
    """A letter that corrects this document is issued; it stays in force."""
    step_out(document, "be_corrected", f"Được đính chính bằng {by.code}", actor=actor)


def follow(document: Outgoing, *, actor: Appointment) -> None:
    """Part of issuing: mark the earlier document and tell everybody who received it."""
    earlier = document.earlier
    if earlier is None:
        return
    relation = Relation(document.relation)
    mark = be_replaced if relation is Relation.REPLACES else be_corrected
    mark(earlier, actor=actor, by=document)
    said = f"{_DONE[relation]} bằng {document.document_type.name} {document.code}"
    arrivals = list(_received(earlier))
    IncomingStep.objects.bulk_create(
        IncomingStep(
            incoming=one, action="followed", label=f"Văn bản {said}", words="", at=clock.now()
        )
        for one in arrivals
    )
    _tell(earlier, arrivals, said)


def _received(earlier: Outgoing) -> QuerySet[Incoming]:
    rows = Incoming.objects.filter(origin=earlier).exclude(state__in=_GONE)
    return rows.select_related("holder")


def _tell(earlier: Outgoing, arrivals: list[Incoming], said: str) -> None:
    """The receivers' clerks at once; those who hold or handle it, each with its own page."""
    clerks = Appointment.objects.in_force().filter(
        agency__in=[one.agency_id for one in arrivals], role=Role.CLERK
    )
    text = f"{earlier.code} của {earlier.agency.name} {said}"
    notify(clerks, text=text, url=reverse("documents:incoming_list", args=["all"]), kind="followed")
    for arrival, people in _handling(arrivals).items():
        notify(
            people,
            text=text,
            url=reverse("documents:incoming", args=[arrival]),
            kind="followed",
        )


def _handling(arrivals: list[Incoming]) -> dict[int, list[Appointment]]:
    """By the arrival's key, whoever holds it and whose shares are open."""
    found: dict[int, list[Appointment]] = {}
    shares = Assignment.objects.filter(incoming__in=arrivals, state__in=OPEN_SHARES)
    for share in shares.select_related("assignee"):
        found.setdefault(share.incoming_id, []).append(share.assignee)
    for one in arrivals:
        if one.holder is not None:
            found.setdefault(one.pk, []).append(one.holder)
    return found
