"""Forms of what is done to several outgoing documents with one PIN."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms

from congvu.directory.fields import AgenciesField
from congvu.directory.models import Agency, Appointment
from congvu.documents.actions.beyond import field_for
from congvu.documents.actions.numbering import usual_register
from congvu.documents.forms.fields import PinField
from congvu.documents.forms.outgoing import keys_beyond, offer_groups_of
from congvu.documents.models import ReceiverGroup, Register
from congvu.documents.types import RegisterKind


class SignManyForm(forms.Form):
    """The PIN alone."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    pin = PinField()

    def __init__(self, *args: Any, actor: Appointment, **options: Any) -> None:  # noqa: ARG002
        super().__init__(*args, **options)

    def given(self) -> dict[str, Any]:
        """What the batch keeps of it."""
        return {}


class IssueManyForm(forms.Form):
    """Register and receivers for all of them, and the seal's PIN."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    register = forms.ModelChoiceField(
        label="Sổ văn bản đi", queryset=Register.objects.none(), empty_label=None
    )
    groups = forms.ModelMultipleChoiceField(
        label="Nhóm nơi nhận",
        queryset=ReceiverGroup.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    agencies = AgenciesField(
        label="Nơi nhận khác",
        required=False,
        help_text="Gửi cho mọi văn bản của lô; nơi nhận đã chọn ở từng văn bản được giữ nguyên.",
    )
    pin = PinField(label="Mã PIN con dấu")

    def __init__(self, *args: Any, actor: Appointment, **options: Any) -> None:
        super().__init__(*args, **options)
        usual = usual_register(actor.agency, RegisterKind.OUTGOING)
        register = self.fields["register"]
        assert isinstance(register, forms.ModelChoiceField)  # noqa: S101 - declared above
        register.queryset = Register.objects.filter(
            agency=actor.agency_id, kind=RegisterKind.OUTGOING, open=True, year=usual.year
        )
        register.initial = usual
        offer_groups_of(self, actor)
        if outside := field_for(None):
            self.fields["beyond"] = outside
            self.order_fields(["key", "register", "groups", "agencies", "beyond", "pin"])

    def given(self) -> dict[str, Any]:
        """What the batch keeps of it."""
        chosen: dict[int, Agency] = {one.pk: one for one in self.cleaned_data["agencies"]}
        for group in self.cleaned_data["groups"]:
            chosen |= {one.pk: one for one in group.members.filter(active=True)}
        return {
            "register": self.cleaned_data["register"],
            "agencies": list(chosen.values()),
            "beyond": keys_beyond(self.cleaned_data),
        }
