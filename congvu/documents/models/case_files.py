"""Case files: the year's list, each file, what lies in it, and its way to the archive."""

from __future__ import annotations

import calendar
from datetime import date

from django.db import models
from django.db.models import Q

from congvu.core.actions import Subject
from congvu.core.fields import MomentField
from congvu.directory.models import Agency, Appointment, Unit
from congvu.documents.models.incoming import Incoming
from congvu.documents.models.outgoing import Outgoing
from congvu.documents.types import CaseFileRights, CaseFileState


class CaseFileTransfer(models.Model):
    """One handing over of files to the agency's archive, with its list and minutes (Article 30)."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField("Lần giao nộp")
    year = models.PositiveSmallIntegerField("Năm")
    giver = models.ForeignKey(
        Appointment, models.PROTECT, related_name="+", verbose_name="Bên giao"
    )
    receiver = models.ForeignKey(
        Appointment, models.PROTECT, related_name="+", verbose_name="Bên nhận"
    )
    words = models.CharField("Tình trạng hồ sơ, tài liệu", max_length=500, blank=True)
    at = models.DateTimeField("Giao nộp lúc")

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint("agency", "year", "number", name="case_file_transfer_once"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return f"Giao nộp hồ sơ lần {self.number} năm {self.year}"


class CaseFile(Subject):
    """A file on one matter (NĐ 30/2020, Articles 28 to 31).

    Planned ones make the year's list; whoever keeps one opens it, puts documents in, closes it,
    and hands it to the archive. `retention_years` is none for what is kept for ever.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="case_files")
    year = models.PositiveSmallIntegerField("Năm")
    heading = models.CharField("Đề mục", max_length=200, blank=True)
    code = models.CharField("Số, ký hiệu hồ sơ", max_length=20)
    title = models.CharField("Tiêu đề hồ sơ", max_length=500)
    retention_years = models.PositiveSmallIntegerField(
        "Thời hạn bảo quản (năm)", null=True, blank=True
    )
    rights = models.CharField(
        "Chế độ sử dụng",
        max_length=12,
        choices=CaseFileRights,
        default=CaseFileRights.RESTRICTED,
    )
    construction = models.BooleanField("Hồ sơ xây dựng cơ bản", default=False)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="case_files", verbose_name="Đơn vị"
    )
    keeper = models.ForeignKey(
        Appointment,
        models.PROTECT,
        null=True,
        related_name="kept_case_files",
        verbose_name="Người lập hồ sơ",
    )
    state = models.CharField(
        "Trạng thái", max_length=11, choices=CaseFileState, default=CaseFileState.PLANNED
    )
    started_on = models.DateField("Ngày bắt đầu", null=True)
    ended_on = models.DateField("Ngày kết thúc", null=True)
    transfer_due_on = models.DateField("Hạn nộp lưu", null=True)
    reminded_on = models.DateField(null=True)
    transfer = models.ForeignKey(
        CaseFileTransfer, models.PROTECT, null=True, related_name="case_files"
    )

    class Meta:
        ordering = ["heading", "code"]
        constraints = [
            models.UniqueConstraint("agency", "year", "code", name="case_file_code_unique"),
            models.CheckConstraint(
                condition=Q(state="planned") | Q(keeper__isnull=False, started_on__isnull=False),
                name="case_file_opened_has_keeper",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["closed", "handed_over"])
                | Q(ended_on__isnull=False, transfer_due_on__isnull=False),
                name="case_file_closed_has_end",
            ),
            models.CheckConstraint(
                condition=~Q(state="handed_over") | Q(transfer__isnull=False),
                name="case_file_handed_over_by_transfer",
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "year", "heading", "code"], name="case_file_by_year"),
            models.Index(fields=["keeper", "state"], name="case_file_by_keeper"),
            models.Index(
                fields=["transfer_due_on"],
                name="case_file_due",
                condition=Q(state="closed"),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return f"Hồ sơ {self.code} “{self.title[:120]}”"

    @property
    def identifier(self) -> str:
        """Agency, year, number and notation (Annex VI): `H47.2026.01.TCCB`."""
        return f"{self.agency.code}.{self.year}.{self.code}"

    @property
    def retention(self) -> str:
        return "Vĩnh viễn" if self.retention_years is None else f"{self.retention_years} năm"

    def due_after(self, day: date) -> date:
        """When it goes to the archive: within a year of the end, three months for construction
        (Article 30).
        """
        months = day.month - 1 + (3 if self.construction else 12)
        year, month = day.year + months // 12, months % 12 + 1
        return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


class CaseFileEntry(models.Model):
    """A document's place in a file; the document itself lies where it lay, in as many as needed."""

    case_file = models.ForeignKey(CaseFile, models.CASCADE, related_name="entries")
    incoming = models.ForeignKey(Incoming, models.PROTECT, null=True, related_name="filed")
    outgoing = models.ForeignKey(Outgoing, models.PROTECT, null=True, related_name="filed")
    position = models.PositiveSmallIntegerField("Số thứ tự")
    dated_on = models.DateField("Ngày văn bản")
    added_by = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    added_at = MomentField(auto_now_add=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(incoming__isnull=False, outgoing__isnull=True)
                | Q(incoming__isnull=True, outgoing__isnull=False),
                name="case_file_entry_is_one_document",
            ),
            models.UniqueConstraint("incoming", "case_file", name="case_file_incoming_once"),
            models.UniqueConstraint("outgoing", "case_file", name="case_file_outgoing_once"),
            models.UniqueConstraint(
                fields=["case_file", "position"],
                name="case_file_position_unique",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_file_id}: {self.position}"

    @property
    def document(self) -> Incoming | Outgoing:
        found = self.incoming or self.outgoing
        assert found is not None  # noqa: S101 - a constraint says so
        return found
