"""What somebody owes an agency, each try to pay it, and every notice of a gateway."""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models import Q
from django.urls import reverse

from congvu.core import clock
from congvu.core.actions import Subject
from congvu.core.fields import MomentField
from congvu.directory.models import Agency, Appointment
from congvu.payments.models.channels import Channel
from congvu.payments.types import AttemptState, LineKind, PayableState, Source, Verdict, Way


def new_token() -> str:
    """192 bits that open one payable to whoever holds the address."""
    return secrets.token_urlsafe(24)


class Payable(Subject):
    """A sum of fees that one payer owes one agency.

    `reference` is the asker's own name of it: asked again it is the same payable. `total` is the
    sum of its lines (a trigger holds them together). `purpose` is the field that it is for, as its
    asker names it: an agency may have an account for it. Whoever has `address` may pay it and fetch
    its receipt; `return_to` is a path inside the installation to which the payer goes back.
    """

    reference = models.CharField("Mã khoản nộp", max_length=80)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="payables")
    subject = models.CharField("Nội dung", max_length=300)
    payer_name = models.CharField("Người nộp", max_length=120)
    payer_identity = models.CharField("Số định danh", max_length=20, blank=True, default="")
    payer_address = models.CharField("Địa chỉ", max_length=250, blank=True, default="")
    payer_phone = models.CharField("Điện thoại", max_length=20, blank=True, default="")
    payer_email = models.EmailField("Thư điện tử", blank=True, default="")
    total = models.PositiveBigIntegerField("Số tiền")
    state = models.CharField(
        "Trạng thái", max_length=9, choices=PayableState, default=PayableState.DUE
    )
    token = models.CharField(max_length=40, default=new_token, editable=False)
    return_to = models.CharField(max_length=300, blank=True, default="")
    purpose = models.CharField("Mã lĩnh vực", max_length=40, blank=True, default="")
    due_on = models.DateField("Hạn nộp", null=True)
    created_by = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField("Yêu cầu lúc", default=clock.now)
    paid_at = models.DateTimeField("Nộp lúc", null=True)
    paid_by = models.ForeignKey("payments.Attempt", models.PROTECT, null=True, related_name="+")
    reason = models.CharField("Lý do hủy", max_length=300, blank=True, default="")
    folded = models.TextField(editable=False, default="")

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint("reference", name="payments_reference_once"),
            models.UniqueConstraint("token", name="payments_token_once"),
            models.CheckConstraint(condition=Q(total__gt=0), name="payments_total_positive"),
            models.CheckConstraint(
                condition=Q(state__in=["due", "cancelled"], paid_at=None, paid_by=None)
                | Q(
                    state__in=["paid", "refunding", "refunded"],
                    paid_at__isnull=False,
                    paid_by__isnull=False,
                ),
                name="payments_paid_by_an_attempt",
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "-created_at", "-id"], name="payments_of_agency"),
            models.Index(
                fields=["agency", "state", "-created_at", "-id"], name="payments_by_state"
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def label(self) -> str:
        return f"Khoản nộp {self.reference}"

    @property
    def address(self) -> str:
        """The payer's page, as a path."""
        return reverse("payments:pay", args=[self.token])


class PayableLine(models.Model):
    """One fee or charge of a payable."""

    payable = models.ForeignKey(Payable, models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    code = models.CharField("Mã", max_length=40, blank=True)
    name = models.CharField("Tên phí, lệ phí", max_length=250)
    kind = models.CharField("Loại", max_length=6, choices=LineKind)
    amount = models.PositiveBigIntegerField("Số tiền")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint("payable", "position", name="payments_line_place"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payments_line_positive"),
        ]

    def __str__(self) -> str:
        return self.name


class Attempt(models.Model):
    """One try to pay a payable, in one way. All its changes happen under the payable's lock.

    `reference` is what the gateway (vnp_TxnRef) or the transfer's purpose carries. `next_ask_at` is
    when the gateway is asked again while it is silent; `told` is what the gateway said when asked
    for the daily comparison (`paid`, `failed`, `pending`, `none`), `told_amount` its sum. Of money
    that the post collected, `remitted` is what it has handed over so far.
    """

    payable = models.ForeignKey(Payable, models.PROTECT, related_name="attempts")
    channel = models.ForeignKey(Channel, models.PROTECT, null=True, related_name="attempts")
    way = models.CharField("Cách nộp", max_length=8, choices=Way)
    reference = models.CharField("Mã lượt thanh toán", max_length=20)
    amount = models.PositiveBigIntegerField("Số tiền")
    state = models.CharField(
        "Trạng thái", max_length=7, choices=AttemptState, default=AttemptState.WAITING
    )
    number = models.CharField("Số giao dịch của cổng", max_length=60, blank=True, default="")
    bank = models.CharField("Ngân hàng", max_length=30, blank=True, default="")
    code = models.CharField("Mã kết quả", max_length=10, blank=True, default="")
    words = models.CharField("Kết quả", max_length=200, blank=True, default="")
    address = models.CharField(max_length=45, blank=True, default="")
    created_at = models.DateTimeField("Bắt đầu", default=clock.now)
    expires_at = models.DateTimeField("Hết hạn", null=True)
    settled_at = models.DateTimeField("Ghi nhận lúc", null=True)
    taken_by = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    asked = models.PositiveSmallIntegerField("Số lần hỏi lại", default=0)
    next_ask_at = models.DateTimeField(null=True)
    surplus = models.BooleanField("Nộp thừa", default=False)
    told = models.CharField(max_length=7, blank=True, default="")
    told_amount = models.PositiveBigIntegerField(null=True)
    remitted = models.PositiveBigIntegerField("Bưu điện đã chuyển về", default=0)
    remitted_at = models.DateTimeField("Chuyển về lúc", null=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint("reference", name="payments_attempt_once"),
            models.UniqueConstraint(
                "channel", "number", name="payments_number_once",
                condition=Q(state="paid") & ~Q(number="") & ~Q(way="vietqr"),
            ),
            models.CheckConstraint(
                condition=~Q(state="paid") | Q(settled_at__isnull=False),
                name="payments_attempt_settled",
            ),
            models.CheckConstraint(
                condition=Q(way__in=["cash", "post"], channel=None)
                | (~Q(way__in=["cash", "post"]) & Q(channel__isnull=False)),
                name="payments_attempt_channel",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(
                fields=["next_ask_at"],
                name="payments_to_ask",
                condition=Q(next_ask_at__isnull=False),
            ),
            models.Index(fields=["channel", "settled_at"], name="payments_by_settling"),
            models.Index(fields=["channel", "created_at"], name="payments_by_start"),
            models.Index(
                fields=["remitted_at"],
                name="payments_by_remitting",
                condition=Q(remitted_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def pending(self) -> bool:
        """Whether money may still come of it soon."""
        return self.state == AttemptState.WAITING


class NoticesSeen(models.Model):
    """Somebody has looked at all refused notices up to one: those are no news any more."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    upto = models.ForeignKey("payments.Notification", models.PROTECT, related_name="+")
    count = models.PositiveIntegerField("Số thông báo")
    words = models.CharField("Nhận xét", max_length=300)
    by = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    at = models.DateTimeField("Lúc", default=clock.now)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return f"Thông báo nộp tiền bị từ chối, đến số {self.upto_id}"


class Notification(models.Model):
    """A notice as it came, what it was found to be and what was answered. Never changed."""

    way = models.CharField(max_length=8, choices=Way)
    source = models.CharField("Nguồn", max_length=6, choices=Source)
    attempt = models.ForeignKey(Attempt, models.PROTECT, null=True, related_name="notifications")
    content = models.TextField("Nội dung")
    address = models.CharField("Địa chỉ gửi", max_length=45, blank=True, default="")
    verdict = models.CharField("Kết luận", max_length=9, choices=Verdict)
    answer = models.CharField("Trả lời", max_length=10, blank=True, default="")
    at = MomentField("Lúc", auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["attempt", "-id"], name="payments_notices"),
            models.Index(
                fields=["-id"], name="payments_bad_notices",
                condition=~Q(verdict__in=["paid", "failed", "pending", "repeated", "shown"]),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_source_display()} {self.verdict}"
