"""A way of paying as administrators set it up."""

from __future__ import annotations

import json
from typing import Any

from django import forms

from congvu.payments.actions.channels import ChannelFields
from congvu.payments.models import Channel
from congvu.payments.types import LineKind, Way

_WAYS = [one for one in Way.choices if one[0] not in {Way.CASH, Way.POST}]


class ChannelForm(forms.Form):
    """One channel; its secret is never shown again."""

    way = forms.ChoiceField(label="Loại", choices=_WAYS)
    name = forms.CharField(label="Tên", max_length=100)
    merchant = forms.CharField(
        label="Mã đơn vị (TmnCode, MaDoiTac, partnerCode) hoặc mã BIN ngân hàng",
        required=False,
        max_length=60,
    )
    address = forms.URLField(
        label="Địa chỉ của cổng",
        required=False,
        max_length=300,
        assume_scheme="https",
        help_text="VNPay: https://vnpayment.vn; bản trình diễn để trống thì dùng cổng thử nghiệm.",
    )
    secret = forms.CharField(
        label="Khóa ký",
        required=False,
        max_length=200,
        widget=forms.PasswordInput,
        help_text="Để trống thì giữ khóa đang dùng.",
    )
    bank = forms.CharField(label="Ngân hàng", required=False, max_length=100)
    account = forms.CharField(label="Số tài khoản", required=False, max_length=30)
    holder = forms.CharField(label="Chủ tài khoản", required=False, max_length=120)
    takes = forms.ChoiceField(
        label="Thu",
        required=False,
        choices=[("", "Mọi khoản"), *LineKind.choices],
        help_text="Cơ quan có hai tài khoản: một tài khoản cho lệ phí, một cho phí.",
    )
    purpose = forms.CharField(
        label="Chỉ thu cho lĩnh vực (mã)",
        required=False,
        max_length=40,
        help_text="Để trống: mọi lĩnh vực không có tài khoản riêng.",
    )
    options = forms.CharField(
        label="Tùy chọn (JSON)",
        required=False,
        widget=forms.Textarea,
        help_text="Những gì đơn vị vận hành cổng quy định riêng, ví dụ {“addresses”: […]}.",
    )
    shared = forms.BooleanField(label="Cơ quan trực thuộc dùng chung", required=False)
    active = forms.BooleanField(label="Đang dùng", required=False, initial=True)

    def clean_options(self) -> dict[str, Any]:
        text = self.cleaned_data["options"].strip()
        try:
            found = json.loads(text) if text else {}
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise forms.ValidationError("Tùy chọn viết bằng JSON, trong ngoặc { }.")
        return found

    def fields_given(self) -> ChannelFields:
        """As the action takes them."""
        return ChannelFields(**self.cleaned_data)


def initial_of(channel: Channel) -> dict[str, Any]:
    """The channel as its form shows it."""
    names = (
        "way", "name", "merchant", "address", "bank", "account", "holder", "takes", "purpose",
        "shared", "active",
    )  # fmt: skip
    found = {name: getattr(channel, name) for name in names}
    options = json.dumps(channel.options, ensure_ascii=False) if channel.options else ""
    return found | {"options": options}
