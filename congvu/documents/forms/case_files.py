"""What people fill in about case files."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse_lazy

from congvu.core import clock
from congvu.directory.fields import AppointmentField, PickOne, UnitField
from congvu.directory.models import Appointment
from congvu.documents.actions.case_files import CaseFileFields
from congvu.documents.models import CaseFile
from congvu.documents.queries.case_files import fillable_by, ready_for_archive
from congvu.documents.types import CaseFileRights

FOR_EVER = "0"
RETENTIONS = [
    (FOR_EVER, "Vĩnh viễn"),
    *((str(years), f"{years} năm") for years in (70, 50, 30, 20, 15, 10, 5, 3, 2, 1)),
]


class CaseFileForm(forms.Form):
    """A file of the list."""

    code = forms.CharField(label="Số, ký hiệu hồ sơ", max_length=20, help_text="Ví dụ: 01.TCCB")
    title = forms.CharField(label="Tiêu đề hồ sơ", max_length=500)
    heading = forms.CharField(
        label="Đề mục", max_length=200, required=False, help_text="Ví dụ: I. Tổ chức cán bộ"
    )
    retention = forms.ChoiceField(label="Thời hạn bảo quản", choices=RETENTIONS, initial="10")
    rights = forms.ChoiceField(
        label="Chế độ sử dụng",
        choices=CaseFileRights.choices,
        initial=CaseFileRights.RESTRICTED,
    )
    keeper = AppointmentField(label="Người lập hồ sơ", required=False)
    unit = UnitField(label="Đơn vị lập hồ sơ", required=False)
    construction = forms.BooleanField(
        label="Hồ sơ xây dựng cơ bản (nộp lưu trong 03 tháng sau quyết toán)", required=False
    )

    def __init__(self, *args: Any, actor: Appointment, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("keeper", "unit"):
            self.fields[name].among(actor.agency)  # type: ignore[attr-defined]

    def written(self) -> CaseFileFields:
        """What was filled in, as the action takes it."""
        data = dict(self.cleaned_data)
        years = int(data.pop("retention"))
        return CaseFileFields(retention_years=years or None, **data)


def initial_of(found: CaseFile) -> dict[str, Any]:
    """The form as the file stands."""
    names = ("code", "title", "heading", "rights", "construction")
    return {name: getattr(found, name) for name in names} | {
        "retention": str(found.retention_years or FOR_EVER),
        "keeper": found.keeper_id,
        "unit": found.unit_id,
    }


class PutInForm(forms.Form):
    """Into which open file."""

    case_file = forms.ModelChoiceField(
        label="Hồ sơ",
        queryset=CaseFile.objects.none(),
        widget=PickOne(url=reverse_lazy("documents:find_case_files")),  # type: ignore[arg-type]
        help_text="Gõ số, ký hiệu hoặc tiêu đề hồ sơ đang lập.",
    )

    def __init__(self, *args: Any, actor: Appointment, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["case_file"]
        field.queryset = fillable_by(actor)
        field.label_from_instance = line_of
        field.error_messages["required"] = "Xin chọn một hồ sơ đang lập."


def line_of(found: CaseFile) -> str:
    """A file in a list to choose from."""
    return f"{found.code} – {found.title}"


class CloseForm(forms.Form):
    """When the matter ended."""

    ended_on = forms.DateField(label="Ngày kết thúc công việc")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["ended_on"].initial = clock.today()


class KeepLongerForm(forms.Form):
    """Until when a file stays with its unit, and why."""

    until = forms.DateField(label="Giữ lại đến ngày")
    words = forms.CharField(label="Lý do", max_length=300)


class TransferForm(forms.Form):
    """Which files go to the archive, from whom."""

    chosen = forms.ModelMultipleChoiceField(
        label="Hồ sơ nộp lưu",
        queryset=CaseFile.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Xin chọn ít nhất một hồ sơ."},
    )
    giver = AppointmentField(label="Bên giao")
    words = forms.CharField(
        label="Tình trạng hồ sơ, tài liệu",
        max_length=500,
        required=False,
        help_text="Ví dụ: đầy đủ, đúng quy định.",
    )

    def __init__(self, *args: Any, actor: Appointment, **options: Any) -> None:
        super().__init__(*args, **options)
        chosen: Any = self.fields["chosen"]
        chosen.queryset = ready_for_archive(actor)
        chosen.label_from_instance = _due_line
        self.fields["giver"].among(actor.agency)  # type: ignore[attr-defined]


def _due_line(found: CaseFile) -> str:
    keeper = found.keeper.person.name if found.keeper else ""
    return (
        f"{found.code} – {found.title} ({found.retention}; {keeper}; "
        f"hạn nộp {found.transfer_due_on:%d/%m/%Y})"
    )
