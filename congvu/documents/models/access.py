"""Who has opened a document, and who has been reminded of what is due."""

from __future__ import annotations

from django.db import models

from congvu.directory.models import Appointment
from congvu.documents.models.incoming import Incoming
from congvu.documents.models.outgoing import Outgoing


class IncomingAccess(models.Model):
    """Somebody opened a document that came; `hour` is the beginning of the hour, `at` the first
    time in it.
    """

    incoming = models.ForeignKey(Incoming, models.CASCADE, related_name="accesses")
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    hour = models.DateTimeField()
    at = models.DateTimeField("Lúc")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "incoming", "hour", "appointment", name="incoming_access_once_an_hour"
            )
        ]

    def __str__(self) -> str:
        return f"{self.appointment_id} · {self.incoming_id} · {self.at}"


class OutgoingAccess(models.Model):
    """Somebody opened a document of the agency's own; as `IncomingAccess`."""

    outgoing = models.ForeignKey(Outgoing, models.CASCADE, related_name="accesses")
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    hour = models.DateTimeField()
    at = models.DateTimeField("Lúc")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "outgoing", "hour", "appointment", name="outgoing_access_once_an_hour"
            )
        ]

    def __str__(self) -> str:
        return f"{self.appointment_id} · {self.outgoing_id} · {self.at}"


class DueReminder(models.Model):
    """On that day the appointment was reminded of what is due: once, however often the job runs."""

    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="+")
    on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint("on", "appointment", name="due_reminder_once_a_day")]

    def __str__(self) -> str:
        return f"{self.appointment_id} · {self.on}"
