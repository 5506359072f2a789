"""Registers: the series from which documents take their numbers."""

from __future__ import annotations

from django.db import models

from congvu.directory.models import Agency
from congvu.documents.types import RegisterKind


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
