"""Writing down each step of the way, and who takes part from then on."""

from __future__ import annotations

from congvu.core import clock
from congvu.core.actions import touch
from congvu.directory.models import Appointment
from congvu.documents.models import (
    Incoming,
    IncomingParticipant,
    IncomingStep,
    Outgoing,
    OutgoingParticipant,
    OutgoingStep,
)


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


def take_part_in(document: Incoming, *appointments: Appointment | None) -> None:
    """Let the appointments see the document."""
    IncomingParticipant.objects.bulk_create(
        [IncomingParticipant(incoming=document, appointment=one) for one in appointments if one],
        ignore_conflicts=True,
    )
    touch(Incoming, document.pk)
