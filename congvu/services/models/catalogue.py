"""Procedures, their fields, and their numbered versions."""

from __future__ import annotations

import re
from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.core.validators import RegexValidator
from django.db import models

from congvu.core import text
from congvu.core.actions import Subject
from congvu.core.fields import MomentField
from congvu.directory.models import Agency, AgencyKind, Appointment
from congvu.services.types import DefinitionState, Level

CODE_PATTERN = re.compile(r"[0-9]\.[0-9]{6}(\.[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[A-Z][0-9]{2})?")
CODE = RegexValidator(
    rf"^{CODE_PATTERN.pattern}$",
    "Mã thủ tục theo Cơ sở dữ liệu quốc gia, ví dụ 1.001193.000.00.00.H47.",
)


class Field(models.Model):
    """Lĩnh vực."""

    code = models.SlugField("Mã lĩnh vực", max_length=40, unique=True)
    name = models.CharField("Lĩnh vực", max_length=120)
    position = models.PositiveIntegerField("Thứ tự", default=0)

    class Meta:
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class Procedure(models.Model):
    """Thủ tục hành chính, under its code in the national database.

    Handled by one `agency`, or by every agency of `handled_by`. What is asked and done stands in
    `current`, the published version.
    """

    code = models.CharField("Mã thủ tục", max_length=32, unique=True, validators=[CODE])
    name = models.CharField("Tên thủ tục", max_length=500)
    field = models.ForeignKey(Field, models.PROTECT, related_name="procedures")
    level = models.PositiveSmallIntegerField("Mức độ", choices=Level)
    handled_by = models.CharField("Cấp thực hiện", max_length=12, choices=AgencyKind)
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="Cơ quan"
    )
    words = models.CharField("Từ khóa", max_length=300, blank=True)
    active = models.BooleanField("Đang thực hiện", default=True)
    current = models.ForeignKey(
        "services.Definition", models.PROTECT, null=True, blank=True, related_name="+"
    )
    filings = models.PositiveBigIntegerField("Số hồ sơ đã nộp", default=0)
    folded = models.TextField(editable=False, default="")

    class Meta:
        ordering = ["name", "id"]
        indexes = [
            GinIndex(SearchVector("folded", config="simple"), name="procedure_words"),
            models.Index(fields=["field", "name"], name="procedure_by_field"),
        ]

    def __str__(self) -> str:
        return self.name

    def fold(self) -> None:
        self.folded = text.fold(f"{self.name} {self.words} {self.code} {self.field.name}")

    def save(self, *args: object, **kwargs: object) -> None:
        self.fold()
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def label(self) -> str:
        return f"Thủ tục “{self.name}”"

    @property
    def online(self) -> bool:
        """Whether a dossier may be filed on the network (levels 3 and 4)."""
        return self.level >= Level.THREE and self.current_id is not None and self.active

    @property
    def later_name(self) -> str:
        """The level as NĐ 42/2022 calls it."""
        if self.level == Level.FOUR:
            return "toàn trình"
        return "một phần" if self.level == Level.THREE else "cung cấp thông tin"


class Definition(Subject):
    """A numbered version of a procedure. Published ones never change (migration 0001)."""

    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="definitions")
    number = models.PositiveIntegerField("Phiên bản")
    data: Any = models.JSONField("Định nghĩa")
    state = models.CharField(
        "Trạng thái", max_length=9, choices=DefinitionState, default=DefinitionState.DRAFT
    )
    note = models.CharField("Thay đổi gì", max_length=300, blank=True)
    made_by = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    made_at = MomentField(auto_now_add=True)
    changed_at = MomentField(auto_now=True)
    published_by = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField("Áp dụng từ", null=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint("procedure", "number", name="definition_number_once"),
            models.UniqueConstraint(
                "procedure",
                name="definition_one_published",
                condition=models.Q(state=DefinitionState.PUBLISHED),
            ),
            models.CheckConstraint(
                condition=models.Q(state=DefinitionState.DRAFT)
                | models.Q(published_at__isnull=False),
                name="definition_published_at_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def agency_id(self) -> int:  # type: ignore[override]
        """Versions belong to the province; its journal keeps them."""
        return self.procedure.agency_id or 0

    @property
    def label(self) -> str:
        return f"Phiên bản {self.number} của {self.procedure.name}"
