"""Remembering who opened a document: once an hour for each person."""

from __future__ import annotations

from datetime import datetime

from congvu.core import clock
from congvu.directory.models import Appointment
from congvu.documents.models import Incoming, IncomingAccess, Outgoing, OutgoingAccess


def _hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


def note_opened_in(document: Incoming, *, actor: Appointment) -> None:
    """The page or a file of a document that came was opened."""
    now = clock.now()
    IncomingAccess.objects.bulk_create(
        [IncomingAccess(incoming=document, appointment=actor, hour=_hour(now), at=now)],
        ignore_conflicts=True,
    )


def note_opened_out(document: Outgoing, *, actor: Appointment) -> None:
    """The page or a file of a document of the agency's own was opened."""
    now = clock.now()
    OutgoingAccess.objects.bulk_create(
        [OutgoingAccess(outgoing=document, appointment=actor, hour=_hour(now), at=now)],
        ignore_conflicts=True,
    )
