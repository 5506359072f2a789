"""Who may do what in the exchange: pure yes/no rules."""

from __future__ import annotations

from congvu.directory.models import Appointment
from congvu.directory.policy import administers_province
from congvu.exchange.models import Line, Packet, Partner


def operates(actor: Appointment, _subject: Line | Packet | Partner) -> bool:
    """The administrators of the installation look after its lines."""
    return administers_province(actor)
