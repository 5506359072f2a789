"""What somebody keeps to themselves about a document: followed, a label, a note."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from congvu.directory.models import Appointment
from congvu.documents.models.incoming import Incoming
from congvu.documents.models.outgoing import Outgoing
from congvu.documents.types import Label


class PersonalMark(models.Model):
    """Seen by its owner alone; it opens nothing that they may not see anyway."""

    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="personal_marks")
    incoming = models.ForeignKey(Incoming, models.CASCADE, null=True, related_name="+")
    outgoing = models.ForeignKey(Outgoing, models.CASCADE, null=True, related_name="+")
    followed = models.BooleanField("Theo dõi", default=False)
    personal_label = models.CharField("Nhãn", max_length=10, choices=Label, blank=True, default="")
    note = models.CharField("Ghi chú riêng", max_length=500, blank=True, default="")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("appointment", "incoming", name="personal_mark_in_once"),
            models.UniqueConstraint("appointment", "outgoing", name="personal_mark_out_once"),
            models.CheckConstraint(
                condition=Q(incoming__isnull=False, outgoing__isnull=True)
                | Q(incoming__isnull=True, outgoing__isnull=False),
                name="personal_mark_of_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.appointment} · {self.incoming_id or self.outgoing_id}"

    @property
    def words(self) -> str:
        """What a list says of it."""
        label = Label(self.personal_label).label if self.personal_label else ""
        said = ["theo dõi" if self.followed else "", label.lower(), self.note]
        return ", ".join(one for one in said if one)
