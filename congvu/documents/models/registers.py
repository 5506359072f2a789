"""Registers: the series from which documents take their numbers, and their gaps explained."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from congvu.core.fields import MomentField
from congvu.directory.models import Agency, Appointment
from congvu.documents.types import GapReason, RegisterKind


class Register(models.Model):
    """One series of one agency in one year, from 1 on (NĐ 30/2020, Articles 15 and 22).

    `last_number` is the last one taken. Numbers are taken under a lock on this row, in the
    transaction that gives them to a document, so that none is missed and none is given twice.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="registers")
    kind = models.CharField("Loại sổ", max_length=8, choices=RegisterKind)
    year = models.PositiveSmallIntegerField("Năm")
    name = models.CharField("Tên sổ", max_length=100)
    last_number = models.PositiveIntegerField("Số cuối cùng đã cấp", default=0)
    open = models.BooleanField("Đang mở", default=True)

    class Meta:
        ordering = ["-year", "name"]
        constraints = [
            models.UniqueConstraint("agency", "kind", "year", "name", name="register_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} năm {self.year}"

    @property
    def label(self) -> str:
        return str(self)


class RegisterGap(models.Model):
    """Why numbers of a register have no document: a run of them, and the clerk's explanation."""

    register = models.ForeignKey(Register, models.CASCADE, related_name="gaps")
    first = models.PositiveIntegerField("Từ số")
    last = models.PositiveIntegerField("Đến số")
    reason = models.CharField("Lý do", max_length=9, choices=GapReason)
    words = models.CharField("Giải trình", max_length=300, blank=True)
    explained_by = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    explained_at = MomentField(auto_now=True)

    class Meta:
        ordering = ["first"]
        constraints = [
            models.UniqueConstraint("register", "first", name="register_gap_once"),
            models.CheckConstraint(
                condition=Q(first__gte=1, last__gte=F("first")), name="register_gap_ascends"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.register}: {self.first}–{self.last}"

    @property
    def agency_id(self) -> int:
        return self.register.agency_id

    @property
    def label(self) -> str:
        return str(self)
