"""A condition as a table of rows that are added and taken away by buttons, or as one line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django import forms
from django.http import QueryDict

from congvu.services.definitions import Content
from congvu.services.definitions.conditions import (
    BARE,
    JOINS,
    MOST,
    SIGNS,
    BrokenRows,
    Row,
    Rows,
    data_of_rows,
    offered,
    rows_of,
)
from congvu.services.definitions.expressions import Broken
from congvu.services.definitions.outline import expression_in_words
from congvu.services.definitions.writing import data_of, words_of

_COMPLEX = "Bảng không diễn tả được điều kiện này, nên sửa bằng chữ như trước."


@dataclass(frozen=True)
class Said:
    """What a condition's inputs say: rows, or one line of words where `text` is not `None`."""

    rows: Rows = field(default_factory=Rows)
    text: str | None = None
    note: str = ""
    wrong: Mapping[int, str] = field(default_factory=dict)


def said_of(raw: object, content: Content) -> Said:
    """The condition that is written now."""
    rows = rows_of(raw, content)
    return Said(rows) if rows is not None else Said(text=expression_in_words(raw), note=_COMPLEX)


def read(said: Said, raw: object, content: Content) -> object:
    """What was said, as data; as it is written already (`raw`) where it says the same."""
    if said == said_of(raw, content) or (
        said.text is not None and raw is not None and said.text.strip() == expression_in_words(raw)
    ):
        return raw
    return data_of(said.text) if said.text is not None else data_of_rows(said.rows, content)


def pressed(said: Said, how: str, content: Content) -> Said:
    """The inputs after a button: `them`, `bo-2`, `chu`, `bang`."""
    rows = said.rows.rows
    if how == "them":
        return replace(said, rows=replace(said.rows, rows=(*rows, Row())[:MOST]))
    if how.startswith("bo-"):
        left = tuple(one for place, one in enumerate(rows) if how != f"bo-{place}")
        return replace(said, rows=replace(said.rows, rows=left))
    try:
        if how == "chu":
            data = data_of_rows(said.rows, content)
            return Said(text="" if data is None else words_of(data))
        found = rows_of(data_of(said.text or ""), content)
    except BrokenRows as broken:
        return replace(said, wrong=broken.rows)
    except Broken as broken:
        return replace(said, note=broken.sentence)
    return Said(found) if found is not None else replace(said, note=_COMPLEX)


class ConditionInput(forms.Widget):
    """The inputs of a `Said`: each row a field, a comparison and a value."""

    template_name = "services/keeping/condition.html"
    use_fieldset = True

    def __init__(self, content: Content) -> None:
        super().__init__()
        self.content = content
        self.wrong: Mapping[int, str] = {}

    def value_from_datadict(self, data: Any, _files: Any, name: str) -> Said:
        if isinstance(data.get(name), Said):
            return data[name]  # type: ignore[no-any-return]
        if f"{name}-text" in data:
            return Said(text=data[f"{name}-text"])
        count = data.get(f"{name}-rows", "")
        places = range(min(int(count), MOST) if count.isdecimal() and len(count) < 3 else 0)
        join = data.get(f"{name}-join", "and")
        return Said(Rows(tuple(_row(data, f"{name}-{at}") for at in places), join))

    def value_omitted_from_data(self, _data: Any, _files: Any, _name: str) -> bool:
        return False

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        said = value if isinstance(value, Said) else Said()
        wrong = said.wrong or self.wrong
        fields = [(one.code, f"{one.label} ({one.code})") for one in self.content.fields()]
        rows = [
            {
                "row": row,
                "offered": offered(row, self.content),
                "several": row.sign == "in",
                "bare": row.sign in BARE,
                "chosen": [one.strip() for one in row.value.split(",")],
                "wrong": wrong.get(place, ""),
                "strange": bool(row.field) and row.field not in dict(fields),
            }
            for place, row in enumerate(said.rows.rows)
        ]
        context = super().get_context(name, value, attrs)
        return context | {
            "said": said, "rows": rows, "fields": fields, "signs": SIGNS, "joins": JOINS,
            "full": len(rows) >= MOST,
        }  # fmt: skip


def _row(data: Any, name: str) -> Row:
    values = data.getlist(f"{name}-value") if isinstance(data, QueryDict) else []
    return Row(
        data.get(f"{name}-field", "")[:90],
        data.get(f"{name}-sign", "=")[:6],
        ", ".join(one[:200] for one in values[:40]),
    )


class ConditionField(forms.Field):
    """Gives the `Said`; whoever knows what was written reads it (`read`)."""

    widget: ConditionInput

    def __init__(self, content: Content, **given: Any) -> None:
        super().__init__(widget=ConditionInput(content), required=False, **given)
