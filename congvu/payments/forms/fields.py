"""Amounts as people type them."""

from __future__ import annotations

import re
from typing import Any

from django import forms

_THOUSANDS = re.compile(r"\d{1,3}([. ]\d{3})+|\d{1,15}")


class MoneyField(forms.IntegerField):
    """Whole đồng: `250000`, `250.000` or `250 000`."""

    widget = forms.TextInput(attrs={"inputmode": "numeric"})

    def to_python(self, value: Any) -> int | None:
        """The amount; anything else is said beside the field."""
        text = str(value or "").strip().removesuffix("đồng").removesuffix("đ").strip()
        if not text:
            return None
        if not _THOUSANDS.fullmatch(text):
            raise forms.ValidationError("Ông/bà viết số tiền bằng chữ số, ví dụ 250.000.")
        return int(re.sub(r"[. ]", "", text))
