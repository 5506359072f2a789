"""Ways out of the installation, and the agencies that are reached by them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from congvu.core import text
from congvu.directory.models import Agency
from congvu.exchange.types import LineKind


class Line(models.Model):
    """Another installation, or an axis behind which there are many.

    `certificate` (DER) is that by which another installation signs requests, packets and receipts;
    `secret` is sealed (`congvu.exchange.secrets`). The circuit opens after failures in a row: until
    `opened_until` nothing is sent, then one packet tries. `agency` is whose journal keeps it.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    kind = models.CharField("Loại", max_length=4, choices=LineKind)
    name = models.CharField("Tên", max_length=100)
    address = models.URLField("Địa chỉ", max_length=300)
    system_id = models.CharField("Mã hệ thống (SystemId)", max_length=100, blank=True)
    account = models.CharField("Tài khoản", max_length=100, blank=True)
    secret = models.TextField(blank=True, default="")
    certificate = models.BinaryField(null=True)
    fingerprint = models.CharField("Vân tay chứng thư", max_length=64, blank=True, default="")
    active = models.BooleanField("Đang dùng", default=True)
    failures = models.PositiveIntegerField(default=0)
    opened_until = models.DateTimeField(null=True)
    polled_at = models.DateTimeField("Lấy về lúc", null=True)
    synced_at = models.DateTimeField("Đồng bộ danh bạ lúc", null=True)
    compared_at = models.DateTimeField("Đối chiếu lúc", null=True)
    error = models.CharField("Lỗi gần nhất", max_length=300, blank=True, default="")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint("name", name="exchange_line_name"),
            models.UniqueConstraint(
                "fingerprint", name="exchange_line_certificate", condition=~Q(fingerprint="")
            ),
            models.CheckConstraint(
                condition=~Q(kind="own") | ~Q(fingerprint=""), name="exchange_own_line_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return f"Đường liên thông {self.name}"


class Partner(models.Model):
    """An agency outside the installation.

    It is never deleted, only marked (`deleted_at`); `code` is the identifier of 2020, `old_code`
    that of 2016. An unknown sender is `held` until somebody says that it is one of ours to trust.
    The format has two ways of asking for a document back; systems that know only the status hear of
    it by that (`recalled_by_status`).
    Its circuit is like that of its line: what is for it alone waits while others are sent.
    """

    line = models.ForeignKey(Line, models.PROTECT, related_name="partners")
    code = models.CharField("Mã định danh", max_length=35)
    old_code = models.CharField("Mã định danh cũ", max_length=35, blank=True, default="")
    name = models.CharField("Tên cơ quan", max_length=200)
    email = models.EmailField("Thư điện tử", blank=True, default="")
    held = models.BooleanField("Chờ đăng ký", default=False)
    recalled_by_status = models.BooleanField("Thu hồi bằng trạng thái 13", default=False)
    deleted_at = models.DateTimeField("Ngừng từ", null=True)
    synced_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    opened_until = models.DateTimeField(null=True)
    error = models.CharField("Lỗi gần nhất", max_length=300, blank=True, default="")
    folded = models.TextField(editable=False, default="")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint("code", name="exchange_partner_code"),
            models.UniqueConstraint(
                "old_code", name="exchange_partner_old_code", condition=~Q(old_code="")
            ),
        ]
        indexes = [
            models.Index(fields=["name", "id"], name="exchange_partner_name"),
            models.Index(
                fields=["id"], name="exchange_partner_in_trouble", condition=Q(failures__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def fold(self) -> None:
        self.folded = text.fold(f"{self.name} {self.code} {self.old_code}")

    def save(self, *args: object, **kwargs: object) -> None:
        self.fold()
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def agency_id(self) -> int:
        """In whose journal its changes stand."""
        return self.line.agency_id

    @property
    def label(self) -> str:
        return f"{self.name} ({self.code})"

    @property
    def reachable(self) -> bool:
        """Whether anything may be sent to it."""
        return not self.held and self.deleted_at is None and self.line.active
