"""The work calendar of an agency and its leaders: one entry for each thing that takes place."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from congvu.agenda.types import EntryState
from congvu.core.actions import Subject
from congvu.core.fields import MomentField
from congvu.directory.models import Agency, Appointment, Unit


class Entry(Subject):
    """What takes place from a moment to a moment.

    Before its approval only those see it who plan, chair or come. `changed_at` is set when an
    approved entry was changed or added after its week was approved; `change` says what.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="agenda")
    starts_at = models.DateTimeField("Bắt đầu")
    ends_at = models.DateTimeField("Kết thúc")
    what = models.CharField("Nội dung", max_length=500)
    place = models.CharField("Địa điểm", max_length=200)
    chair = models.ForeignKey(Appointment, models.PROTECT, related_name="chaired")
    people = models.ManyToManyField(Appointment, related_name="agenda", verbose_name="Thành phần")
    guests = models.CharField("Thành phần khác", max_length=500, blank=True)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="Chuẩn bị"
    )
    note = models.CharField("Ghi chú", max_length=300, blank=True)
    state = models.CharField(
        "Trạng thái", max_length=9, choices=EntryState, default=EntryState.PLANNED
    )
    created_by = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    created_at = MomentField(auto_now_add=True)
    approved_by = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField("Duyệt lúc", null=True)
    changed_at = models.DateTimeField("Thay đổi lúc", null=True)
    change = models.CharField("Thay đổi", max_length=300, blank=True)

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="agenda_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(approved_at__isnull=False),
                name="agenda_approved_at_a_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "starts_at"], name="agenda_by_start"),
            models.Index(fields=["chair", "starts_at"], name="agenda_by_chair"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return f"Lịch “{self.what[:120]}”"
