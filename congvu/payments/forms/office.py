"""What officials type about money."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from congvu.core.money import dong
from congvu.directory.models import Agency
from congvu.payments.actions.statements import MAX_BYTES
from congvu.payments.forms.fields import MoneyField
from congvu.payments.models import Channel, Refund
from congvu.payments.queries.office import accounts_of, gateways_of
from congvu.payments.types import GATEWAYS, AccountKind, PayableState

_STATES = [("", "Mọi trạng thái"), *PayableState.choices]


class FilterForm(forms.Form):
    """Which payables a list shows."""

    q = forms.CharField(label="Tên, mã, nội dung", required=False, max_length=100)
    trang_thai = forms.ChoiceField(label="Trạng thái", required=False, choices=_STATES)


class CashForm(forms.Form):
    """What was counted at the desk."""

    amount = MoneyField(label="Số tiền đã đếm (đồng)")


class CancelForm(forms.Form):
    reason = forms.CharField(label="Lý do hủy", max_length=300, help_text="Người nộp đọc được.")


class RefundForm(forms.Form):
    """How much goes back, and why."""

    amount = MoneyField(label="Số tiền hoàn (đồng)")
    reason = forms.CharField(label="Lý do", max_length=300)


class RefuseForm(forms.Form):
    words = forms.CharField(label="Lý do không duyệt", max_length=300)


class PayBackForm(forms.Form):
    """How the money went back to the payer."""

    place = forms.ChoiceField(label="Đã trả bằng", widget=forms.RadioSelect)
    number = forms.CharField(label="Số chứng từ chi hoặc số giao dịch", max_length=60)

    def __init__(self, *args: Any, refund: Refund, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: list[tuple[str, str]] = [
            (AccountKind.BANK.value, "Chuyển khoản từ tài khoản cơ quan"),
            (AccountKind.CASH.value, "Tiền mặt tại quầy"),
        ]
        if refund.attempt.way in GATEWAYS:
            choices.append((AccountKind.GATEWAY.value, "Cổng đã trả (đã thấy ở trang của cổng)"))
        self.fields["place"].choices = choices  # type: ignore[attr-defined]


class AccountField(forms.ModelChoiceField[Channel]):
    """An account by its name and number: an agency may have several."""

    def label_from_instance(self, obj: Channel) -> str:
        """`Tài khoản thu lệ phí, 1012345678 Vietcombank`."""
        return f"{obj.name}, {obj.account} {obj.bank}".strip()


class ImportForm(forms.Form):
    """A bank's statement."""

    channel = AccountField(label="Tài khoản", queryset=Channel.objects.none(), empty_label=None)
    file = forms.FileField(
        label="Tệp sao kê", help_text="CSV, Excel (XLSX) hoặc CAMT.053, dài nhất 5 MB."
    )

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["channel"].queryset = accounts_of(agency)  # type: ignore[attr-defined]

    def clean_file(self) -> UploadedFile[bytes]:
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > MAX_BYTES:
            raise forms.ValidationError("Tệp quá lớn; sao kê dài nhất 5 MB.")
        return file


class AssignForm(forms.Form):
    reference = forms.CharField(
        label="Mã khoản nộp hoặc mã lượt thanh toán",
        max_length=80,
        help_text="Người nộp đọc mã này trên trang nộp tiền.",
    )


class PayOutForm(forms.Form):
    """A gateway's transfer of what it has collected."""

    channel = forms.ModelChoiceField(
        label="Cổng", queryset=Channel.objects.none(), empty_label=None
    )
    fee = MoneyField(label="Phí dịch vụ cổng đã trừ (đồng)", initial=0)

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["channel"].queryset = gateways_of(agency)  # type: ignore[attr-defined]


class ExplainForm(forms.Form):
    note = forms.CharField(label="Giải thích", max_length=300, widget=forms.Textarea)


class SealForm(forms.Form):
    pin = forms.CharField(
        label="Mã PIN con dấu",
        max_length=12,
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )


def refund_start(left: int) -> dict[str, str]:
    """What the form of a refund shows at first: all that is left."""
    return {"amount": dong(left).removesuffix(" đồng")}
