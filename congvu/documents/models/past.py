"""Documents that the agency had before: an index and a pack of files, taken in row by row."""

from __future__ import annotations

from django.db import models

from congvu.core.fields import MomentField
from congvu.directory.models import Agency, Appointment
from congvu.documents.models.incoming import Incoming
from congvu.documents.models.outgoing import Outgoing
from congvu.documents.models.registers import Register
from congvu.documents.types import PastImportState, PastRowState


class PastImport(models.Model):
    """One index of past documents, for one register; `pack` is the name of the waiting ZIP."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    register = models.ForeignKey(Register, models.PROTECT, related_name="past_imports")
    name = models.CharField("Tệp danh mục", max_length=160)
    pack = models.CharField(max_length=64)
    state = models.CharField(
        "Tình trạng", max_length=7, choices=PastImportState, default=PastImportState.PREVIEW
    )
    created_by = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    created_at = MomentField("Gửi lúc", auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["agency", "-created_at"], name="past_import_by_agency")]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return f"Nhập văn bản đã có: {self.name}"


class PastRow(models.Model):
    """A row of the index: what it says, what is wrong with it, and the document it became."""

    past_import = models.ForeignKey(PastImport, models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField("Dòng")
    cells = models.JSONField()
    file_name = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=5, choices=PastRowState)
    problem = models.TextField("Lỗi", blank=True)
    incoming = models.ForeignKey(Incoming, models.SET_NULL, null=True, related_name="+")
    outgoing = models.ForeignKey(Outgoing, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["line"]
        constraints = [models.UniqueConstraint("past_import", "line", name="past_row_once")]
        indexes = [models.Index(fields=["past_import", "state", "line"], name="past_row_by_state")]

    def __str__(self) -> str:
        return f"{self.past_import_id}: {self.line}"
