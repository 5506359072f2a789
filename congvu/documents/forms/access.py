"""Whom to let see a document."""

from __future__ import annotations

from typing import Any

from django import forms

from congvu.directory.fields import AppointmentsField
from congvu.directory.models import Appointment
from congvu.ui.widgets import LongText


class SightForm(forms.Form):
    """People of the agency, and why."""

    to = AppointmentsField(label="Cho những người này xem")
    words = forms.CharField(label="Lý do", max_length=500, required=False, widget=LongText(500))

    def __init__(self, *args: Any, actor: Appointment, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["to"]
        field.among(actor.agency)
