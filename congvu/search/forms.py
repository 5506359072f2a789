"""What somebody looks for, as the page asks for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from congvu.core import clock
from congvu.search.types import Facet, Found, Wanted, facets, sources


@dataclass(frozen=True)
class Column:
    """One column of the results as a table; `width` in characters, for the exported sheet."""

    name: str
    label: str
    width: int
    value: Callable[[Found], str | date | None]


COLUMNS = (
    Column("code", "Số, ký hiệu", 22, lambda one: one.code or "Chưa có số"),
    Column("dated_on", "Ngày văn bản", 14, lambda one: one.dated_on),
    Column("title", "Trích yếu", 70, lambda one: one.title),
    Column("author", "Cơ quan, đơn vị", 36, lambda one: one.author),
    Column("state", "Trạng thái", 24, lambda one: one.state),
    Column("moment", "Ngày đến, phát hành", 18, lambda one: clock.local(one.moment).date()),
    Column("way", "Đến hay đi", 14, lambda one: one.source.label),
)


def _choices_of(facet: Facet) -> list[tuple[str, str]]:
    """Put together when they are drawn or chosen from, which is seldom."""
    return [("", "Tất cả"), *facet.choices]


class SearchForm(forms.Form):
    """The box and what narrows it; everything may stay empty."""

    q = forms.CharField(label="Từ khóa", max_length=300, required=False)
    title = forms.CharField(label="Trích yếu", max_length=200, required=False)
    author = forms.CharField(label="Cơ quan, đơn vị", max_length=200, required=False)
    people = forms.CharField(label="Người ký, người xử lý", max_length=100, required=False)
    since = forms.DateField(label="Ngày văn bản, từ", required=False)
    until = forms.DateField(label="Đến ngày", required=False)
    view = forms.ChoiceField(
        label="Xem kết quả", required=False, choices=[("", "Danh sách"), ("table", "Bảng")]
    )
    columns_shown = forms.MultipleChoiceField(
        label="Cột của bảng",
        required=False,
        choices=[(column.name, column.label) for column in COLUMNS],
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        chosen = {
            facet.name: forms.ChoiceField(
                label=facet.label, required=False, choices=partial(_choices_of, facet)
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

    def drawn(self) -> SafeString:
        """The fields besides the box; mostly none is filled, and then they look as always."""
        if any(self.data.get(name) for name in self.fields if name != "q"):
            return _drawn(self)
        return _unfilled(tuple(sources()))

    def columns(self) -> list[Column]:
        """Those that were chosen, or all."""
        chosen = self.cleaned_data.get("columns_shown")
        return [column for column in COLUMNS if not chosen or column.name in chosen]

    def narrowed(self) -> int:
        """How many fields besides the box are filled."""
        return sum(bool(value) for name, value in self.cleaned_data.items() if name != "q")


def _drawn(form: SearchForm) -> SafeString:
    return SafeString(render_to_string("search/fields.html", {"form": form}).strip())


@lru_cache(maxsize=2)
def _unfilled(_ways: tuple[str, ...]) -> SafeString:
    return _drawn(SearchForm({}))
