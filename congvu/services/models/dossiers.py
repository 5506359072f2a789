"""Dossiers (hồ sơ): what was filed, where it stands, by when it is due."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Q

from congvu.core import text
from congvu.core.actions import Subject
from congvu.core.fields import MomentField
from congvu.directory.models import Agency, Appointment
from congvu.files.models import StoredFile
from congvu.services.models.catalogue import Definition, Procedure
from congvu.services.models.citizens import Citizen
from congvu.services.types import (
    UNNUMBERED,
    ApplicantKind,
    Channel,
    Delivery,
    DossierState,
)


class DayRegister(models.Model):
    """The last number that an agency gave on a day: its row is the lock for the next."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    on = models.DateField("Ngày")
    last = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint("agency", "on", name="day_register_once"),
            models.CheckConstraint(condition=Q(last__lte=9999), name="day_register_four_digits"),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.on}: {self.last}"


class Dossier(Subject):
    """A dossier on the version of its procedure with which it was filed.

    `reference` is what its filer is told at once; `code` (TT 01/2018, Article 19) is given with
    acceptance. `step_role`, `step_unit` and `holder` say in whose queue it lies.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="dossiers")
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="dossiers")
    definition = models.ForeignKey(Definition, models.PROTECT, related_name="dossiers")
    form_key = models.UUIDField(unique=True)
    reference = models.CharField("Mã nộp", max_length=14, unique=True)
    code = models.CharField("Mã hồ sơ", max_length=40, null=True, unique=True)  # noqa: DJ001
    received_on = models.DateField("Ngày tiếp nhận", null=True)
    number = models.PositiveSmallIntegerField("Số thứ tự trong ngày", null=True)
    channel = models.PositiveSmallIntegerField("Hình thức", choices=Channel)
    state = models.CharField(
        "Trạng thái", max_length=11, choices=DossierState, default=DossierState.FILED
    )
    step = models.CharField("Bước", max_length=40, blank=True)
    step_role = models.CharField(max_length=24, blank=True)
    step_unit = models.CharField(max_length=20, blank=True)
    step_since = models.DateTimeField(null=True)
    step_due_at = models.DateTimeField(null=True)
    holder = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    citizen = models.ForeignKey(Citizen, models.SET_NULL, null=True, related_name="dossiers")
    desk = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    consent = models.CharField("Sự đồng ý của người nộp", max_length=200, blank=True)
    applicant_kind = models.PositiveSmallIntegerField(
        choices=ApplicantKind, default=ApplicantKind.CITIZEN
    )
    applicant_name = models.CharField("Người nộp", max_length=120)
    applicant_identity = models.CharField("Số giấy tờ", max_length=14, blank=True)
    applicant_phone = models.CharField("Điện thoại", max_length=11, blank=True)
    applicant_email = models.EmailField("Thư điện tử", blank=True)
    applicant_address = models.CharField("Địa chỉ", max_length=400, blank=True)
    subject = models.CharField("Trích yếu", max_length=300, blank=True)
    answers: Any = models.JSONField(default=dict)
    fees: Any = models.JSONField(default=list)
    fees_total = models.PositiveBigIntegerField("Phí, lệ phí (đồng)", default=0)
    paid_at = models.DateTimeField("Nộp phí lúc", null=True)
    paid_how = models.CharField("Cách nộp phí", max_length=120, blank=True)
    delivery = models.PositiveSmallIntegerField(choices=Delivery, default=Delivery.ONLINE)
    delivery_address = models.CharField("Nơi nhận kết quả", max_length=400, blank=True)
    declaration = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    filed_at = models.DateTimeField("Nộp lúc")
    accepted_at = models.DateTimeField("Tiếp nhận lúc", null=True)
    due_at = models.DateTimeField("Hẹn trả", null=True)
    first_due_at = models.DateTimeField("Hẹn trả lần đầu", null=True)
    finished_at = models.DateTimeField("Xử lý xong lúc", null=True)
    returned_at = models.DateTimeField("Trả kết quả lúc", null=True)
    supplements_asked = models.PositiveSmallIntegerField(default=0)
    folded = models.TextField(editable=False, default="")

    class Meta:
        ordering = ["-filed_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                "agency", "received_on", "number", name="dossier_number_once_a_day"
            ),
            models.CheckConstraint(
                condition=Q(state__in=UNNUMBERED) | Q(code__isnull=False),
                name="dossier_accepted_has_code",
            ),
            models.CheckConstraint(
                condition=Q(code__isnull=True)
                | Q(received_on__isnull=False, number__isnull=False, accepted_at__isnull=False),
                name="dossier_code_is_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "state", "filed_at", "id"], name="dossier_by_state"),
            models.Index(fields=["agency", "filed_at", "id"], name="dossier_by_filing"),
            models.Index(
                fields=["agency", "step_role", "step_unit", "filed_at", "id"],
                name="dossier_queue",
                condition=Q(state__in=["accepted", "in_progress"], holder__isnull=True),
            ),
            models.Index(
                fields=["holder", "filed_at", "id"],
                name="dossier_held",
                condition=Q(state__in=["accepted", "in_progress"]),
            ),
            models.Index(
                fields=["due_at"],
                name="dossier_overdue",
                include=["agency", "accepted_at", "supplements_asked"],
                condition=Q(state__in=["accepted", "in_progress"]),
            ),
            models.Index(
                fields=["agency", "due_at", "id"],
                name="dossier_late",
                condition=Q(state__in=["accepted", "in_progress"]),
            ),
            models.Index(fields=["citizen", "-filed_at", "-id"], name="dossier_by_citizen"),
            models.Index(fields=["agency", "accepted_at"], name="dossier_by_acceptance"),
            GinIndex(SearchVector("folded", config="simple"), name="dossier_words"),
        ]

    def __str__(self) -> str:
        return self.label

    def save(self, *args: object, **kwargs: object) -> None:
        words = f"{self.code or ''} {self.reference} {self.applicant_name} {self.applicant_phone}"
        self.folded = text.fold(f"coquan{self.agency_id} {words} {self.applicant_identity}")
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def label(self) -> str:
        return f"Hồ sơ {self.code or self.reference}"

    @property
    def shown_code(self) -> str:
        """The code of the law, or until then the reference of the filing."""
        return self.code or self.reference


class Paper(models.Model):
    """A file of a dossier for one of its papers; a later one of the same code supersedes it.

    `of_paper` or `of_result` says of what earlier one it is the same file, used again.
    """

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="papers")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=500)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    at = MomentField(auto_now_add=True)
    superseded_at = models.DateTimeField(null=True)
    of_paper = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    of_result = models.ForeignKey("services.Result", models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name
