"""What somebody looks for, as the page asks for it."""

from __future__ import annotations

from typing import Any

from django import forms

from congvu.search.types import Wanted, facets


class SearchForm(forms.Form):
    """The box and what narrows it; everything may stay empty."""

    q = forms.CharField(label="Từ khóa", max_length=300, required=False)
    title = forms.CharField(label="Trích yếu", max_length=200, required=False)
    author = forms.CharField(label="Cơ quan, đơn vị", max_length=200, required=False)
    people = forms.CharField(label="Người ký, người xử lý", max_length=100, required=False)
    since = forms.DateField(label="Ngày văn bản, từ", required=False)
    until = forms.DateField(label="Đến ngày", required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        chosen = {
            facet.name: forms.ChoiceField(
                label=facet.label, required=False, choices=[("", "Tất cả"), *facet.choices]
            )
            for facet in facets()
        }
        self.fields = {"q": self.fields.pop("q"), **chosen, **self.fields}
        self.fields["q"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", "“Đến ngày” phải từ “Từ ngày” trở đi.")
        return cleaned

    def wanted(self) -> Wanted:
        """What was asked for; fields that could not be understood ask nothing."""
        given = self.cleaned_data
        narrowed = {f"{one.name}:{given[one.name]}" for one in facets() if given.get(one.name)}
        return Wanted(
            words=given.get("q", ""),
            title=given.get("title", ""),
            author=given.get("author", ""),
            people=given.get("people", ""),
            facets=frozenset(narrowed),
            since=given.get("since"),
            until=given.get("until"),
        )

    def narrowed(self) -> int:
        """How many fields besides the box are filled."""
        return sum(bool(value) for name, value in self.cleaned_data.items() if name != "q")
