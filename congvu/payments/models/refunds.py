"""Money that goes back, and the receipt for what came."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from congvu.core import clock
from congvu.core.actions import Subject
from congvu.directory.models import Agency, Appointment, Person
from congvu.files.models import StoredFile
from congvu.payments.models.payables import Attempt, Payable
from congvu.payments.types import RefundState


class Refund(Subject):
    """Money of an attempt goes back to the payer: one person asks, another decides.

    The two people are compared by the database, whatever posts they hold.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    payable = models.ForeignKey(Payable, models.PROTECT, related_name="refunds")
    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="refunds")
    amount = models.PositiveBigIntegerField("Số tiền hoàn")
    reason = models.CharField("Lý do", max_length=300)
    state = models.CharField(
        "Trạng thái", max_length=8, choices=RefundState, default=RefundState.ASKED
    )
    asked_by = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    asked_person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("Đề nghị lúc", default=clock.now)
    decided_by = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    decided_person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField("Quyết định lúc", null=True)
    done_at = models.DateTimeField("Trả lúc", null=True)
    number = models.CharField("Số chứng từ trả", max_length=60, blank=True, default="")
    words = models.CharField("Kết quả", max_length=300, blank=True, default="")

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="payments_refund_positive"),
            models.CheckConstraint(
                condition=Q(decided_person=None) | ~Q(decided_person=F("asked_person")),
                name="payments_refund_by_two_people",
            ),
            models.CheckConstraint(
                condition=Q(state="asked", decided_person=None)
                | (~Q(state="asked") & Q(decided_person__isnull=False)),
                name="payments_refund_decided",
            ),
            models.UniqueConstraint(
                "attempt", name="payments_one_open_refund",
                condition=Q(state__in=["asked", "approved"]),
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["agency", "-asked_at", "-id"], name="payments_refunds")]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return f"Hoàn trả {self.payable.reference}"


class ReceiptBook(models.Model):
    """The numbers of an agency's receipts in a year, from 1 on, without a gap."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField("Năm")
    last_number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint("agency", "year", name="payments_book_once")]

    def __str__(self) -> str:
        return f"Biên lai năm {self.year}"


class Receipt(models.Model):
    """The electronic receipt of a paid payable.

    The number is taken with the payment; `file` is the page, made by a job; `sealed` the same with
    the agency's seal on it, once somebody who keeps the seal has given the PIN.
    """

    payable = models.OneToOneField(Payable, models.PROTECT, related_name="receipt")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField("Năm")
    number = models.PositiveIntegerField("Số")
    issued_at = models.DateTimeField("Lập lúc", default=clock.now)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    sealed = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    sealed_by = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    sealed_at = models.DateTimeField("Ký số lúc", null=True)

    class Meta:
        ordering = ["-year", "-number"]
        constraints = [
            models.UniqueConstraint("agency", "year", "number", name="payments_receipt_number"),
        ]
        indexes = [
            models.Index(
                fields=["agency", "id"], name="payments_to_seal", condition=Q(sealed=None)
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return f"Biên lai số {self.code}"

    @property
    def code(self) -> str:
        """`0000012/2026`."""
        return f"{self.number:07}/{self.year}"
