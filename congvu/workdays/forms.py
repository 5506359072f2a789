"""Entering a special day."""

from __future__ import annotations

from django import forms

from congvu.workdays.models import DayKind


class DayForm(forms.Form):
    """A date, what it is called, and whether it is off or worked."""

    date = forms.DateField(label="Ngày")
    name = forms.CharField(
        label="Tên ngày", max_length=120, help_text="Ví dụ: Nghỉ bù Tết Dương lịch"
    )
    kind = forms.ChoiceField(
        label="Loại ngày",
        choices=DayKind.choices,
        initial=DayKind.OFF,
        help_text="Ngày làm bù là thứ bảy, chủ nhật làm việc do hoán đổi.",
    )
