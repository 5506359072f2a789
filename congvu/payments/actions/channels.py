"""Ways of paying are set up by administrators."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.db import IntegrityError, transaction

from congvu.core.actions import command
from congvu.core.refused import Refused
from congvu.directory.models import Appointment
from congvu.payments import policy
from congvu.payments.models import Channel
from congvu.payments.providers.base import hide
from congvu.payments.types import GATEWAYS, Way

_KEPT = (
    "way", "name", "address", "merchant", "account", "holder", "bank", "takes", "purpose", "shared",
)  # fmt: skip


@dataclass(frozen=True)
class ChannelFields:
    """What is typed of a channel; an empty secret keeps the present one."""

    way: str
    name: str
    address: str = ""
    merchant: str = ""
    account: str = ""
    holder: str = ""
    bank: str = ""
    secret: str = field(default="", repr=False)
    options: Mapping[str, object] = field(default_factory=dict)
    takes: str = ""
    purpose: str = ""
    shared: bool = False
    active: bool = True


@command("Lưu cách nộp", who=policy.sets_up)
def save_channel(channel: Channel, *, actor: Appointment | None, fields: ChannelFields) -> None:
    """A new way of paying, or another account, address or secret of one."""
    _check(channel, fields)
    for name in _KEPT:
        setattr(channel, name, getattr(fields, name))
    channel.options, channel.active = dict(fields.options), fields.active
    if fields.secret:
        channel.secret = hide(fields.secret)
    try:
        with transaction.atomic():
            channel.save()
    except IntegrityError:
        raise Refused(
            "Cơ quan đã có cách nộp loại này cho khoản thu và lĩnh vực này, hoặc mã đơn vị đã dùng "
            "ở cách nộp khác.",
            field="way",
        ) from None


def _check(channel: Channel, fields: ChannelFields) -> None:
    if fields.way == Way.VIETQR:
        _check_account(fields)
    elif fields.way not in GATEWAYS:
        raise Refused("Tiền mặt không cần khai báo.", field="way")
    else:
        _check_gateway(channel, fields)


def _check_account(fields: ChannelFields) -> None:
    if not (fields.merchant.isdecimal() and len(fields.merchant) == 6):
        raise Refused("Mã ngân hàng (BIN) gồm 6 chữ số, ví dụ 970436.", field="merchant")
    if not (fields.account.isalnum() and fields.account.isascii()):
        raise Refused("Số tài khoản chỉ gồm chữ số và chữ cái không dấu.", field="account")


def _check_gateway(channel: Channel, fields: ChannelFields) -> None:
    if fields.takes or fields.purpose:
        field = "takes" if fields.takes else "purpose"
        raise Refused("Chỉ tài khoản ngân hàng chia theo khoản thu và lĩnh vực.", field=field)
    if not fields.merchant:
        raise Refused("Xin ghi mã đơn vị do cổng cấp.", field="merchant")
    if not (fields.secret or channel.secret):
        raise Refused("Xin ghi khóa ký do cổng cấp.", field="secret")
    may_lack = settings.DEMO and fields.way == Way.VNPAY
    if not fields.address and not may_lack:
        raise Refused("Xin ghi địa chỉ của cổng.", field="address")
