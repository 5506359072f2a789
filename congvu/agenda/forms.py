"""Registering what takes place."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from congvu.agenda.models import Entry
from congvu.agenda.types import Plan
from congvu.core import clock
from congvu.directory.fields import AppointmentField, AppointmentsField, UnitField
from congvu.directory.forms import DayField
from congvu.directory.models import Agency, Appointment, Role
from congvu.ui.widgets import LongText

_TIME = re.compile(r"(\d{1,2})\s*(?:[:hg.]\s*(\d{1,2})?)?\s*(?:phút)?", re.IGNORECASE)
_USUAL = timedelta(hours=2)


class HourField(forms.CharField):
    """A time of day as people write it: `8`, `8h30`, `08:30`, `14g`."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=10, **options)

    def clean(self, value: Any) -> Any:
        words = str(super().clean(value)).strip()
        if not words:
            return None
        found = _TIME.fullmatch(words)
        hour, minute = (int(found[1]), int(found[2] or 0)) if found else (99, 0)
        if hour > 23 or minute > 59:
            raise forms.ValidationError("Xin ghi giờ, ví dụ 8h30 hoặc 14:00.")
        return time(hour, minute)


class EntryForm(forms.Form):
    """When, what, where, who."""

    what = forms.CharField(label="Nội dung", max_length=500, widget=LongText(500))
    day = DayField(label="Ngày")
    first = HourField(label="Từ giờ", help_text="Ví dụ 8h00, 14:30")
    last = HourField(label="Đến giờ", required=False, help_text="Bỏ trống: hai giờ")
    last_day = DayField(label="Đến hết ngày", required=False, help_text="Bỏ trống: trong ngày")
    place = forms.CharField(label="Địa điểm", max_length=200)
    chair = AppointmentField(label="Chủ trì")
    people = AppointmentsField(label="Thành phần trong cơ quan", required=False)
    guests = forms.CharField(label="Thành phần khác", max_length=500, required=False)
    unit = UnitField(label="Đơn vị chuẩn bị", required=False)
    note = forms.CharField(label="Ghi chú", max_length=300, required=False)
    clash_known = forms.BooleanField(label="Vẫn đăng ký dù trùng giờ", required=False)

    def __init__(self, *args: Any, agency: Agency, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("chair", "people", "unit"):
            field: Any = self.fields[name]
            field.among(agency)
        chair: Any = self.fields["chair"]
        chair.queryset = chair.queryset.filter(role__in=[Role.LEADER, Role.UNIT_HEAD])
        if not self.is_bound:
            self.fields["clash_known"].widget = forms.HiddenInput()

    def ask_about_clash(self) -> None:
        """The box is shown once there is something to confirm."""
        self.fields["clash_known"].widget = forms.CheckboxInput()

    def plan(self) -> Plan:
        """What was typed, as the action takes it."""
        data = self.cleaned_data
        zone = timezone.get_current_timezone()
        starts_at = datetime.combine(data["day"], data["first"], zone)
        day = data["last_day"] or data["day"]
        if data["last"]:
            ends_at = datetime.combine(day, data["last"], zone)
        elif data["last_day"]:
            ends_at = datetime.combine(day, time(17), zone)
        else:
            ends_at = starts_at + _USUAL
        names = ("what", "place", "chair", "people", "guests", "unit", "note")
        return Plan(starts_at, ends_at, **{name: data[name] for name in names})


def known(entry: Entry) -> dict[str, object]:
    """An entry as the form shows it."""
    begin, end = clock.local(entry.starts_at), clock.local(entry.ends_at)
    people: list[Appointment] = list(entry.people.all())
    return {
        "what": entry.what,
        "day": begin.date(),
        "first": f"{begin:%H:%M}",
        "last": f"{end:%H:%M}",
        "last_day": end.date() if end.date() > begin.date() else None,
        "place": entry.place,
        "chair": entry.chair_id,
        "people": [one.pk for one in people],
        "guests": entry.guests,
        "unit": entry.unit_id,
        "note": entry.note,
    }


class CancelForm(forms.Form):
    """Why it does not take place."""

    words = forms.CharField(label="Lý do hoãn", max_length=200, widget=LongText(200))
