"""Remarks pinned to a page of a draft while it is on its way."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from congvu.core.fields import MomentField
from congvu.directory.models import Appointment
from congvu.documents.models.outgoing import Outgoing


class Remark(models.Model):
    """What somebody says about a page, or (`parent`) an answer to it.

    `round` is the submission that was on the page, 0 before the first one.
    """

    outgoing = models.ForeignKey(Outgoing, models.CASCADE, related_name="remarks")
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="answers")
    page = models.PositiveSmallIntegerField("Trang")
    quote = models.CharField("Đoạn văn bản", max_length=500, blank=True)
    words = models.TextField("Nhận xét")
    round = models.PositiveSmallIntegerField(default=0)
    author = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    at = MomentField(auto_now_add=True)
    settled_by = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["page", "at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(page__gte=1), name="remark_on_a_page"),
            models.CheckConstraint(
                condition=Q(settled_by=None, settled_at=None)
                | Q(settled_by__isnull=False, settled_at__isnull=False),
                name="remark_settled_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def agency_id(self) -> int:
        return self.outgoing.agency_id

    @property
    def label(self) -> str:
        return f"Nhận xét ở trang {self.page} của {self.outgoing.label}"
