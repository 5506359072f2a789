"""From a question to inputs, and from what was typed to the value that is checked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from django import forms

from congvu.services.definitions import Field, Kind
from congvu.services.queries.places import places
from congvu.ui.widgets import LongText, Picker

_FEW = 7
_YES_NO = [("co", "Có"), ("khong", "Không")]
Made = Iterator[tuple[str, forms.Field, Any]]


def _text(_one: Field, **attrs: str) -> forms.Field:
    widget = forms.TextInput(attrs)
    return forms.CharField(widget=widget, strip=True)


_PLAIN: dict[Kind, Callable[[Field], forms.Field]] = {
    Kind.TEXT: _text,
    Kind.LONG_TEXT: lambda one: forms.CharField(widget=LongText(one.longest)),
    Kind.NUMBER: lambda one: _text(one, inputmode="numeric", size="12"),
    Kind.MONEY: lambda one: _text(one, inputmode="numeric", size="18"),
    Kind.PERSON_ID: lambda one: _text(one, inputmode="numeric", size="18"),
    Kind.TAX_CODE: lambda one: _text(one, size="18"),
    Kind.PHONE: lambda one: _text(one, inputmode="tel", autocomplete="tel", size="18"),
    Kind.EMAIL: lambda one: _text(one, inputmode="email", autocomplete="email"),
    Kind.DATE: lambda _one: forms.DateField(),
}


Offered = list[tuple[str, str]] | None


def field_of(one: Field, name: str, value: Any, offered: Offered = None) -> Made:
    """The inputs of a question, each with its name and what it shows at first.

    `offered` are the answered dossiers to choose among, `None` where a code is typed.
    """
    for inner, made, initial in _inputs(one, name, value, offered):
        made.required = one.required
        if not made.label:
            made.label = one.label
            made.help_text = one.hint or made.help_text
        yield inner, made, initial


def _inputs(one: Field, name: str, value: Any, offered: Offered) -> Made:
    if one.kind == Kind.REFERENCE:
        held = value.get("code", "") if isinstance(value, Mapping) else ""
        yield name, _reference(offered), held
    elif one.kind == Kind.ADDRESS:
        yield from _address(one, name, value)
    elif one.kind in {Kind.CHOICE, Kind.CHOICES}:
        yield name, _choice(one), value
    elif one.kind == Kind.YES_NO:
        said = {True: "co", False: "khong"}.get(value, "")
        yield name, forms.ChoiceField(choices=_YES_NO, widget=forms.RadioSelect), said
    elif one.kind == Kind.DATE:
        yield name, _PLAIN[one.kind](one), date.fromisoformat(value) if value else None
    else:
        yield name, _PLAIN[one.kind](one), "" if value is None else str(value)


def _choice(one: Field) -> forms.Field:
    pairs = [(choice.code, choice.label) for choice in one.choices]
    if one.kind == Kind.CHOICES:
        return forms.MultipleChoiceField(choices=pairs, widget=forms.CheckboxSelectMultiple)
    if len(pairs) <= _FEW:
        return forms.ChoiceField(choices=pairs, widget=forms.RadioSelect)
    return forms.ChoiceField(choices=[("", "Chọn…"), *pairs])


def _reference(offered: Offered) -> forms.Field:
    if offered is None:
        return forms.CharField(max_length=40, help_text="Mã hồ sơ ghi trên giấy tiếp nhận.")
    first = "Chọn hồ sơ…" if offered else "Tài khoản chưa có hồ sơ nào đã giải quyết xong"
    return forms.ChoiceField(choices=[("", first), *offered])


def _address(one: Field, name: str, value: Any) -> Made:
    held: Mapping[str, Any] = value if isinstance(value, Mapping) else {}
    chosen = forms.ChoiceField(
        label=f"{one.label}: xã, phường, thị trấn",
        choices=[("", "Chọn xã, phường (hoặc tỉnh khác)"), *places()],
        widget=Picker(),
        help_text=one.hint,
    )
    detail = forms.CharField(
        label=f"{one.label}: số nhà, đường, thôn, tổ dân phố",
        widget=forms.TextInput({"autocomplete": "street-address"}),
    )
    yield f"{name}__place", chosen, held.get("place", "")
    yield f"{name}__detail", detail, held.get("detail", "")


def raw_of(one: Field, name: str, cleaned: Mapping[str, Any]) -> Any:
    """What was typed, as `definitions.clean` wants it."""
    if one.kind == Kind.ADDRESS:
        place, detail = cleaned.get(f"{name}__place"), cleaned.get(f"{name}__detail")
        return {"place": place, "detail": detail} if place or detail else None
    value = cleaned.get(name)
    if one.kind == Kind.YES_NO:
        return {"co": True, "khong": False}.get(str(value))
    return value.isoformat() if isinstance(value, date) else value
