"""The shapes of documents that an agency keeps to begin from."""

from __future__ import annotations

from django.db import models

from congvu.core.fields import MomentField
from congvu.directory.models import Agency, Appointment
from congvu.documents.doctypes import CHOICES


class DraftTemplate(models.Model):
    """A kept template (mẫu văn bản): everything of a draft but its way."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="draft_templates")
    name = models.CharField("Tên mẫu", max_length=100)
    kind = models.CharField("Loại văn bản", max_length=20, choices=CHOICES)
    abstract = models.CharField("Trích yếu", max_length=500, blank=True)
    legal_bases = models.JSONField(default=list, blank=True)
    addressees = models.JSONField(default=list, blank=True)
    recipients = models.JSONField(default=list, blank=True)
    body = models.JSONField(default=dict, blank=True)
    signer = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    signing_lines = models.JSONField(default=list, blank=True)
    kept_by = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    kept_at = MomentField(auto_now=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint("agency", "name", name="draft_template_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return f"Mẫu văn bản “{self.name}”"
