"""Answers as people read them: the check-your-answers page, the declaration, the desk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from congvu.core.money import thousands
from congvu.services.definitions.expressions import Answers
from congvu.services.definitions.shape import Content, Field, Kind, Page


@dataclass(frozen=True)
class Line:
    """A question and its answer; `code` is the field's, `rows` the lines of a group's rows."""

    code: str
    label: str
    value: str
    rows: tuple[tuple[Line, ...], ...] = ()


@dataclass(frozen=True)
class Part:
    """A page of the form with its answers."""

    page: Page
    lines: tuple[Line, ...]

    @property
    def answered(self) -> bool:
        """Whether anything of it was answered: a heading alone says nothing."""
        return any(one.value or one.rows for one in self.lines)


def shown(content: Content, answers: Answers) -> list[Part]:
    """Every page and field that these answers lead through, in order."""
    return [
        Part(page, tuple(_line(one, answers) for one in page.fields if one.asked(answers)))
        for page in content.asked_pages(answers)
    ]


def _line(field: Field, answers: Answers) -> Line:
    value = answers.get(field.code)
    if field.kind == Kind.GROUP:
        rows = value if isinstance(value, list) else []
        inner = tuple(tuple(_line(one, row) for one in field.fields) for row in rows)
        return Line(field.code, field.label, "" if rows else "không có", inner)
    return Line(field.code, field.label, words(field, value))


def words(field: Field, value: object) -> str:
    """One answer in words; empty where there is none."""
    if value is None or value in ("", [], {}):
        return ""
    write = _WRITERS.get(field.kind)
    return write(field, value) if write else str(value)


def _choices(field: Field, value: object) -> str:
    chosen = value if isinstance(value, list) else []
    return "; ".join(field.label_of(one) for one in chosen)


def _told(_field: Field, value: object) -> str:
    return str(value.get("text", "")) if isinstance(value, Mapping) else ""


def _number(_field: Field, value: object) -> str:
    return thousands(value) if isinstance(value, int) else str(value)


_WRITERS: dict[Kind, Callable[[Field, object], str]] = {
    Kind.DATE: lambda _, value: f"{date.fromisoformat(str(value)):%d/%m/%Y}",
    Kind.YES_NO: lambda _, value: "Có" if value else "Không",
    Kind.CHOICE: lambda field, value: field.label_of(value),
    Kind.CHOICES: _choices,
    Kind.ADDRESS: _told,
    Kind.REFERENCE: _told,
    Kind.MONEY: lambda field, value: f"{_number(field, value)} đồng",
    Kind.COMPUTED: _number,
}
