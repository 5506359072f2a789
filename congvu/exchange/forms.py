"""Forms of the exchange's operators."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from congvu.exchange.actions.lines import LineFields
from congvu.exchange.models import Line, Partner
from congvu.exchange.types import LineKind

_MOST = 64 * 1024


class LineForm(forms.Form):
    """One line; secrets are never shown again."""

    kind = forms.ChoiceField(label="Loại", choices=LineKind)
    name = forms.CharField(label="Tên", max_length=100)
    address = forms.URLField(
        label="Địa chỉ", max_length=300, assume_scheme="https", help_text="Ví dụ: https://congvu.vn"
    )
    certificate = forms.FileField(
        label="Chứng thư của hệ thống bên kia",
        required=False,
        help_text="Tệp PEM hoặc DER; chỉ dùng khi nối với hệ thống Công Vụ khác.",
    )
    system_id = forms.CharField(
        label="Mã hệ thống (SystemId)",
        required=False,
        max_length=100,
        help_text="Do đơn vị quản lý trục cấp.",
    )
    account = forms.CharField(label="Tài khoản (LGSP)", required=False, max_length=100)
    secret = forms.CharField(
        label="Khóa bí mật",
        required=False,
        max_length=500,
        widget=forms.PasswordInput,
        help_text="Để trống thì giữ khóa đang dùng.",
    )
    secret_key = forms.CharField(
        label="Khóa SecretKey (LGSP)", required=False, max_length=500, widget=forms.PasswordInput
    )
    active = forms.BooleanField(label="Đang dùng", required=False, initial=True)

    def clean_certificate(self) -> bytes:
        file: UploadedFile[bytes] | None = self.cleaned_data["certificate"]
        if file is None:
            return b""
        if (file.size or 0) > _MOST:
            raise forms.ValidationError("Tệp này quá lớn, không phải chứng thư.")
        content: bytes = file.read()
        return content

    def fields_given(self) -> LineFields:
        """As the action takes them."""
        given = dict(self.cleaned_data)
        key = given.pop("secret_key")
        if given["kind"] == LineKind.LGSP and (given["secret"] or key):
            given["secret"] = f"{given['secret']}\n{key}"
        return LineFields(**given)


def initial_of(line: Line) -> dict[str, Any]:
    """The line as its form shows it."""
    names = ("kind", "name", "address", "system_id", "account", "active")
    return {name: getattr(line, name) for name in names}


class PartnerForm(forms.Form):
    """One agency outside."""

    code = forms.CharField(
        label="Mã định danh",
        max_length=35,
        help_text="Mã mới (H41.01) hoặc mã cũ (000.00.01.H41).",
    )
    name = forms.CharField(label="Tên cơ quan", max_length=200)
    email = forms.EmailField(label="Thư điện tử", required=False)
    recalled_by_status = forms.BooleanField(
        label="Thu hồi bằng trạng thái 13",
        required=False,
        help_text="Chỉ chọn khi hệ thống nơi nhận không hiểu văn bản thu hồi.",
    )


def initial_of_partner(partner: Partner) -> dict[str, Any]:
    """The agency as its form shows it."""
    return {name: getattr(partner, name) for name in PartnerForm.base_fields}


class NewPartnerForm(PartnerForm):
    """A new one names its line."""

    line = forms.ModelChoiceField(
        label="Đường liên thông", queryset=Line.objects.all(), empty_label=None
    )
    field_order = ["line", "code", "name", "email", "recalled_by_status"]
