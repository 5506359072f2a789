"""What people fill in about their share: longer time, passing back, passing on."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse

from congvu.directory.fields import AppointmentField, AppointmentsField
from congvu.directory.models import Appointment
from congvu.documents.forms.groups import GroupsField, members_of, offer_groups
from congvu.documents.forms.incoming import words_field
from congvu.documents.models import Extension
from congvu.documents.types import Part
from congvu.workdays.fields import DueField


class AskExtensionForm(forms.Form):
    """Until when, and why."""

    until = DueField(label="Xin gia hạn đến")
    words = words_field("Lý do xin gia hạn", required=True, hint="Ít nhất 10 ký tự.")


class GrantForm(forms.Form):
    """The day that was asked for, or another."""

    until = DueField(label="Gia hạn đến")
    words = words_field()

    def __init__(self, *args: Any, asked: Extension, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["until"].initial = asked.wanted_on
        share = asked.assignment
        if share.part == Part.LEAD and share.parent_id is None:
            self.fields["whole"] = forms.BooleanField(
                label="Gia hạn cả văn bản đến ngày này", required=False
            )


class RefuseForm(forms.Form):
    """Why not."""

    words = words_field("Lý do không đồng ý", required=True, hint="Ít nhất 10 ký tự.")


class PassBackForm(forms.Form):
    """Why it is not ours, and perhaps whose it is."""

    words = words_field("Lý do trả lại", required=True, hint="Ít nhất 10 ký tự.")
    instead = AppointmentField(
        label="Đề nghị giao cho",
        required=False,
        help_text="Đơn vị hoặc người mà theo ông/bà có trách nhiệm; người giao việc quyết định.",
    )

    def __init__(self, *args: Any, actor: Appointment, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["instead"]
        field.among(actor.agency)
        field.widget.url = reverse("documents:find_assignees")


class RecallForm(forms.Form):
    """What the issuer's letter of recall says."""

    words = words_field(
        "Nội dung thu hồi",
        required=True,
        hint="Số, ngày văn bản thu hồi và lý do. Sau khi ghi, văn bản không xử lý được nữa.",
    )


class RefuseRecallForm(forms.Form):
    """Why the document stays here."""

    words = words_field(
        "Lý do không đồng ý",
        required=True,
        hint="Nơi gửi đọc được lý do này. Ít nhất 10 ký tự.",
    )


class InformForm(forms.Form):
    """Whom to inform: people, and groups kept at hand."""

    groups = GroupsField("Nhóm chuyển nhanh")
    people = AppointmentsField(
        label="Người nhận",
        required=False,
        help_text="Gõ tên người hoặc tên đơn vị; chọn đơn vị là chọn người đứng đầu đơn vị.",
    )
    words = words_field("Lời nhắn")

    def __init__(self, *args: Any, actor: Appointment, **options: Any) -> None:
        super().__init__(*args, **options)
        people: Any = self.fields["people"]
        people.among(actor.agency)
        people.widget.url = reverse("documents:find_assignees")
        offer_groups(self, "groups", actor)

    def everyone(self) -> list[Appointment]:
        """The people named and those of the groups who are still in post, each once."""
        found = {one.pk: one for one in self.cleaned_data["people"]}
        found |= {one.pk: one for one in members_of(self.cleaned_data.get("groups") or ())}
        return list(found.values())


class QuickGroupForm(forms.Form):
    """A name, and who belongs to it."""

    name = forms.CharField(label="Tên nhóm", max_length=100)
    members = AppointmentsField(label="Thành viên", help_text="Gõ tên người hoặc tên đơn vị.")

    def __init__(self, *args: Any, actor: Appointment, **options: Any) -> None:
        super().__init__(*args, **options)
        members: Any = self.fields["members"]
        members.among(actor.agency)
        members.widget.url = reverse("documents:find_assignees")
