"""Several documents signed or issued with one PIN: which, in what order, what became of each."""

from __future__ import annotations

import uuid

from django.db import models

from congvu.core.fields import MomentField
from congvu.directory.models import Agency, Appointment
from congvu.documents.models.outgoing import Outgoing
from congvu.documents.models.registers import Register
from congvu.documents.types import BatchItemState, BatchKind


class Batch(models.Model):
    """One confirmation over several documents; the form makes `key`, so that it begins once.

    `beyond` are receivers outside for all of them, as the app that offers them keeps them.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=5, choices=BatchKind)
    created_by = models.ForeignKey(Appointment, models.PROTECT, related_name="batches")
    created_at = MomentField(auto_now_add=True)
    register = models.ForeignKey(Register, models.PROTECT, null=True, related_name="+")
    receivers = models.ManyToManyField(Agency, related_name="+")
    beyond = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.key}"


class BatchItem(models.Model):
    """One document of it; `words` say what became of it."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="items")
    outgoing = models.ForeignKey(Outgoing, models.PROTECT, related_name="+")
    prepared_id = models.BigIntegerField("Tệp đã xem", null=True)
    position = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=7, choices=BatchItemState, default=BatchItemState.WAITING)
    words = models.TextField(blank=True, default="")

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint("batch", "outgoing", name="batch_document_once")]

    def __str__(self) -> str:
        return f"{self.batch_id}: {self.outgoing_id}"
