"""What people keep at hand: words, groups for passing on quickly, issuers they have met."""

from __future__ import annotations

from django.db import models

from congvu.directory.models import Agency, Appointment


class KeptText(models.Model):
    """Words that somebody keeps at hand for instructions."""

    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="kept_texts")
    text = models.CharField("Lời ghi sẵn", max_length=300)

    class Meta:
        ordering = ["text"]
        constraints = [
            models.UniqueConstraint("appointment", "text", name="kept_text_once"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def agency_id(self) -> int:
        return self.appointment.agency_id

    @property
    def label(self) -> str:
        return "Lời ghi sẵn"


class QuickGroup(models.Model):
    """People whom somebody often informs together: nhóm chuyển nhanh."""

    owner = models.ForeignKey(Appointment, models.CASCADE, related_name="quick_groups")
    name = models.CharField("Tên nhóm", max_length=100)
    members = models.ManyToManyField(Appointment, related_name="+")

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint("owner", "name", name="quick_group_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def agency_id(self) -> int:
        return self.owner.agency_id

    @property
    def label(self) -> str:
        return f"Nhóm chuyển nhanh {self.name}"


class KnownIssuer(models.Model):
    """An issuer that the agency's clerks have written down, with a notation of its documents.

    `folded` is the name, and `notation` the notation, as `core.text.fold` compares them.
    """

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    folded = models.CharField(max_length=200)
    notation = models.CharField(max_length=30)
    signer_name = models.CharField(max_length=50, blank=True)
    used_at = models.DateTimeField()

    class Meta:
        ordering = ["-used_at"]
        constraints = [
            models.UniqueConstraint("agency", "notation", "folded", name="known_issuer_once")
        ]

    def __str__(self) -> str:
        return self.name
