"""Groups of people kept at hand, to be ticked where people are named."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from congvu.directory.models import Appointment
from congvu.documents.models import QuickGroup
from congvu.documents.queries.shares import quick_groups_of


class GroupsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """The actor's groups, each with how many people are in it."""

    def __init__(self, label: str) -> None:
        super().__init__(
            QuickGroup.objects.none(),
            label=label,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({obj.size} người)"


def offer_groups(form: forms.Form, name: str, actor: Appointment) -> None:
    """Fill the field with the actor's groups; without any it is not shown."""
    groups = quick_groups_of(actor)
    if groups.exists():
        form.fields[name].queryset = groups  # type: ignore[attr-defined]
    else:
        del form.fields[name]


def members_of(groups: Iterable[QuickGroup]) -> list[Appointment]:
    """Those of the groups who are still in post, each once."""
    found: dict[int, Appointment] = {}
    for group in groups:
        found |= {one.pk: one for one in group.members.in_force().whole()}
    return list(found.values())
