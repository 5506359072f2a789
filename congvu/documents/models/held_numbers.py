"""Numbers taken for documents signed on paper, before these come into the system."""

from __future__ import annotations

from datetime import date

from django.db import models

from congvu.core.fields import MomentField
from congvu.directory.models import Agency, Appointment
from congvu.documents.models.outgoing import Outgoing
from congvu.documents.models.registers import Register


class HeldNumber(models.Model):
    """A number of the register that waits, on its day alone, for a document signed already.

    Numbers are given in the order of issue (NĐ 30/2020, Article 15): one that is not used on its
    day stays a gap, explained by `reason`.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="held_numbers")
    register = models.ForeignKey(Register, models.PROTECT, related_name="held_numbers")
    number = models.PositiveIntegerField("Số")
    day = models.DateField("Ngày")
    about = models.CharField("Văn bản đã ký", max_length=500)
    reason = models.CharField("Lý do lấy số trước", max_length=500)
    held_by = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    held_at = MomentField(auto_now_add=True)
    used_by = models.OneToOneField(Outgoing, models.PROTECT, null=True, related_name="held_number")

    class Meta:
        ordering = ["-day", "-number"]
        constraints = [
            models.UniqueConstraint("register", "number", name="held_number_unique"),
        ]
        indexes = [models.Index(fields=["agency", "-day"], name="held_number_by_day")]

    def __str__(self) -> str:
        return f"Số {self.number:02d} ({self.register})"

    @property
    def label(self) -> str:
        return str(self)

    def words(self, today: date) -> str:
        """What became of it, as the register explains its gaps."""
        if self.used_by_id:
            return "đã dùng"
        return "chờ dùng trong ngày" if self.day == today else "dự trữ – không dùng"
