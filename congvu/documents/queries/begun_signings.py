"""What can be asked about signings at the signer's own machine."""

from __future__ import annotations

from congvu.core import clock
from congvu.directory.models import Appointment
from congvu.documents.models import BegunSigning, Outgoing
from congvu.documents.types import SigningState


def running(document: Outgoing, *, actor: Appointment) -> BegunSigning | None:
    """The actor's own that holds the document now."""
    mine = BegunSigning.objects.filter(outgoing=document, signer=actor, state=SigningState.OPEN)
    return mine.filter(expires_at__gt=clock.now()).first()


def latest(document: Outgoing, *, actor: Appointment) -> BegunSigning | None:
    """The actor's newest over the document, however it ended."""
    return BegunSigning.objects.filter(outgoing=document, signer=actor).first()
