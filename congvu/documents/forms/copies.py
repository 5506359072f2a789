"""What a clerk fills in to make a copy."""

from __future__ import annotations

from typing import Any

from django import forms

from congvu.directory.fields import AppointmentField
from congvu.directory.queries import head_of
from congvu.documents.actions.copying import OF_COPY, Wanted
from congvu.documents.doctypes import COPY_CHOICES
from congvu.documents.forms.fields import PinField
from congvu.documents.forms.outgoing import leaders_of
from congvu.documents.models import Incoming, Outgoing
from congvu.ui.widgets import LongText


class CopyForm(forms.Form):
    """Form of copy, pages of an extract, by whose decision, and the seal's PIN."""

    kind = forms.ChoiceField(label="Hình thức sao", widget=forms.RadioSelect)
    pages = forms.CharField(
        label="Các trang trích sao",
        required=False,
        max_length=100,
        help_text="Chỉ dùng khi trích sao. Ví dụ: 1-2, 5.",
    )
    decided_by = AppointmentField(label="Người quyết định việc sao")
    purpose = forms.CharField(
        label="Mục đích sao, nơi nhận bản sao",
        required=False,
        max_length=300,
        widget=LongText(300),
    )
    pin = PinField(label="Mã PIN con dấu")

    def __init__(self, *args: Any, source: Outgoing | Incoming, **options: Any) -> None:
        super().__init__(*args, **options)
        own = isinstance(source, Outgoing)
        kind, decider = self.fields["kind"], self.fields["decided_by"]
        assert isinstance(kind, forms.ChoiceField)  # noqa: S101 - declared above
        assert isinstance(decider, AppointmentField)  # noqa: S101 - declared above
        kind.choices = [one for one in COPY_CHOICES if not (own and one[0] == OF_COPY)]
        kind.initial = kind.choices[0][0]
        decider.among(source.agency)
        decider.queryset = leaders_of(source.agency)
        decider.initial = head_of(source.agency)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("kind") == "extract" and not data.get("pages"):
            self.add_error("pages", "Xin ghi các trang cần trích sao, ví dụ: 1-2, 5.")
        return data

    def wanted(self) -> Wanted:
        """The fields as the action takes them."""
        given = self.cleaned_data
        pages = given["pages"] if given["kind"] == "extract" else ""
        return Wanted(given["kind"], given["decided_by"], pages=pages, purpose=given["purpose"])
