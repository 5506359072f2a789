"""What is typed and chosen where money is paid and booked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from congvu.payments.models import Channel
from congvu.payments.types import Way

_WORDS = {
    Way.VNPAY: "Cổng VNPay: thẻ ngân hàng, ứng dụng ngân hàng, ví điện tử",
    Way.VIETQR: "Chuyển khoản: quét mã VietQR bằng ứng dụng ngân hàng",
    Way.NATIONAL: "Nền tảng thanh toán của Cổng Dịch vụ công quốc gia",
    Way.PAYGOV: "PayGov",
}


class WayForm(forms.Form):
    """The ways that the agency is set up for."""

    way = forms.ChoiceField(
        label="Cách nộp",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Ông/bà chọn một cách nộp.",
            "invalid_choice": "Cách nộp này không còn; ông/bà chọn cách khác.",
        },
    )

    def __init__(self, *args: Any, channels: Sequence[Channel], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._channels = {one.way: one for one in channels}
        choices = [(one.way, _WORDS[Way(one.way)]) for one in channels]
        field = self.fields["way"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type
        field.choices = choices
        if len(choices) == 1:
            field.initial = choices[0][0]

    @property
    def channel(self) -> Channel:
        """The chosen channel of a valid form."""
        return self._channels[self.cleaned_data["way"]]
