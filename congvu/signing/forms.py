"""Forms of keys, seals and verification."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from congvu.directory.models import Appointment
from congvu.signing.actions.taking_out import SHORTEST


class CheckForm(forms.Form):
    """A file to look at; it is not kept."""

    file = forms.FileField(
        label="Tệp PDF", help_text="Tệp chỉ được đọc để kiểm tra, không lưu lại trong hệ thống."
    )


class _Pin(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        attrs = {"inputmode": "numeric", "autocomplete": "off"}
        super().__init__(max_length=12, widget=forms.PasswordInput(attrs=attrs), **kwargs)


class ChangePinForm(forms.Form):
    """The present PIN and a new one, twice."""

    pin = _Pin(label="Mã PIN hiện tại")
    new_pin = _Pin(label="Mã PIN mới", help_text="6 đến 12 chữ số")
    again = _Pin(label="Nhập lại mã PIN mới")

    def clean_again(self) -> str:
        """Both must be the same."""
        again = str(self.cleaned_data["again"])
        if again != self.cleaned_data.get("new_pin"):
            raise forms.ValidationError("Hai lần nhập mã PIN mới không giống nhau.")
        return again


class ImportForm(forms.Form):
    """A .p12 and the PIN that will guard its key here."""

    file = forms.FileField(label="Tệp chứng thư (.p12, .pfx)")
    password = forms.CharField(
        label="Mật khẩu của tệp",
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        required=False,
    )
    new_pin = _Pin(label="Đặt mã PIN", help_text="6 đến 12 chữ số; hỏi mỗi lần ký")


class TakeOutForm(forms.Form):
    """The PIN, and the password of the file that the key leaves in, twice."""

    pin = _Pin(label="Mã PIN của khóa ký")
    password = forms.CharField(
        label="Mật khẩu đặt cho tệp",
        help_text=f"Ít nhất {SHORTEST} ký tự; ai có tệp và mật khẩu này thì ký được thay ông/bà",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        max_length=200,
        strip=False,
    )
    again = forms.CharField(
        label="Nhập lại mật khẩu",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        max_length=200,
        strip=False,
    )

    def clean_again(self) -> str:
        """Both must be the same."""
        again = str(self.cleaned_data["again"])
        if again != self.cleaned_data.get("password"):
            raise forms.ValidationError("Hai lần nhập mật khẩu không giống nhau.")
        return again


class ImageForm(forms.Form):
    """A transparent PNG."""

    image = forms.FileField(
        label="Ảnh PNG nền trong suốt", help_text="Chữ ký màu xanh, dấu màu đỏ; không quá 2 MB"
    )


class SealUseForm(forms.Form):
    """One of the agency's clerks."""

    appointment = forms.ModelChoiceField(label="Văn thư", queryset=Appointment.objects.none())


class RegisterKeyForm(forms.Form):
    """A key that stays in a device or at a service."""

    place = forms.ChoiceField(label="Nơi giữ khóa", widget=forms.RadioSelect)
    name_there = forms.CharField(
        label="Tên khóa ở đó",
        max_length=200,
        help_text="Thiết bị HSM: tên token/tên khóa. Dịch vụ ký số từ xa: mã chứng thư.",
    )
    pin = _Pin(label="Mã PIN ở đó", help_text="Chỉ dùng để thử khóa, không lưu lại")

    def __init__(self, *args: Any, places: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["place"].choices = places  # type: ignore[attr-defined]
        self.initial.setdefault("place", places[0][0])


class RegisterTokenForm(forms.Form):
    """The certificate of a key in a USB token; the key itself never leaves the token."""

    file = forms.FileField(
        label="Tệp chứng thư (.cer, .pem, .p7b)",
        help_text="Xuất từ phần mềm quản lý token, kèm chứng thư cấp trên; không có khóa bí mật",
    )
    name_there = forms.CharField(
        label="Tên gọi của token", max_length=200, help_text="Ví dụ: token Ban Cơ yếu số 12"
    )


class RootsForm(forms.Form):
    """Root certificates and the days on which they are trusted."""

    file = forms.FileField(
        label="Tệp chứng thư gốc",
        help_text="Một chứng thư (DER), nhiều chứng thư (PEM), hoặc danh sách tin cậy (XML, ETSI "
        "TS 119 612) tải từ nguồn chính thức",
    )
    since = forms.DateField(label="Tin cậy từ ngày", required=False)
    until = forms.DateField(
        label="Tin cậy đến hết ngày", required=False, help_text="Để trống: không giới hạn"
    )
    signer = forms.CharField(
        label="SHA-256 của chứng thư ký danh sách",
        required=False,
        max_length=120,
        help_text="Cơ quan ban hành danh sách công bố mã này; ghi vào thì chỉ nhận danh sách do "
        "đúng chứng thư đó ký",
    )

    def clean_signer(self) -> str:
        """In hex, however it is divided where it was published."""
        written = re.sub(r"[\s:]", "", self.cleaned_data["signer"]).lower()
        if written and not re.fullmatch("[0-9a-f]{64}", written):
            raise forms.ValidationError("Mã SHA-256 gồm 64 chữ số và chữ cái từ a đến f.")
        return written
