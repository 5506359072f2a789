"""The index and the ZIP of past documents."""

from __future__ import annotations

from typing import Any

from django import forms

from congvu.directory.models import Appointment
from congvu.documents.models import Register
from congvu.documents.past_index import COLUMNS
from congvu.files.types import MAX_BYTES


class PastImportForm(forms.Form):
    """Into which register, which index, which files."""

    register = forms.ModelChoiceField(
        label="Nhập vào sổ",
        queryset=Register.objects.none(),
        empty_label="Chọn sổ",
        help_text="Sổ của năm mà văn bản được đăng ký; sổ chưa có thì mở ở mục Sổ đăng ký.",
    )
    index = forms.FileField(label="Danh mục văn bản", help_text="Tệp XLSX theo mẫu.")
    pack = forms.FileField(
        label="Tệp văn bản",
        help_text="Một tệp ZIP chứa các tệp PDF hoặc ảnh quét, tên tệp như trong danh mục.",
    )

    def __init__(self, *args: Any, actor: Appointment, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["register"]
        field.queryset = Register.objects.filter(agency=actor.agency_id, kind__in=COLUMNS)
        field.label_from_instance = lambda one: f"{one} ({one.get_kind_display()})"

    def clean_pack(self) -> Any:
        pack = self.cleaned_data["pack"]
        if pack.size > MAX_BYTES:
            raise forms.ValidationError("Tệp ZIP lớn hơn 500 MB; xin chia thành nhiều tệp.")
        return pack
