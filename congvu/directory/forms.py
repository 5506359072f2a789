"""Forms of the directory's pages: plain forms whose values go to actions."""

from __future__ import annotations

from typing import Any

from django import forms

from congvu.core import clock
from congvu.core.text import nfc
from congvu.directory import policy
from congvu.directory.document_types import document_types
from congvu.directory.fields import AppointmentField, UnitField
from congvu.directory.models import (
    Agency,
    AgencyKind,
    Appointment,
    Person,
    Role,
    SigningForm,
    Title,
    Unit,
)
from congvu.directory.types import Terms
from congvu.ui.widgets import LongText

_MAX_UPLOAD = 10 * 1024 * 1024


class DayField(forms.DateField):
    """A day as officials write it."""

    default_error_messages = {"invalid": "Xin ghi ngày/tháng/năm, ví dụ 01/04/2020."}


def _text(row: Any, name: str, **given: Any) -> forms.CharField:
    """A text field with the model's label, hint and limit."""
    field = row._meta.get_field(name)
    given.setdefault("required", not field.blank)
    return forms.CharField(
        label=field.verbose_name, help_text=field.help_text, max_length=field.max_length, **given
    )


class AgencyForm(forms.Form):
    """What is known of an agency; identifiers are the province's to change."""

    name = _text(Agency, "name")
    short_name = _text(Agency, "short_name")
    kind = forms.ChoiceField(label="Loại", choices=AgencyKind.choices)
    code = forms.CharField(
        label="Mã định danh",
        max_length=35,
        help_text="Theo Quyết định 20/2020/QĐ-TTg, ví dụ H47.01.05",
    )
    old_code = forms.CharField(
        label="Mã định danh cũ",
        max_length=35,
        required=False,
        help_text="Theo QCVN 102:2016/BTTTT, ví dụ 000.05.01.H47; bỏ trống để suy từ mã mới",
    )
    notation = _text(Agency, "notation")
    place = _text(Agency, "place")
    address = _text(Agency, "address")
    phone = _text(Agency, "phone")
    email = forms.EmailField(label="Thư điện tử", required=False)
    website = _text(Agency, "website")
    position = forms.IntegerField(
        label="Thứ tự", min_value=0, max_value=100_000, initial=0, help_text="Trong danh sách"
    )

    def __init__(self, *args: Any, actor: Appointment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not policy.administers_province(actor):
            for name in ("kind", "code", "old_code"):
                del self.fields[name]

    def clean_code(self) -> str:
        return str(self.cleaned_data["code"]).upper()

    def clean_old_code(self) -> str:
        return str(self.cleaned_data["old_code"]).upper()


class UnitForm(forms.Form):
    """A part of an agency."""

    name = _text(Unit, "name")
    notation = _text(Unit, "notation")
    parent = UnitField(label="Thuộc đơn vị", required=False)
    position = forms.IntegerField(label="Thứ tự", min_value=0, max_value=100_000, initial=0)

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parent = self.fields["parent"]
        parent.among(agency)  # type: ignore[attr-defined]


class PersonForm(forms.Form):
    """A person's record."""

    name = _text(Person, "name")
    email = forms.EmailField(label="Thư công vụ", help_text="Dùng để đăng nhập và nhận thông báo")
    code = _text(Person, "code")
    phone = _text(Person, "phone")


class AppointmentForm(forms.Form):
    """A post: title, unit, role, dates."""

    title = forms.CharField(
        label="Chức vụ", max_length=100, help_text="Như in dưới chữ ký, ví dụ Phó Giám đốc"
    )
    unit = UnitField(label="Đơn vị", required=False, help_text="Bỏ trống nếu là lãnh đạo cơ quan")
    role = forms.ChoiceField(
        label="Vai trò",
        choices=Role.choices,
        help_text="Quyết định việc làm được trên hệ thống",
    )
    since = DayField(label="Từ ngày", initial=clock.today)
    until = DayField(label="Đến ngày", required=False, help_text="Bỏ trống nếu chưa xác định")

    def __init__(self, *args: Any, agency: Agency, actor: Appointment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit, role = self.fields["unit"], self.fields["role"]
        unit.among(agency)  # type: ignore[attr-defined]
        names = Title.objects.values_list("name", flat=True)
        self.titles = list(names[:200])
        self.fields["title"].widget.attrs["list"] = "titles"
        if not policy.administers_province(actor):
            choices = [c for c in Role.choices if c[0] != Role.PROVINCE_ADMINISTRATOR]
            role.choices = choices  # type: ignore[attr-defined]
        role.initial = Role.SPECIALIST


class NewPersonForm(PersonForm, AppointmentForm):
    """A person together with the first post."""

    field_order = ["name", "email", "phone", "code", "title", "unit", "role", "since", "until"]


class EndForm(forms.Form):
    """The last day of a post."""

    on = DayField(label="Ngày cuối giữ chức vụ", initial=clock.today)


class HandOverForm(forms.Form):
    """Who takes over, since when, why."""

    receiver = AppointmentField(label="Người nhận bàn giao")
    on = DayField(label="Ngày bàn giao", initial=clock.today)
    reason = forms.CharField(
        label="Lý do",
        max_length=500,
        widget=LongText(500),
        help_text="Ví dụ: nghỉ hưu theo Quyết định số 215/QĐ-SNV ngày 20/3/2020",
    )

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        receiver = self.fields["receiver"]
        receiver.among(agency)  # type: ignore[attr-defined]


class DelegationForm(forms.Form):
    """A right to sign in another's stead."""

    form = forms.ChoiceField(
        label="Hình thức ký",
        choices=[c for c in SigningForm.choices if c[0] in {"KT", "TL", "TUQ", "Q"}],
    )
    receiver = AppointmentField(label="Giao cho")
    document_types = forms.MultipleChoiceField(
        label="Loại văn bản", required=False, help_text="Không chọn loại nào nghĩa là mọi loại"
    )
    scope = forms.CharField(
        label="Nội dung được giao", max_length=500, required=False, widget=LongText(500)
    )
    basis = forms.CharField(
        label="Văn bản giao quyền",
        max_length=200,
        required=False,
        help_text="Số, ký hiệu, ngày; bắt buộc với thừa ủy quyền",
    )
    since = DayField(label="Từ ngày", initial=clock.today)
    until = DayField(label="Đến ngày", required=False, help_text="Bắt buộc với thừa ủy quyền")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        types = document_types()
        if types:
            self.fields["document_types"].choices = types  # type: ignore[attr-defined]
        else:
            del self.fields["document_types"]

    def terms(self) -> Terms:
        """The limits as the action takes them."""
        data = self.cleaned_data
        names = ("since", "until", "scope", "basis")
        return Terms(
            document_types=data.get("document_types", []), **{name: data[name] for name in names}
        )


class AbsenceForm(forms.Form):
    """When one is away, and who stands in."""

    appointment = AppointmentField(
        label="Người vắng", required=False, help_text="Để trống: chính ông/bà"
    )
    since = DayField(label="Từ ngày", initial=clock.today)
    until = DayField(label="Đến hết ngày")
    stand_in = AppointmentField(label="Người thay")
    words = forms.CharField(label="Lý do", max_length=200, required=False)

    def __init__(self, *args: Any, actor: Appointment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        for name in ("appointment", "stand_in"):
            self.fields[name].among(actor.agency)  # type: ignore[attr-defined]
        if not policy.speaks_for_others(actor):
            del self.fields["appointment"]

    def clean_appointment(self) -> Appointment:
        """Whose absence it is; nobody named means one's own."""
        appointment: Appointment = self.cleaned_data["appointment"] or self.actor
        if not policy.may_take_absence(self.actor, appointment):
            raise forms.ValidationError("Ông/bà chỉ báo vắng cho người của đơn vị mình.")
        return appointment


class TitleForm(forms.Form):
    """A title of the catalogue."""

    name = forms.CharField(label="Chức vụ", max_length=100)
    rank = forms.IntegerField(
        label="Thứ bậc", min_value=0, max_value=1000, initial=100, help_text="Nhỏ đứng trước"
    )


class ImportForm(forms.Form):
    """A table of units and people."""

    file = forms.FileField(
        label="Tệp danh sách",
        help_text="CSV hoặc XLSX, tối đa 10 MB",
        error_messages={"empty": "Tệp này rỗng.", "required": "Xin chọn tệp danh sách."},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > _MAX_UPLOAD:
            raise forms.ValidationError("Tệp lớn hơn 10 MB; xin chia thành nhiều tệp.")
        return file


class SearchForm(forms.Form):
    """Words to search by."""

    q = forms.CharField(label="Tìm", max_length=100, required=False)

    def words(self) -> str:
        """What was typed, or nothing where it can't be searched for."""
        return nfc(self.cleaned_data.get("q", "")) if self.is_valid() else ""
