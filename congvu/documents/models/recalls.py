"""The recall of an issued document: who decided it and why, who carried it out."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from congvu.core.fields import MomentField
from congvu.directory.models import Appointment
from congvu.documents.models.outgoing import Outgoing


class Recall(models.Model):
    """Kept beside the frozen document (NĐ 30/2020, Article 18 and Annex VI)."""

    outgoing = models.OneToOneField(Outgoing, models.PROTECT, related_name="recall")
    words = models.TextField("Lý do thu hồi")
    decided_by = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    decided_at = MomentField(auto_now_add=True)
    done_by = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(done_by=None, done_at=None)
                | Q(done_by__isnull=False, done_at__isnull=False),
                name="recall_done_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return f"Thu hồi {self.outgoing}"
