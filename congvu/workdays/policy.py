"""Who may change the calendar."""

from __future__ import annotations

from congvu.directory.models import Appointment, Role


def may_edit(actor: Appointment, _day: object = None) -> bool:
    """The calendar is the whole province's, and its administrators keep it."""
    return actor.role == Role.PROVINCE_ADMINISTRATOR
