"""What notices do when accounts announce."""

from __future__ import annotations

from congvu.accounts.events import SessionsEnded
from congvu.core.events import on
from congvu.directory.models import Appointment
from congvu.notices.push import push_read


@on(SessionsEnded)
def wake_open_pages(event: SessionsEnded) -> None:
    """Each looks whether its own session still stands, and closes if not."""
    for appointment in Appointment.objects.current_or_coming().filter(person=event.person_id):
        push_read(appointment.pk)
