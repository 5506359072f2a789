"""Remembering that somebody has read a document on its way out."""

from __future__ import annotations

from congvu.core import clock
from congvu.directory.models import Appointment
from congvu.documents.actions.opening import note_opened_out
from congvu.documents.models import Outgoing


def mark_read_out(document: Outgoing, *, actor: Appointment) -> None:
    """Remember the first time that somebody concerned opened it."""
    note_opened_out(document, actor=actor)
    document.participants.filter(appointment=actor, read_at=None).update(read_at=clock.now())
