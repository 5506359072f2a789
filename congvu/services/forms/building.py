"""A page of a definition as a Django form: every check is the definition's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.forms import BoundField

from congvu.services.definitions import Content, Field, Kind, Page, Wrong, clean, words
from congvu.services.definitions.answers import InGroup
from congvu.services.forms.widgets import field_of, raw_of
from congvu.services.queries.referring import Referring

_MOST_ROWS = 50
Typed = Mapping[str, list[str]]


@dataclass(frozen=True)
class Block:
    """What a page shows one below another: fields, a repeated group, or a computed value."""

    kind: str
    label: str
    code: str
    fields: list[BoundField] = field(default_factory=list)
    rows: list[list[BoundField]] = field(default_factory=list)
    value: str = ""
    hint: str = ""
    may_add: bool = False


class PageForm(forms.Form):
    """The questions of one page that these answers lead to.

    `typed` is what was typed before, right or wrong; without it the answers are shown, and without
    those what is known of the filer.
    """

    def __init__(
        self,
        content: Content,
        page: Page,
        *,
        answers: Mapping[str, Any],
        referring: Referring,
        typed: Typed | None = None,
        known: Mapping[str, Any] | None = None,
        data: Any = None,
        only: frozenset[str] | None = None,
    ) -> None:
        super().__init__(data=data)
        self.referring = referring
        self.content, self.page, self.known_answers = content, page, answers
        asked = [one for one in page.fields if one.asked(answers)]
        self.asked = [one for one in asked if only is None or one.code in only]
        self.rows: dict[str, int] = {}
        for one in self.asked:
            value = answers.get(one.code)
            if value is None and one.fills_from and known:
                value = known.get(one.fills_from)
            self._add(one, value, typed)

    def _add(self, one: Field, value: Any, typed: Typed | None) -> None:
        if one.kind == Kind.GROUP:
            self._add_group(one, value, typed)
        elif one.kind != Kind.COMPUTED:
            self._put(one, one.code, value, typed)

    def _put(self, one: Field, name: str, value: Any, typed: Typed | None) -> None:
        for inner, made, initial in field_of(one, name, value, self._offered(one)):
            self.fields[inner] = made
            held = (typed or {}).get(inner)
            several = isinstance(made, forms.MultipleChoiceField)
            self.initial[inner] = initial if held is None else held if several else held[-1]

    def _offered(self, one: Field) -> list[tuple[str, str]] | None:
        return self.referring.offered() if one.kind == Kind.REFERENCE else None

    def _add_group(self, one: Field, value: Any, typed: Typed | None) -> None:
        rows = value if isinstance(value, list) else []
        count = len(rows) or (1 if one.required else 0)
        held: Any = self.data if self.is_bound else (typed or {})
        said = held.get(f"{one.code}-rows")
        said = said[-1] if isinstance(said, list) and said else said
        if isinstance(said, str) and said.isdecimal():
            count = int(said)
        self.rows[one.code] = min(count, _MOST_ROWS)
        for place in range(self.rows[one.code]):
            row = rows[place] if place < len(rows) else {}
            for inner in one.fields:
                name = f"{one.code}-{place}-{inner.code}"
                self._put(inner, name, row.get(inner.code), typed)
                for key in self.fields:
                    if key.startswith(name) and one.required is False:
                        self.fields[key].required = False

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for one in self.asked:
            if one.kind == Kind.COMPUTED:
                continue
            if one.kind == Kind.GROUP:
                self._take(one, self._rows_of(one), found)
            elif not self._has_errors(one.code):
                self._take(one, raw_of(one, one.code, self.cleaned_data), found)
        self.answers = found
        return self.cleaned_data

    def _rows_of(self, one: Field) -> list[dict[str, Any]]:
        """The rows in which something was typed, as they stand; empty ones do not count."""
        found = []
        self._places: list[int] = []
        for place in range(self.rows[one.code]):
            row = {
                inner.code: raw_of(inner, f"{one.code}-{place}-{inner.code}", self.cleaned_data)
                for inner in one.fields
            }
            if any(value not in (None, "", [], False) for value in row.values()):
                found.append(row)
                self._places.append(place)
        return found

    def _has_errors(self, code: str) -> bool:
        return any(name == code or name.startswith(f"{code}__") for name in self.errors)

    def _take(self, one: Field, raw: object, found: dict[str, Any]) -> None:
        try:
            found[one.code] = clean(one, raw, self.referring.known)
        except InGroup as inside:
            for key, sentence in inside.wrong.items():
                place, _, code = key.removeprefix("[").partition("].")
                self._refuse(f"{one.code}-{self._places[int(place)]}-{code}", sentence)
        except Wrong as refused:
            self._refuse(one.code, refused.sentence)

    def _refuse(self, name: str, sentence: str) -> None:
        """Beside the field; of an address beside its place, of an empty group above the form."""
        for target in (name, f"{name}__place"):
            if target in self.fields:
                if target not in self.errors:
                    self.add_error(target, sentence)
                return
        label = next((one.label for one in self.asked if one.code == name), name)
        self.add_error(None, f"{label}: {sentence}")

    @property
    def dropped(self) -> list[str]:
        """The page's fields that have no answer now."""
        kept = {code for code, value in self.answers.items() if value not in (None, {}, [])}
        return [one.code for one in self.page.fields if one.code not in kept]

    def blocks(self) -> Iterator[Block]:
        """What the page's template draws, in order."""
        for one in self.asked:
            if one.kind == Kind.COMPUTED:
                value = one.formula.value(self.known_answers) if one.formula else None
                yield Block("computed", one.label, one.code, value=words(one, value))
            elif one.kind == Kind.GROUP:
                yield self._group(one)
            else:
                names = [n for n in self.fields if n == one.code or n.startswith(f"{one.code}__")]
                yield Block("fields", one.label, one.code, [self[name] for name in names])

    def _group(self, one: Field) -> Block:
        rows = []
        for place in range(self.rows[one.code]):
            begin = f"{one.code}-{place}-"
            rows.append([self[name] for name in self.fields if name.startswith(begin)])
        most = one.most or _MOST_ROWS
        return Block(
            "group", one.label, one.code, rows=rows, hint=one.hint, may_add=len(rows) < most
        )


def typed_of(data: Any) -> dict[str, list[str]]:
    """What a form posted, to be kept: texts of a sane length only."""
    return {
        str(key)[:80]: [str(value)[:5000] for value in values[:60]]
        for key, values in list(data.lists())[:1000]
        if key not in {"csrfmiddlewaretoken", "them", "bo", "xong"}
    }


def with_row(typed: dict[str, list[str]], code: str, shown: int) -> dict[str, list[str]]:
    """One more row of the group."""
    return {**typed, f"{code}-rows": [str(min(shown + 1, _MOST_ROWS))]}


def without_row(typed: dict[str, list[str]], code: str, gone: int, shown: int) -> dict[str, Any]:
    """The group without that row; those below move up."""
    found: dict[str, list[str]] = {}
    for key, values in typed.items():
        head, _, rest = key.partition("-")
        place, dash, inner = rest.partition("-")
        if head != code or not dash or not place.isdecimal():
            found[key] = values
        elif int(place) != gone:
            moved = int(place) - (int(place) > gone)
            found[f"{code}-{moved}-{inner}"] = values
    return {**found, f"{code}-rows": [str(max(0, shown - 1))]}
