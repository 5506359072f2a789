"""An issued document reaches its receivers inside the installation, in the issuing transaction."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db.models import QuerySet
from django.urls import reverse

from congvu.core import clock
from congvu.core.acts import Act, tell
from congvu.directory.models import Appointment, Role
from congvu.documents.models import Incoming, IncomingStep, Outgoing, Receiver
from congvu.documents.types import IncomingState, Urgency
from congvu.notices.actions import notify


def arrive(document: Outgoing, receivers: Sequence[Receiver], *, verdict: str) -> None:
    """One incoming document for each receiver: a handful of queries for any number.

    `verdict` is that of the very file which every receiver gets, checked a moment ago.
    """
    assert document.issued is not None  # noqa: S101 - set by the caller
    assert document.dated_on is not None  # noqa: S101 - as above
    now = clock.now()
    arrivals = Incoming.objects.bulk_create(
        Incoming(
            agency_id=receiver.agency_id,
            origin=document,
            issuer=document.agency,
            issuer_name=document.agency.name,
            number=f"{document.number:02d}",
            notation=document.notation,
            dated_on=document.dated_on,
            kind=document.kind,
            abstract=document.abstract,
            urgency=document.urgency,
            due_on=document.due_on,
            signer_name=document.signer.person.name if document.signer else "",
            file=document.issued,
            verdict=verdict,
            verified_at=now,
            arrived_at=now,
        )
        for receiver in receivers
    )
    for receiver, arrival in zip(receivers, arrivals, strict=True):
        receiver.incoming = arrival
        tell(arrival_act(arrival, name="incoming.arrive", label="Nhận văn bản điện tử"))
    Receiver.objects.bulk_update(receivers, ["incoming"], batch_size=500)
    IncomingStep.objects.bulk_create(
        IncomingStep(incoming=arrival, action="arrive", label="Văn bản đến", at=now)
        for arrival in arrivals
    )
    if arrivals:
        tell_clerks([one.agency_id for one in arrivals], of=arrivals[0])


def arrival_act(arrival: Incoming, *, name: str, label: str) -> Act:
    """What the journal of the receiver says of it."""
    return Act(
        name=name,
        label=label,
        agency_id=arrival.agency_id,
        actor=None,
        subject_type=Incoming._meta.label_lower,
        subject_id=arrival.pk,
        subject_label=arrival.label,
        state_after=IncomingState.ARRIVED,
        detail={"verdict": arrival.verdict},
    )


def clerks_of(agency_ids: Collection[int]) -> QuerySet[Appointment]:
    """Those who are told of what comes to the agencies."""
    return Appointment.objects.in_force().filter(agency__in=agency_ids, role=Role.CLERK)


def tell_clerks(agency_ids: Collection[int], *, of: Incoming) -> None:
    """The clerks hear of the document; `of` is any of the arrivals, which differ in agency only."""
    notify(
        clerks_of(agency_ids),
        text=f"Văn bản mới đến: {of.code} của {of.issuer_name}, {of.abstract}",
        url=reverse("documents:incoming_list", args=["arrived"]),
        kind="arrival",
        urgent=of.urgency != Urgency.NORMAL,
    )
