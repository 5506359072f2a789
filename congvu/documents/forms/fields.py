"""Fields that several forms share."""

from __future__ import annotations

from typing import Any

from django import forms


class LinesField(forms.CharField):
    """Several lines as a list; empty lines fall away."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.Textarea(attrs={"rows": 3}))
        options.setdefault("required", False)
        options.setdefault("max_length", 10_000)
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> list[str]:
        text = str(super().clean(value) or "")
        return [line.strip() for line in text.splitlines() if line.strip()]


class PinField(forms.CharField):
    """The PIN of a key; never shown again, never kept in the page."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", "Mã PIN khóa ký")
        options.setdefault("max_length", 12)
        options.setdefault(
            "widget",
            forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        )
        super().__init__(**options)
