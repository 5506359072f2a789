"""Due dates in forms, as people say them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.urls import reverse

from congvu.core.refused import Refused
from congvu.workdays.words import EXAMPLES, parse_due


class DueInput(forms.TextInput):
    """A text field that shows below it, as one types, which day the words mean."""

    template_name = "workdays/due_input.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["meaning_url"] = reverse("workdays:meaning")
        return context


class DueField(forms.CharField):
    """`3 ngày`, `thứ sáu`, `15/12/2026` → the working day; nothing where it is not required."""

    widget = DueInput

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", "Hạn xử lý")
        options.setdefault("help_text", f"Ví dụ: {EXAMPLES}.")
        options.setdefault("max_length", 40)
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%d/%m/%Y}" if isinstance(value, date) else value

    def clean(self, value: Any) -> date | None:
        words = super().clean(value)
        if not words:
            return None
        try:
            return parse_due(words)
        except Refused as refused:
            raise forms.ValidationError(refused.sentence, code="due") from refused
