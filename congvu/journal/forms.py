"""What an administrator looks for in the journal."""

from __future__ import annotations

from typing import Any

from django import forms

from congvu.directory.models import Agency
from congvu.journal.queries import Filter


class FilterForm(forms.Form):
    """The filters above the journal; all of them optional."""

    agency = forms.ChoiceField(label="Cơ quan", required=False)
    person = forms.CharField(label="Người thực hiện", max_length=50, required=False)
    action = forms.ChoiceField(label="Hành động", required=False)
    since = forms.DateField(label="Từ ngày", required=False)
    until = forms.DateField(label="Đến ngày", required=False)

    def __init__(
        self, data: Any, *, agencies: list[Agency], actions: list[tuple[str, str]]
    ) -> None:
        super().__init__(data)
        self.fields["action"].choices = [("", "Tất cả"), *actions]  # type: ignore[attr-defined]
        if len(agencies) > 1:
            self.fields["agency"].choices = [(a.pk, a.name) for a in agencies]  # type: ignore[attr-defined]
        else:
            del self.fields["agency"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", "“Đến ngày” phải từ “Từ ngày” trở đi.")
        return cleaned

    def wanted(self) -> Filter:
        """What was asked for; fields that could not be understood ask nothing."""
        given = self.cleaned_data if self.is_bound else {}
        return Filter(
            person=given.get("person", ""),
            action=given.get("action", ""),
            since=given.get("since"),
            until=given.get("until"),
        )
