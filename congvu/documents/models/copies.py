"""Copies with a document's force: sao y, sao lục, trích sao (NĐ 30/2020, Articles 25 to 27)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from congvu.core.fields import MomentField
from congvu.directory.models import Agency, Appointment
from congvu.documents.doctypes import COPY_BY_CODE, COPY_CHOICES
from congvu.documents.models.incoming import Incoming
from congvu.documents.models.outgoing import Outgoing
from congvu.documents.models.registers import Register
from congvu.files.models import StoredFile


class Copy(models.Model):
    """One electronic copy under the agency's signature, numbered in the year's one series.

    `pages` are those of the source that an extract holds, as typed (`1-2, 5`); empty for all.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="copies")
    kind = models.CharField("Hình thức sao", max_length=14, choices=COPY_CHOICES)
    outgoing = models.ForeignKey(Outgoing, models.PROTECT, null=True, related_name="copies")
    incoming = models.ForeignKey(Incoming, models.PROTECT, null=True, related_name="copies")
    pages = models.CharField("Các trang trích sao", max_length=100, blank=True, default="")
    purpose = models.CharField("Mục đích sao, nơi nhận", max_length=300, blank=True)
    register = models.ForeignKey(Register, models.PROTECT, related_name="copies")
    number = models.PositiveIntegerField("Số bản sao")
    notation = models.CharField("Ký hiệu", max_length=30)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    made_by = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    made_at = MomentField(auto_now_add=True)

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint("register", "number", name="copy_number_unique"),
            models.CheckConstraint(
                condition=Q(outgoing__isnull=False, incoming=None)
                | Q(outgoing=None, incoming__isnull=False),
                name="copy_of_one_document",
            ),
            models.CheckConstraint(
                condition=Q(kind="extract") ^ Q(pages=""), name="copy_extract_has_pages"
            ),
        ]
        indexes = [models.Index(fields=["agency", "-made_at", "-id"], name="copy_by_agency")]

    def __str__(self) -> str:
        return self.label

    @property
    def code(self) -> str:
        """`05/SY-UBND` (Annex I, part II)."""
        return f"{self.number:02d}/{self.notation}"

    @property
    def source(self) -> Outgoing | Incoming:
        found = self.outgoing or self.incoming
        assert found is not None  # noqa: S101 - a constraint says so
        return found

    @property
    def label(self) -> str:
        name = COPY_BY_CODE[self.kind].name
        return f"{name} {self.code} từ {self.source.label}" if self.number else name
