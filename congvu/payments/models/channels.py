"""Ways in which an agency is paid, as it is set up with banks and gateways."""

from __future__ import annotations

from collections.abc import Collection

from django.db import models
from django.db.models import Q

from congvu.directory.models import Agency
from congvu.payments.types import LineKind, Way


class Channel(models.Model):
    """A merchant's account at a gateway, or an account at a bank.

    `merchant` is what the gateway calls us (TmnCode, partner code) or the bank's BIN; `account`
    and `holder` are the bank account. `secret` is sealed (`providers.base.secret_of`). `options`
    hold what differs between operators and is not known to be fixed. With `shared` the agencies
    below use it too, where they have none of their own. A VNPay channel without address is the
    test gateway of a demo installation. A bank account may be for one kind of money (`takes`) or
    for one purpose (a field of procedures) alone; another of the agency then takes the rest.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="channels")
    way = models.CharField("Cách nộp", max_length=8, choices=Way)
    name = models.CharField("Tên", max_length=100)
    address = models.URLField("Địa chỉ", max_length=300, blank=True, default="")
    merchant = models.CharField("Mã đơn vị", max_length=60, blank=True, default="")
    account = models.CharField("Số tài khoản", max_length=30, blank=True, default="")
    holder = models.CharField("Chủ tài khoản", max_length=120, blank=True, default="")
    bank = models.CharField("Ngân hàng", max_length=100, blank=True, default="")
    secret = models.TextField(blank=True, default="")
    options = models.JSONField("Tùy chọn", default=dict, blank=True)
    takes = models.CharField("Thu", max_length=6, choices=LineKind, blank=True, default="")
    purpose = models.CharField("Mã lĩnh vực", max_length=40, blank=True, default="")
    shared = models.BooleanField("Cơ quan trực thuộc dùng chung", default=False)
    active = models.BooleanField("Đang dùng", default=True)

    class Meta:
        ordering = ["agency", "way", "pk"]
        constraints = [
            models.UniqueConstraint(
                "agency", "way", "takes", "purpose",
                name="payments_channel_once", condition=Q(active=True),
            ),
            models.CheckConstraint(
                condition=Q(way="vietqr") | Q(takes="", purpose=""),
                name="payments_only_banks_divide",
            ),
            models.UniqueConstraint(
                "way", "merchant", name="payments_merchant_once",
                condition=Q(way__in=["vnpay", "national", "paygov"], active=True),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return f"Cách nộp {self.name}"

    def fits(self, *, kinds: Collection[str], purpose: str) -> bool:
        """Whether money of these kinds, for that purpose, may come this way."""
        of_kind = not self.takes or set(kinds) == {self.takes}
        return of_kind and self.purpose in {"", purpose}
