"""What accounts do when the directory announces."""

from __future__ import annotations

from congvu.accounts import actions
from congvu.core.events import on
from congvu.directory.events import AppointmentEnded, AppointmentGiven, PersonChanged


@on(AppointmentEnded)
def follow_end(event: AppointmentEnded) -> None:
    """The last appointment's end closes the account."""
    actions.follow_person(event.appointment.person)


@on(PersonChanged)
def follow_change(event: PersonChanged) -> None:
    """A new official address is the new address to sign in with."""
    actions.follow_person(event.person)


@on(AppointmentGiven)
def follow_appointment(event: AppointmentGiven) -> None:
    """One who returns to office signs in again."""
    actions.welcome_back(event.appointment.person)
