"""What views of the office are given."""

from __future__ import annotations

from django.http import HttpRequest

from congvu.directory.models import Appointment

# Where a session keeps the appointment that the person chose to act as.
APPOINTMENT_KEY = "appointment"


class OfficeRequest(HttpRequest):
    """A request by an official: `actor` is the appointment that they act as now."""

    actor: Appointment
    appointments: list[Appointment]
    lacks_factor: bool
