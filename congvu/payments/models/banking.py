"""What banks say, and whether ledger, gateway and bank agree."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from congvu.core import clock
from congvu.core.actions import Subject
from congvu.directory.models import Agency, Appointment
from congvu.payments.models.channels import Channel
from congvu.payments.models.payables import Attempt
from congvu.payments.types import DifferenceKind, LineState, StatementState


class BankStatement(Subject):
    """A bank's statement of one account as a file: first to be looked at, then booked."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="statements")
    name = models.CharField("Tên tệp", max_length=160)
    sha256 = models.CharField(max_length=64)
    format = models.CharField("Định dạng", max_length=8)
    state = models.CharField(
        "Trạng thái", max_length=7, choices=StatementState, default=StatementState.DRAFT
    )
    imported_by = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    imported_at = models.DateTimeField("Nhập lúc", default=clock.now)

    class Meta:
        ordering = ["-imported_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                "channel", "sha256", name="payments_statement_once",
                condition=~Q(state="dropped"),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return f"Sao kê {self.name}"


class StatementLine(models.Model):
    """One movement. `amount` is positive for money that came in, negative for what went out.

    `fingerprint` is set when it is booked: the same movement in two files is booked once.
    """

    statement = models.ForeignKey(BankStatement, models.PROTECT, related_name="lines")
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="+")
    position = models.PositiveIntegerField("Dòng")
    on = models.DateField("Ngày", null=True)
    amount = models.BigIntegerField("Số tiền", null=True)
    purpose = models.CharField("Nội dung", max_length=500, blank=True, default="")
    number = models.CharField("Số giao dịch", max_length=60, blank=True, default="")
    error = models.CharField("Lỗi", max_length=200, blank=True, default="")
    state = models.CharField("Kết quả", max_length=9, choices=LineState)
    attempt = models.ForeignKey(Attempt, models.PROTECT, null=True, related_name="bank_lines")
    fingerprint = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                "channel", "fingerprint", name="payments_movement_once",
                condition=~Q(fingerprint=""),
            ),
            models.CheckConstraint(
                condition=Q(state="wrong") | Q(on__isnull=False, amount__isnull=False),
                name="payments_movement_whole",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["channel", "on"], name="payments_movements")]

    def __str__(self) -> str:
        return self.purpose[:60]


class Reconciliation(models.Model):
    """One day of one agency: what ledger, gateways, post and bank say came in, in whole đồng."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    on = models.DateField("Ngày")
    ledger = models.BigIntegerField("Sổ", default=0)
    ledger_gateways = models.BigIntegerField("Sổ, phần qua cổng", default=0)
    gateways = models.BigIntegerField("Cổng", default=0)
    ledger_bank = models.BigIntegerField("Sổ, phần qua ngân hàng", default=0)
    bank = models.BigIntegerField("Ngân hàng", default=0)
    cash = models.BigIntegerField("Tiền mặt", default=0)
    ledger_post = models.BigIntegerField("Sổ, phần bưu điện thu hộ", default=0)
    post = models.BigIntegerField("Bưu điện thu", default=0)
    remittable = models.BigIntegerField("Bưu điện phải chuyển về", default=0)
    remitted = models.BigIntegerField("Bưu điện chuyển về", default=0)
    made_at = models.DateTimeField("Đối soát lúc", default=clock.now)

    class Meta:
        ordering = ["-on"]
        constraints = [models.UniqueConstraint("agency", "on", name="payments_day_once")]

    def __str__(self) -> str:
        return f"Đối soát {self.on:%d/%m/%Y}"

    @property
    def label(self) -> str:
        return str(self)


class Difference(models.Model):
    """Where two of the three do not agree, and what was done about it."""

    day = models.ForeignKey(Reconciliation, models.PROTECT, related_name="differences")
    kind = models.CharField("Lệch", max_length=14, choices=DifferenceKind)
    attempt = models.ForeignKey(Attempt, models.PROTECT, null=True, related_name="differences")
    line = models.ForeignKey(StatementLine, models.PROTECT, null=True, related_name="differences")
    amount = models.BigIntegerField("Số tiền")
    words = models.CharField("Giải thích", max_length=300)
    settled_at = models.DateTimeField("Xử lý lúc", null=True)
    settled_by = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    action = models.CharField("Cách xử lý", max_length=100, blank=True, default="")
    note = models.CharField("Ghi chú", max_length=300, blank=True, default="")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                "day", "kind", "attempt", "line", name="payments_difference_once",
                nulls_distinct=False,
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.words

    @property
    def agency_id(self) -> int:
        return self.day.agency_id

    @property
    def label(self) -> str:
        return f"{self.day}: {self.get_kind_display()}"
