"""Writing down each step of the way, and who takes part from then on."""

from __future__ import annotations

from django.urls import reverse

from congvu.core import clock
from congvu.core.acts import touch
from congvu.directory.models import Absence, Appointment
from congvu.directory.queries import absences_today
from congvu.documents.models import (
    Incoming,
    IncomingParticipant,
    IncomingStep,
    Outgoing,
    OutgoingParticipant,
    OutgoingStep,
)
from congvu.notices.actions import notify


def step_out(
    document: Outgoing,
    action: str,
    label: str,
    *,
    actor: Appointment,
    to: Appointment | None = None,
    words: str = "",
) -> None:
    """A step of an outgoing document; `to` takes part from now on."""
    OutgoingStep.objects.create(
        outgoing=document,
        actor=actor,
        action=action,
        label=label,
        to=to,
        words=words.strip(),
        at=clock.now(),
    )
    take_part_out(document, actor, to)
    if to is not None and to.pk != actor.pk and (absence := _absence_of(to)):
        stand_in = absence.stand_in
        OutgoingStep.objects.create(
            outgoing=document,
            actor=actor,
            action="stand_in",
            label=f"{to.person.name} vắng, báo người thay",
            to=stand_in,
            at=clock.now(),
        )
        take_part_out(document, stand_in)
        _tell_stand_in(absence, document.label, reverse("documents:outgoing", args=[document.pk]))


def _absence_of(one: Appointment) -> Absence | None:
    return absences_today([one]).get(one.pk)


def _tell_stand_in(absence: Absence, label: str, url: str) -> None:
    """What comes for somebody who is away is told to the one who stands in."""
    until = f"vắng đến {absence.until:%d/%m/%Y}"
    text = f"Thay {absence.appointment.person.name} ({until}): {label}"
    notify([absence.stand_in], text=text, url=url, kind="stand_in")


def take_part_out(document: Outgoing, *appointments: Appointment | None) -> None:
    """Let the appointments see the document."""
    OutgoingParticipant.objects.bulk_create(
        [OutgoingParticipant(outgoing=document, appointment=one) for one in appointments if one],
        ignore_conflicts=True,
    )
    touch(Outgoing, document.pk)


def step_in(
    document: Incoming,
    action: str,
    label: str,
    *,
    actor: Appointment | None,
    to: Appointment | None = None,
    words: str = "",
) -> None:
    """A step of an incoming document; `to` takes part from now on."""
    IncomingStep.objects.create(
        incoming=document,
        actor=actor,
        action=action,
        label=label,
        to=to,
        words=words.strip(),
        at=clock.now(),
    )
    take_part_in(document, actor, to)
    if to is not None and actor is not None and to.pk != actor.pk and (away := _absence_of(to)):
        IncomingStep.objects.create(
            incoming=document,
            actor=actor,
            action="stand_in",
            label=f"{to.person.name} vắng, báo người thay",
            to=away.stand_in,
            at=clock.now(),
        )
        take_part_in(document, away.stand_in)
        _tell_stand_in(away, document.label, reverse("documents:incoming", args=[document.pk]))


def take_part_in(document: Incoming, *appointments: Appointment | None) -> None:
    """Let the appointments see the document."""
    IncomingParticipant.objects.bulk_create(
        [IncomingParticipant(incoming=document, appointment=one) for one in appointments if one],
        ignore_conflicts=True,
    )
    touch(Incoming, document.pk)
