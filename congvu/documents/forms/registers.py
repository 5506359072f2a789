"""What clerks fill in about registers, and how a register is asked for."""

from __future__ import annotations

from typing import Any

from django import forms

from congvu.core import clock
from congvu.documents.models import Register
from congvu.documents.queries.registers import Span, span_of
from congvu.documents.types import GapReason, RegisterKind

MOST = 9_999_999

_KINDS = [one for one in RegisterKind.choices if one[0] != RegisterKind.COPIES]


class OpenRegisterForm(forms.Form):
    """A register of its own series."""

    kind = forms.ChoiceField(label="Loại sổ", choices=_KINDS)
    name = forms.CharField(
        label="Tên sổ", max_length=100, help_text="Ví dụ: Văn bản đi của Hội đồng tư vấn"
    )
    year = forms.IntegerField(label="Năm", widget=forms.TextInput({"inputmode": "numeric"}))
    last_number = forms.IntegerField(
        label="Đã cấp trên sổ giấy đến số",
        required=False,
        min_value=0,
        max_value=MOST,
        widget=forms.TextInput({"inputmode": "numeric"}),
        help_text="Để trống nếu sổ bắt đầu từ số 1.",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["year"].initial = clock.today().year

    def clean_last_number(self) -> int:
        return self.cleaned_data["last_number"] or 0


class RenameForm(forms.Form):
    """Another name."""

    name = forms.CharField(label="Tên sổ", max_length=100)


class GapForm(forms.Form):
    """Why these numbers have no document."""

    first = forms.IntegerField(label="Từ số", min_value=1, max_value=MOST)
    last = forms.IntegerField(label="Đến số", min_value=1, max_value=MOST)
    reason = forms.ChoiceField(label="Lý do", choices=GapReason.choices)
    words = forms.CharField(label="Ghi rõ thêm", max_length=300, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("first", "last"):
            self.fields[name].widget = forms.TextInput({"inputmode": "numeric"})


class SpanForm(forms.Form):
    """Which part of a register: by numbers or by days; empty for all of it."""

    tu_so = forms.IntegerField(label="Từ số", required=False, min_value=1, max_value=MOST)
    den_so = forms.IntegerField(label="Đến số", required=False, min_value=1, max_value=MOST)
    tu_ngay = forms.DateField(label="Từ ngày", required=False)
    den_ngay = forms.DateField(label="Đến ngày", required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("tu_so", "den_so"):
            self.fields[name].widget = forms.TextInput({"inputmode": "numeric", "size": "6"})

    def span(self, register: Register) -> Span:
        """What was asked for; the whole where it is not well asked."""
        if not self.is_valid():
            return span_of(register)
        data = self.cleaned_data
        return span_of(
            register,
            first=data["tu_so"],
            last=data["den_so"],
            since=data["tu_ngay"],
            until=data["den_ngay"],
        )
