"""What people fill in about documents that came."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.urls import reverse

from congvu.core import clock
from congvu.core.refused import Refused
from congvu.directory.fields import AppointmentField, AppointmentsField, PickSeveral
from congvu.directory.models import Appointment, Role
from congvu.directory.queries import absences_today, away_words, head_of
from congvu.documents.actions.giving import Share, has_lead_of
from congvu.documents.forms.groups import GroupsField, members_of, offer_groups
from congvu.documents.models import Incoming, Register
from congvu.documents.queries.shares import instead_of
from congvu.documents.types import AssignmentState, Part, RegisterKind
from congvu.ui.widgets import LongText
from congvu.workdays.fields import DueField
from congvu.workdays.words import parse_due

LONGEST = 2000
_LEADING = (Role.LEADER, Role.UNIT_HEAD)


def words_field(
    label: str = "Ý kiến", *, required: bool = False, hint: str = ""
) -> forms.CharField:
    """What somebody has to say with what they do."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=LONGEST,
        widget=LongText(LONGEST),
        help_text=hint,
    )


def registers_of(actor: Appointment) -> Any:
    """The open registers of this year for documents that come."""
    return Register.objects.filter(
        agency=actor.agency_id, kind=RegisterKind.INCOMING, year=clock.today().year, open=True
    )


class RegisterField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of the agency's registers; the common one where nothing is chosen."""

    def __init__(self) -> None:
        super().__init__(
            queryset=Register.objects.none(),
            label="Sổ đăng ký",
            required=False,
            empty_label="Sổ chung: Văn bản đến",
        )

    def of(self, actor: Appointment) -> None:
        """Offer the actor's registers beside the common one."""
        self.queryset = registers_of(actor).exclude(name="Văn bản đến")


def anyway_field() -> forms.CharField:
    """Why it is entered although it seems to have come already."""
    return forms.CharField(
        label="Vẫn vào sổ, lý do",
        max_length=300,
        required=False,
        help_text="Lý do được ghi vào diễn biến và nhật ký. Ví dụ: bản gửi bổ sung phụ lục.",
    )


def leader_field(label: str) -> AppointmentField:
    return AppointmentField(label=label)


def offer_leaders(field: Any, actor: Appointment) -> None:
    """Those of the agency who may direct; the head first in mind."""
    field.queryset = (
        Appointment.objects.in_force().whole().filter(agency=actor.agency_id, role__in=_LEADING)
    )
    field.widget.url = f"{reverse('documents:find_leaders')}"


class RegisterForm(forms.Form):
    """Enter shall do: the common register, the head of the agency, no words."""

    to = leader_field("Trình lãnh đạo")
    register = RegisterField()
    words = words_field("Ý kiến của văn thư")

    def __init__(
        self, *args: Any, actor: Appointment, twins: Sequence[Incoming] = (), **options: Any
    ) -> None:
        super().__init__(*args, **options)
        if twins:
            self.fields["anyway"] = anyway_field()
            self.order_fields(["anyway"])
        offer_leaders(self.fields["to"], actor)
        head = head_of(actor.agency)
        self.fields["to"].initial = head
        if head and (away := absences_today([head]).get(head.pk)):
            self.fields["to"].help_text = f"{head.person.name} {away_words(away)}"
        self.fields["register"].of(actor)  # type: ignore[attr-defined]


class ReturnForm(forms.Form):
    """Why it goes back."""

    words = words_field(
        "Lý do trả lại",
        required=True,
        hint="Nơi gửi đọc được lý do này. Ít nhất 10 ký tự.",
    )


class PassForm(forms.Form):
    """To whom it goes instead."""

    to = leader_field("Chuyển đến")
    words = words_field()

    def __init__(self, *args: Any, actor: Appointment, **options: Any) -> None:
        super().__init__(*args, **options)
        offer_leaders(self.fields["to"], actor)


class WordsForm(forms.Form):
    """Words, if one has any."""

    words = words_field()


class ReportForm(forms.Form):
    """How the work stands."""

    words = words_field("Kết quả xử lý", required=True)


class FinishShareForm(forms.Form):
    """What came out of it."""

    words = words_field("Kết quả xử lý", hint="Ghi ngắn gọn kết quả; có thể để trống.")


class Sharing(forms.Form):
    """Who has which part, by when, with which words."""

    words = words_field("Ý kiến chỉ đạo")
    assignees = AppointmentsField(
        label="Giao cho",
        widget=PickSeveral(parts=tuple(Part.choices), lone=Part.LEAD, dues=True),
        help_text="Gõ tên người hoặc tên đơn vị; giao đơn vị là giao người đứng đầu đơn vị. Ai có "
        "hạn riêng thì ghi bên cạnh tên.",
    )
    due = DueField(required=False, label="Hạn xử lý chung")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        widget = self.fields["assignees"].widget
        self.dues: dict[int, date] = {}
        for one in data.get("assignees") or ():
            try:
                if words := widget.due_of(one.pk):
                    self.dues[one.pk] = parse_due(words, field="assignees")
            except Refused as refused:
                self.add_error("assignees", f"{one.person.name}: {refused.sentence}")
        return data

    def shares(self) -> list[Share]:
        """What was chosen, as the action takes it."""
        part_of = self.fields["assignees"].widget.part_of
        return [
            Share(one, part_of(one.pk), self.dues.get(one.pk))
            for one in self.cleaned_data["assignees"]
        ]


class Directing(Sharing):
    """An instruction: anybody of the agency, and whole groups to be informed."""

    groups = GroupsField("Nhóm nhận để biết")

    def __init__(self, *args: Any, actor: Appointment, **options: Any) -> None:
        super().__init__(*args, **options)
        self.actor = actor
        field: Any = self.fields["assignees"]
        field.among(actor.agency)
        field.widget.url = reverse("documents:find_assignees")
        offer_groups(self, "groups", actor)
        self.order_fields(["words", "assignees", "groups"])

    def taking_part(self) -> set[int]:
        """Who has a part in it already."""
        return set()

    def shares(self) -> list[Share]:
        """Who was named, then those of the groups who were not."""
        found = super().shares()
        named = {self.actor.pk, *self.taking_part(), *(one.assignee.pk for one in found)}
        informed = members_of(self.cleaned_data.get("groups") or ())
        return found + [Share(one, Part.INFORMED, None) for one in informed if one.pk not in named]


class DirectForm(Directing):
    """The leader's instruction."""

    def __init__(self, *args: Any, actor: Appointment, document: Incoming, **options: Any) -> None:
        super().__init__(*args, actor=actor, **options)
        self.document = document
        field: Any = self.fields["assignees"]
        self.fields["due"].initial = document.due_on
        proposed = instead_of(document)
        if proposed is not None:
            self.fields["assignees"].initial = [proposed.pk]
        if has_lead_of(document):
            # The lead is given already: whoever is added coordinates.
            field.widget.parts = tuple(Part.choices)[1:]
            field.widget.lone = ""

    def taking_part(self) -> set[int]:
        given = self.document.assignments.exclude(state=AssignmentState.RETURNED)
        return set(given.values_list("assignee", flat=True))


class HandDownForm(Sharing):
    """A head of unit gives it to people of the unit."""

    def __init__(self, *args: Any, actor: Appointment, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["assignees"]
        field.queryset = (
            Appointment.objects.in_force()
            .whole()
            .filter(agency=actor.agency_id, unit=actor.unit_id)
            .exclude(pk=actor.pk)
        )
        field.widget.url = f"{reverse('documents:find_assignees')}?unit={actor.unit_id or 0}"
        field.help_text = "Gõ tên người trong đơn vị."


class KeptTextForm(forms.Form):
    """Words to keep at hand."""

    text = forms.CharField(label="Lời ghi sẵn mới", max_length=300)
