"""Forms of asking for opinions and giving them."""

from __future__ import annotations

from typing import Any

from django import forms

from congvu.directory.fields import AgenciesField, AppointmentField, AppointmentsField
from congvu.directory.models import Appointment
from congvu.files.fields import StoredFileField
from congvu.ui.widgets import LongText
from congvu.workdays.fields import DueField


class AskForm(forms.Form):
    """Whom to ask, about what, until when."""

    asked = AppointmentsField(
        label="Xin ý kiến của",
        required=False,
        help_text="Người trong cơ quan hoặc cơ quan khác; gõ tên để tìm.",
    )
    agencies = AgenciesField(
        label="Xin ý kiến cơ quan",
        required=False,
        help_text="Gửi người đứng đầu, trả lời thay mặt cơ quan.",
    )
    question = forms.CharField(
        label="Nội dung cần cho ý kiến", required=False, max_length=1000, widget=LongText(1000)
    )
    due = DueField(label="Hạn trả lời", required=False)


class PassOpinionForm(forms.Form):
    """Which colleague answers instead."""

    to = AppointmentField(label="Chuyển cho")
    words = forms.CharField(
        label="Lời nhắn", required=False, max_length=1000, widget=LongText(1000)
    )

    def __init__(self, *args: Any, actor: Appointment, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["to"]
        assert isinstance(field, AppointmentField)  # noqa: S101 - declared above
        field.among(actor.agency)


class OpinionForm(forms.Form):
    """Agreed or not, and why."""

    agrees = forms.ChoiceField(
        label="Ý kiến",
        choices=[("yes", "Thống nhất với dự thảo"), ("no", "Chưa thống nhất, đề nghị sửa")],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label="Nội dung góp ý", required=False, max_length=10_000, widget=LongText(10_000)
    )
    file = StoredFileField(label="Tệp góp ý", required=False)

    def __init__(self, *args: Any, actor: Appointment, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["file"].actor = actor  # type: ignore[attr-defined]
