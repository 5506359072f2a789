"""Choosing people and places in forms, by typing; a plain select without scripts.

Every field is bound to what may be chosen when its form is made, for that depends on the day and
on who asks: `AppointmentField()` in the class, `form.fields["x"].among(agency)` in `__init__`.
"""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.db.models import Model, QuerySet
from django.urls import reverse_lazy

from congvu.directory.models import Agency, Appointment, Unit
from congvu.ui.widgets import MultiPicker, Picker

_OFFERED = 300


class _Offering:
    """A picker that offers what is chosen and the first of the rest: the others are searched."""

    choices: Any
    create_option: Any

    def optgroups(
        self, name: str, value: list[Any], attrs: dict[str, Any] | None = None
    ) -> list[tuple[None, list[dict[str, Any]], int]]:
        rows: QuerySet[Model] = self.choices.queryset
        keys = [int(key) for key in value if str(key).isdecimal()]
        first = list(rows[:_OFFERED])
        chosen = list(rows.filter(pk__in=set(keys) - {row.pk for row in first})) if keys else []
        groups: list[tuple[None, list[dict[str, Any]], int]] = []
        empty = not getattr(self, "allow_multiple_selected", False)
        pairs = [("", "")] if empty else []
        pairs += [(str(row.pk), self.choices.field.label_from_instance(row)) for row in chosen]
        pairs += [(str(row.pk), self.choices.field.label_from_instance(row)) for row in first]
        for index, (key, label) in enumerate(pairs):
            picked = key != "" and int(key) in keys
            option = self.create_option(name, key, label, picked, index, attrs=attrs)
            groups.append((None, [option], index))
        return groups


class PickOne(_Offering, Picker):  # type: ignore[misc] # the stubs know no None groups
    """One of many rows."""


class PickSeveral(_Offering, MultiPicker):  # type: ignore[misc] # as above
    """Several of many rows."""


_MESSAGES: dict[str, Any] = {
    "invalid_choice": "Lựa chọn này không còn trong danh sách; xin chọn lại.",
    "required": "Xin chọn một mục.",
}


class AppointmentField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One appointment in force; of one agency where `agency` is given."""

    default_error_messages = _MESSAGES

    def __init__(self, *, agency: Agency | None = None, **options: Any) -> None:
        options.setdefault("widget", PickOne())
        super().__init__(queryset=Appointment.objects.none(), **options)
        self.among(agency)

    def among(self, agency: Agency | None) -> None:
        """Offer the appointments in force today, of the agency or of all."""
        self.queryset = _in_office(agency)
        self.widget.url = _people_url(agency)


class AppointmentsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Several appointments in force, in one agency or all; `parts` as `MultiPicker` has them."""

    default_error_messages = _MESSAGES

    def __init__(
        self,
        *,
        agency: Agency | None = None,
        parts: tuple[tuple[str, str], ...] = (),
        **options: Any,
    ) -> None:
        options.setdefault("widget", PickSeveral(parts=parts))
        super().__init__(queryset=Appointment.objects.none(), **options)
        self.among(agency)

    def among(self, agency: Agency | None) -> None:
        """Offer the appointments in force today, of the agency or of all."""
        self.queryset = _in_office(agency)
        self.widget.url = _people_url(agency)


class AgencyField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One active agency."""

    default_error_messages = _MESSAGES

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", PickOne(url=_lazily("directory:find_agencies")))
        super().__init__(queryset=Agency.objects.filter(active=True), **options)


class AgenciesField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Several active agencies."""

    default_error_messages = _MESSAGES

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", PickSeveral(url=_lazily("directory:find_agencies")))
        super().__init__(queryset=Agency.objects.filter(active=True), **options)


class UnitField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One active unit of an agency; none may be chosen until `among` names it."""

    default_error_messages = _MESSAGES

    def __init__(self, *, agency: Agency | None = None, **options: Any) -> None:
        options.setdefault("widget", PickOne())
        super().__init__(queryset=Unit.objects.none(), **options)
        self.among(agency)

    def among(self, agency: Agency | None) -> None:
        """Offer the agency's active units."""
        if agency is not None:
            self.queryset = Unit.objects.filter(agency=agency, active=True)


def _in_office(agency: Agency | None) -> QuerySet[Appointment]:
    rows = Appointment.objects.in_force().whole()
    return rows.filter(agency=agency) if agency else rows


def _lazily(name: str) -> str:
    """Fields are made before the addresses are known."""
    return cast("str", reverse_lazy(name))


def _people_url(agency: Agency | None) -> str:
    url = _lazily("directory:find_people")
    return f"{url}?agency={agency.pk}" if agency else url
