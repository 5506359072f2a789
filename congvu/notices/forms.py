"""How letters are wanted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from congvu.notices.kinds import kinds
from congvu.notices.models import Delivery

_DEFAULT = ("", "Mặc định: tin khẩn gửi ngay, tin khác gộp gửi mỗi sáng")


class PreferencesForm(forms.Form):
    """One choice a kind of notice; a field is named `kind_<name>`."""

    def __init__(self, data: Any = None, *, chosen: Mapping[str, str]) -> None:
        super().__init__(data)
        for name, label in kinds():
            self.fields[f"kind_{name}"] = forms.ChoiceField(
                label=label,
                choices=[_DEFAULT, *Delivery.choices],
                initial=chosen.get(name, ""),
                required=False,
            )

    def deliveries(self) -> dict[str, str]:
        """The choices as kind → delivery, the empty one for the default."""
        return {name.removeprefix("kind_"): value for name, value in self.cleaned_data.items()}
