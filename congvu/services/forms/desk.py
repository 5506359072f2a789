"""Forms of officials: intake, steps, apology, opinions, versions."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django import forms

from congvu.core import clock
from congvu.directory.models import Appointment
from congvu.services.definitions import Move
from congvu.services.models import Dossier
from congvu.services.queries.versions import content_of
from congvu.services.types import Item, PostDirection
from congvu.ui.widgets import LongText
from congvu.workdays.fields import DueField

_GROUND = "Căn cứ"


class RefuseForm(forms.Form):
    """Từ chối tiếp nhận."""

    reason = forms.CharField(label="Lý do từ chối, căn cứ", max_length=500, widget=LongText(500))
    remedy = forms.CharField(label="Hướng dẫn người nộp", max_length=500, widget=LongText(500))


class WordsForm(forms.Form):
    words = forms.CharField(label="Nội dung", max_length=500, required=False, widget=LongText(500))


class StopForm(forms.Form):
    reason = forms.CharField(label="Lý do dừng", max_length=500, widget=LongText(500))


class ApologyForm(forms.Form):
    """Xin lỗi, hẹn lại."""

    reason = forms.CharField(label="Lý do chậm", max_length=500, widget=LongText(500))
    day = DueField(label="Hẹn lại vào")


class MoveForm(forms.Form):
    """Chuyển bước: which of the open moves, words, and who takes the next step."""

    move = forms.ChoiceField(label="Chuyển", widget=forms.RadioSelect)
    words = forms.CharField(
        label="Ý kiến, lý do", max_length=500, required=False, widget=LongText(500)
    )
    to = forms.ModelChoiceField(
        label="Giao cho",
        queryset=Appointment.objects.none(),
        required=False,
        empty_label="Hàng đợi chung của bước sau",
    )

    def __init__(
        self, data: Any = None, *, moves: tuple[Move, ...], people: Any, chosen: str = ""
    ) -> None:
        super().__init__(data, initial={"move": chosen or (moves[0].code if moves else "")})
        self.fields["move"].choices = [(m.code, m.label) for m in moves]  # type: ignore[attr-defined]
        self.fields["to"].queryset = people  # type: ignore[attr-defined]


class HandForm(forms.Form):
    """Giao người xử lý."""

    to = forms.ModelChoiceField(label="Giao cho", queryset=Appointment.objects.none())
    words = forms.CharField(label="Ý kiến", max_length=500, required=False, widget=LongText(500))

    def __init__(self, data: Any = None, *, people: Any) -> None:
        super().__init__(data)
        self.fields["to"].queryset = people  # type: ignore[attr-defined]


class ResultForm(forms.Form):
    """Đính kèm kết quả."""

    name = forms.CharField(label="Tên kết quả", max_length=300)
    file = forms.FileField(label="Tệp kết quả (PDF đã ký số)")
    valid_until = forms.DateField(
        label="Có giá trị đến hết ngày",
        required=False,
        widget=forms.DateInput({"inputmode": "numeric", "autocomplete": "off"}),
        help_text="Ngày/tháng/năm; để trống nếu không thời hạn. Hết hạn thì người dân không dùng "
        "lại cho hồ sơ khác được.",
    )

    def clean_valid_until(self) -> date | None:
        day: date | None = self.cleaned_data["valid_until"]
        if day is not None and day < clock.today():
            raise forms.ValidationError("Ngày này đã qua.")
        return day


class RevokeForm(forms.Form):
    reason = forms.CharField(label="Lý do thu hồi, căn cứ", max_length=300, widget=LongText(300))


class OpinionForm(forms.Form):
    agrees = forms.TypedChoiceField(
        label="Ý kiến",
        choices=[("1", "Đồng ý"), ("0", "Không đồng ý")],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    words = forms.CharField(label="Nội dung", max_length=2000, widget=LongText(2000))


class PostForm(forms.Form):
    direction = forms.ChoiceField(
        label="Chiều", choices=PostDirection, widget=forms.RadioSelect, initial="deliver"
    )
    address = forms.CharField(label="Địa chỉ của người nộp", max_length=400)


class SupplementForm(forms.Form):
    """What lacks: each field and paper may be ticked, with its ground and remedy."""

    def __init__(self, data: Any = None, *, dossier: Dossier) -> None:
        super().__init__(data)
        content = content_of(dossier.definition)
        self.targets = [
            (field.code, field.label)
            for page in content.asked_pages(dossier.answers)
            for field in page.fields
            if field.asked(dossier.answers) and field.kind != "computed"
        ] + [(paper.code, paper.name) for paper in content.asked_papers(dossier.answers)]
        for code, label in self.targets:
            self.fields[f"{code}-chon"] = forms.BooleanField(label=label, required=False)
            self.fields[f"{code}-can_cu"] = forms.CharField(
                label=f"{_GROUND} ({label})", required=False, max_length=300
            )
            self.fields[f"{code}-cach"] = forms.CharField(
                label=f"Cách bổ sung ({label})", required=False, max_length=300
            )

    def rows(self) -> list[tuple[Any, Any, Any]]:
        return [
            (self[f"{code}-chon"], self[f"{code}-can_cu"], self[f"{code}-cach"])
            for code, _ in self.targets
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for code, _ in self.targets:
            if cleaned.get(f"{code}-chon"):
                for part in ("can_cu", "cach"):
                    if not str(cleaned.get(f"{code}-{part}", "")).strip():
                        self.add_error(f"{code}-{part}", "Mục đã chọn cần ghi nội dung này.")
        if not any(cleaned.get(f"{code}-chon") for code, _ in self.targets):
            self.add_error(None, "Xin chọn ít nhất một nội dung cần bổ sung.")
        return cleaned

    def items(self) -> list[Item]:
        data = self.cleaned_data
        return [
            Item(code, label, data[f"{code}-can_cu"], data[f"{code}-cach"])
            for code, label in self.targets
            if data.get(f"{code}-chon")
        ]


class DefinitionForm(forms.Form):
    """A version as JSON; a broken one is refused with the line, and stays as it was typed."""

    text = forms.CharField(
        label="Định nghĩa (JSON)",
        max_length=200_000,
        widget=forms.Textarea({"rows": 28, "spellcheck": "false", "class": "code"}),
    )
    note = forms.CharField(
        label="Thay đổi gì so với phiên bản trước", max_length=300, required=False
    )
    base = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)

    def clean_data(self) -> Any:
        try:
            return json.loads(self.cleaned_data["text"])
        except (ValueError, RecursionError) as broken:
            line = getattr(broken, "lineno", 0)
            raise forms.ValidationError(
                f"Không đọc được JSON ở dòng {line}; nội dung vẫn còn nguyên trong ô."
            ) from broken


class ImportForm(forms.Form):
    file = forms.FileField(label="Tệp JSON của thủ tục (một hoặc nhiều thủ tục)")
    publish = forms.BooleanField(label="Công bố ngay phiên bản hợp lệ", required=False)
