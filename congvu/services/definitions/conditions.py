"""Conditions as rows of a table: field, comparison, value, joined by all or any.

The same trees as in `expressions`, as far as rows can show them; what they cannot is written as
words (`writing`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from congvu.services.definitions import expressions
from congvu.services.definitions.expressions import Broken, Expression
from congvu.services.definitions.shape import Content, Field, Kind

SIGNS = (
    ("=", "là"), ("!=", "không là"), ("in", "là một trong"), ("has", "có chọn"),
    ("<", "nhỏ hơn, trước"), ("<=", "nhiều nhất, đến"), (">", "lớn hơn, sau"),
    (">=", "ít nhất, từ"), ("filled", "có điền"), ("empty", "không điền"),
)  # fmt: skip
JOINS = (("and", "mọi dòng đều đúng"), ("or", "ít nhất một dòng đúng"))
BARE = frozenset({"filled", "empty"})
MOST = 20
_ORDER = frozenset({"<", "<=", ">", ">="})
_SAME = frozenset({"=", "!="})
_NUMBERS = frozenset({Kind.NUMBER, Kind.MONEY, Kind.COMPUTED})
_FITTING = {
    Kind.CHOICE: _SAME | {"in"}, Kind.CHOICES: frozenset({"has"}), Kind.YES_NO: _SAME,
    Kind.DATE: _SAME | _ORDER, Kind.GROUP: frozenset(), Kind.ADDRESS: frozenset(),
    **dict.fromkeys(_NUMBERS, _SAME | _ORDER),
}  # fmt: skip
YES_NO = (("co", "Có"), ("khong", "Không"))


@dataclass(frozen=True)
class Row:
    """One line; `value` as it is typed, several joined by commas."""

    field: str = ""
    sign: str = "="
    value: str = ""


@dataclass(frozen=True)
class Rows:
    """The lines of a condition and how they are joined."""

    rows: tuple[Row, ...] = ()
    join: str = "and"


class BrokenRows(Broken):
    """Some rows say nothing; `rows` has the sentence of each by its place."""

    def __init__(self, rows: dict[int, str]) -> None:
        super().__init__("Còn dòng điều kiện chưa đúng, xem ở từng dòng.")
        self.rows = rows


def rows_of(data: object, content: Content) -> Rows | None:
    """The data as rows; `None` where rows cannot say exactly the same."""
    try:
        found = expressions.read(data)
        if found is None:
            return Rows()
        joined = found.name in {"and", "or"}
        parts = found.parts if joined else (found,)
        rows = Rows(tuple(_row(one) for one in parts), found.name if joined else "and")
        same = expressions.read(data_of_rows(rows, content)) == found
    except (Broken, ValueError):
        return None
    return rows if same else None


def _row(part: object) -> Row:
    """Raises `ValueError` where it is more than a comparison of one field with a value."""
    match part:
        case Expression("not", (Expression("filled", (Expression("field", (code,)),)),)):
            return Row(str(code), "empty")
        case Expression("filled", (Expression("field", (code,)),)):
            return Row(str(code), "filled")
        case Expression("in", (Expression("field", (code,)), tuple(among))):
            return Row(str(code), "in", ", ".join(str(one) for one in among))
        case Expression("in", (str(value), Expression("field", (code,)))):
            return Row(str(code), "has", value)
        case Expression(sign, (Expression("field", (code,)), value)) if sign in _SAME | _ORDER:
            return Row(str(code), sign, _typed(value))
    raise ValueError


def _typed(value: object) -> str:
    if isinstance(value, bool):
        return "co" if value else "khong"
    if isinstance(value, Expression) or value is None:
        raise ValueError
    try:
        return f"{date.fromisoformat(str(value)):%d/%m/%Y}"
    except ValueError:
        return str(value)


def data_of_rows(rows: Rows, content: Content) -> object:
    """The data that the rows mean; `None` for none. Raises `BrokenRows`."""
    parts, wrong = [], dict[int, str]()
    for place, row in enumerate(rows.rows):
        try:
            parts.append(_data(row, content))
        except Broken as broken:
            wrong[place] = broken.sentence
    if wrong:
        raise BrokenRows(wrong)
    if len(parts) > 1:
        return {rows.join if rows.join == "or" else "and": parts}
    return parts[0] if parts else None


def _data(row: Row, content: Content) -> object:
    field = content.field(row.field)
    if field is None:
        raise Broken("Chọn mục." if not row.field else f"Không có mục “{row.field}”.")
    asked = {"field": field.code}
    if row.sign in BARE:
        filled = {"filled": [asked]}
        return filled if row.sign == "filled" else {"not": filled}
    if row.sign not in _FITTING.get(field.kind, _SAME):
        raise Broken(f"“{field.label}” không so sánh như vậy được; chọn cách so sánh khác.")
    if not row.value.strip():
        raise Broken("Chọn hoặc gõ giá trị để so sánh.")
    read = _READ.get(field.kind, _text)
    if row.sign == "in":
        return {"in": [asked, [read(field, one.strip()) for one in row.value.split(",")]]}
    value = read(field, row.value.strip())
    return {"in": [value, asked]} if row.sign == "has" else {row.sign: [asked, value]}


def _text(_field: Field, text: str) -> str:
    return text


def _choice(field: Field, text: str) -> str:
    """A choice by its code or its label."""
    for one in field.choices:
        if text in {one.code, one.label}:
            return one.code
    raise Broken(f"“{field.label}” không có lựa chọn “{text}”.")


def _number(field: Field, text: str) -> int:
    if not re.fullmatch(r"\d{1,15}|\d{1,3}(\.\d{3}){1,4}", text):
        raise Broken(f"“{field.label}” so sánh với một số nguyên.")
    return int(text.replace(".", ""))


def _yes_no(field: Field, text: str) -> bool:
    known = {code: code == "co" for code, _ in YES_NO}
    if text not in known:
        raise Broken(f"“{field.label}” là Có hoặc Không.")
    return known[text]


def _day(field: Field, text: str) -> str:
    try:
        return datetime.strptime(text, "%d/%m/%Y").date().isoformat()  # noqa: DTZ007 - a day
    except ValueError:
        raise Broken(f"“{field.label}” so sánh với một ngày, ví dụ 31/12/2020.") from None


_READ: dict[Kind, Callable[[Field, str], Any]] = {
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choice,
    Kind.YES_NO: _yes_no,
    Kind.DATE: _day,
    **dict.fromkeys(_NUMBERS, _number),
}


def offered(row: Row, content: Content) -> tuple[tuple[str, str], ...]:
    """The values to choose from, with their labels; none where one types."""
    field = content.field(row.field)
    if field is None or row.sign in BARE:
        return ()
    if field.kind == Kind.YES_NO:
        return YES_NO
    return tuple((one.code, one.label) for one in field.choices)
