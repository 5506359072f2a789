"""The form of one part of a version, made of its declaration (`definitions/parts.py`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import MISSING
from typing import Any, cast

from django import forms
from django.http import QueryDict

from congvu.services.definitions import Content, Problem
from congvu.services.definitions.conditions import BrokenRows
from congvu.services.definitions.editing import key_of, own, own_mark
from congvu.services.definitions.expressions import Broken
from congvu.services.definitions.outline import expression_in_words
from congvu.services.definitions.parts import PartKind, Typed, Value
from congvu.services.definitions.writing import data_of
from congvu.services.forms import conditions
from congvu.ui.widgets import LongText

_BASE = "dau_ban"
_BUTTON = "dieu_kien"


class PartForm(forms.Form):
    """One field for each value of the part; `values()` is what it says, as data."""

    def __init__(
        self,
        data: Any = None,
        *,
        kind: PartKind,
        part: object,
        content: Content,
        typed: Mapping[str, Any] | None = None,
    ) -> None:
        """`typed` is shown as it is, judged by nothing yet."""
        self.kind, self.known, self.content = kind, own(kind, part), content
        begun = {one.key: self._begun(one) for one in kind.values}
        base = own_mark(kind, part) if part is not None else ""
        super().__init__(data, initial={**begun, _BASE: base, **(typed or {})})
        for one in kind.values:
            self.fields[one.key] = _field(kind, one, content, self.known)
        hidden = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
        self.fields[_BASE] = hidden

    def _begun(self, one: Value) -> Any:
        raw = self.known.get(one.key)
        if one.typed == Typed.CONDITION:
            return conditions.said_of(raw, self.content)
        return _shown(self.kind, one, raw)

    def pressed(self) -> PartForm | None:
        """The same inputs after a button of a condition; nothing where none was pressed."""
        key, _, how = str(self.data.get(_BUTTON, "")).partition(":")
        if not isinstance(self.fields.get(key), conditions.ConditionField):
            return None
        typed = {
            name: field.widget.value_from_datadict(self.data, {}, name)
            for name, field in self.fields.items()
        }
        typed[key] = conditions.pressed(typed[key], how, self.content)
        again = PartForm(kind=self.kind, part=None, content=self.content, typed=typed)
        again.known = self.known
        return again

    @property
    def base(self) -> str:
        return str(self.cleaned_data.get(_BASE, ""))

    def begin_anew(self, part: object) -> None:
        """From now on it stands on the part as it is; what was typed stays."""
        sent = cast("QueryDict", self.data).copy()
        sent[_BASE] = own_mark(self.kind, part) if part is not None else ""
        self.data = sent

    def clean(self) -> dict[str, Any]:
        """Texts to data; what cannot be read gives its error beside its field."""
        cleaned = super().clean() or {}
        self.found: dict[str, Any] = {}
        for one in self.kind.values:
            if one.key in self.errors:
                continue
            try:
                value = self._read(one, cleaned.get(one.key))
            except Broken as broken:
                self.add_error(one.key, broken.sentence)
                if isinstance(broken, BrokenRows):
                    self.fields[one.key].widget.wrong = broken.rows
                continue
            if value is not None:
                self.found[one.key] = value
        return cleaned

    def _read(self, one: Value, given: Any) -> Any:
        if one.typed == Typed.FLAG:
            said = one.key in self.known or bool(given) != self.kind.default(one.key)
            return bool(given) if said else None
        if one.typed == Typed.CONDITION:
            return conditions.read(given, self.known.get(one.key), self.content)
        if one.typed == Typed.WORDS:
            raw = self.known.get(one.key)
            kept = raw is not None and str(given).strip() == expression_in_words(raw)
            return raw if kept else data_of(str(given or ""))
        if one.typed == Typed.LINES:
            return _lines(given) or None
        if one.typed == Typed.OPTIONS:
            return [_option(line) for line in _lines(given)] or None
        unsaid = one.key not in self.known and given == self.kind.default(one.key)
        return None if unsaid or given in (None, "", []) else given

    def values(self) -> Mapping[str, Any]:
        return self.found

    def say(self, problems: Iterable[Problem], path: str) -> None:
        """Put the problems of the part's own values beside their fields."""
        for one in problems:
            if key := key_of(self.kind, one.path, path):
                self.add_error(key, one.sentence)


def _lines(given: Any) -> list[str]:
    return [line.strip() for line in str(given or "").splitlines() if line.strip()]


def _option(line: str) -> dict[str, str]:
    code, _, label = line.partition("|")
    return {"code": code.strip(), "label": label.strip()}


def _shown(kind: PartKind, one: Value, raw: Any) -> Any:
    """The value as it is typed."""
    if raw is None:
        default = kind.default(one.key)
        return None if default is MISSING or one.typed == Typed.WORDS else default or None
    if one.typed == Typed.WORDS:
        return expression_in_words(raw)
    rows = raw if isinstance(raw, list) else [raw]
    if one.typed == Typed.LINES:
        return "\n".join(str(row) for row in rows)
    if one.typed == Typed.OPTIONS:
        options = [row for row in rows if isinstance(row, Mapping)]
        return "\n".join(f"{row.get('code', '')} | {row.get('label', '')}" for row in options)
    return raw


def _choices(one: Value, content: Content, known: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What may be chosen; what is written now stays among it, though it be nothing known."""
    found = list(one.choices(content)) if one.choices else []
    raw = known.get(one.key)
    strange = [row for row in (raw if isinstance(raw, list) else [raw]) if row is not None]
    codes = {code for code, _ in found}
    return [*found, *((str(row), f"{row} (không có)") for row in strange if str(row) not in codes)]


def _field(kind: PartKind, one: Value, content: Content, known: Mapping[str, Any]) -> forms.Field:
    choices = _choices(one, content, known)
    given: dict[str, Any] = {
        "label": one.label,
        "help_text": one.hint,
        "required": kind.needs(one.key),
    }
    match one.typed:
        case Typed.CONDITION:
            return conditions.ConditionField(content, label=one.label, help_text=one.hint)
        case Typed.FLAG:
            return forms.BooleanField(label=one.label, help_text=one.hint, required=False)
        case Typed.NUMBER:
            return forms.IntegerField(**given, min_value=-(10**12), max_value=10**12)
        case Typed.ONE:
            return forms.ChoiceField(**given, choices=choices)
        case Typed.SOME:
            many = forms.CheckboxSelectMultiple
            return forms.MultipleChoiceField(**given, choices=choices, widget=many)
        case Typed.LONG:
            return forms.CharField(**given, max_length=2000, widget=LongText(2000))
        case Typed.LINES | Typed.OPTIONS:
            return forms.CharField(**given, max_length=20_000, widget=forms.Textarea)
        case _:
            return forms.CharField(**given, max_length=2000)
