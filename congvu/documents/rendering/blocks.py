"""From the body to what the template prints: lists become numbered paragraphs, tables a grid.

Administrative documents number their clauses 1. → a) → - and do not hang the lines that follow
(Annex I, II.5), so a list is a row of paragraphs that begin with their number.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from congvu.core.refused import Refused
from congvu.documents.rendering.body import MAX_CELLS, Body, walk

Block = dict[str, Any]


@dataclass(frozen=True)
class _Depth:
    """How many lists of each sort stand around the present place."""

    numbered: int = 0
    dashed: int = 0

    def inside(self, kind: str) -> _Depth:
        if kind == "bulletList":
            return _Depth(self.numbered, self.dashed + 1)
        return _Depth(self.numbered + 1, self.dashed)


_NARROWEST, _WIDEST = 4, 40
POINTS = "abcdđeghiklmnopqrstuvxy"
"""The letters of points (điểm), in the order in which Vietnamese law uses them."""


def blocks_of(body: Body) -> list[Block]:
    """The body (checked) as blocks of kind `par`, `heading`, `table`, `image` or `break`."""
    return list(_flow(body.get("content", []), depth=_Depth()))


def point_letter(number: int) -> str:
    """1 → a, 5 → đ, 23 → y, 24 → aa."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, len(POINTS))
        letters = POINTS[rest] + letters
    return letters


def _flow(nodes: list[Body], *, depth: _Depth) -> Iterator[Block]:
    for node in nodes:
        kind = node["type"]
        attrs = node.get("attrs", {})
        if kind in {"orderedList", "bulletList"}:
            yield from _list(node, depth=depth)
        elif kind == "table":
            yield _table(node)
        elif kind == "image":
            yield {"kind": "image", **attrs}
        elif kind == "pageBreak":
            yield {"kind": "break"}
        else:
            yield _paragraph(node)


def _paragraph(node: Body, label: str = "") -> Block:
    attrs = node.get("attrs", {})
    return {
        "kind": "heading" if node["type"] == "heading" else "par",
        "level": attrs.get("level", 0),
        "align": attrs.get("textAlign", ""),
        "indent": attrs.get("indent", 0),
        "runs": ([_run(f"{label} ")] if label else []) + _runs(node),
    }


def _run(text: str, marks: frozenset[str] = frozenset()) -> Block:
    return {
        "text": text,
        "bold": "bold" in marks,
        "italic": "italic" in marks,
        "underline": "underline" in marks,
    }


def _runs(node: Body) -> list[Block]:
    return [
        {"text": "\n"}
        if child["type"] == "hardBreak"
        else _run(child["text"], frozenset(mark["type"] for mark in child.get("marks", [])))
        for child in node.get("content", [])
    ]


def _label(node: Body, position: int, depth: _Depth) -> str:
    if node["type"] == "bulletList":
        return "-" if depth.dashed == 0 else "+"
    attrs = node.get("attrs", {})
    number = attrs.get("start", 1) + position
    style = attrs.get("type") or ("1" if depth.numbered == 0 else "a")
    return f"{number}." if style == "1" else f"{point_letter(number)})"


def _list(node: Body, *, depth: _Depth) -> Iterator[Block]:
    for position, item in enumerate(node.get("content", [])):
        label = _label(node, position, depth)
        children = item.get("content", [])
        if not children or children[0]["type"] != "paragraph":
            children = [{"type": "paragraph"}, *children]
        yield _paragraph(children[0], label)
        yield from _flow(children[1:], depth=depth.inside(node["type"]))


def _table(node: Body) -> Block:
    rows = [row.get("content", []) for row in node.get("content", [])]
    columns, fits = _measure(rows)
    if not fits:
        raise Refused(
            "Bảng trong văn bản có ô gộp không khớp với số hàng, số cột; đề nghị ông/bà tách ô "
            "rồi gộp lại.",
            field="body",
        )
    head = 0
    while head < len(rows) and all(cell["type"] == "tableHeader" for cell in rows[head]):
        head += 1
    return {
        "kind": "table",
        "widths": _widths(rows, columns),
        "head": head if head < len(rows) else 0,
        "rows": [[_cell(cell) for cell in row] for row in rows],
    }


def _span(cell: Body, name: str) -> int:
    return int(cell.get("attrs", {}).get(name, 1))


def _measure(rows: list[list[Body]]) -> tuple[int, bool]:
    """The number of columns, and whether every place of the grid is covered exactly once."""
    taken: set[tuple[int, int]] = set()
    for y, row in enumerate(rows):
        x = 0
        for cell in row:
            while (y, x) in taken:
                x += 1
            if y + _span(cell, "rowspan") > len(rows) or x + _span(cell, "colspan") > MAX_CELLS:
                return 0, False
            spots = {
                (y + down, x + right)
                for down in range(_span(cell, "rowspan"))
                for right in range(_span(cell, "colspan"))
            }
            if spots & taken:
                return 0, False
            taken |= spots
    columns = max((x for _, x in taken), default=-1) + 1
    return columns, len(taken) == columns * len(rows) and columns > 0


def _widths(rows: list[list[Body]], columns: int) -> list[int]:
    """How the columns share the width: as somebody has drawn them, or by what stands in them."""
    for row in rows:
        widths = [w for cell in row for w in cell.get("attrs", {}).get("colwidth", [])]
        if len(widths) == columns:
            return widths
    return _needs(rows, columns)


def _needs(rows: list[list[Body]], columns: int) -> list[int]:
    """For each column the letters of its longest cell, within bounds."""
    needs = [_NARROWEST] * columns
    taken: set[tuple[int, int]] = set()
    for y, row in enumerate(rows):
        x = 0
        for cell in row:
            while (y, x) in taken:
                x += 1
            across = _span(cell, "colspan")
            down = range(y, y + _span(cell, "rowspan"))
            taken |= {(below, x + right) for below in down for right in range(across)}
            if across == 1:
                needs[x] = max(needs[x], _need(cell))
            x += across
    return needs


def _need(cell: Body) -> int:
    text = " ".join(node["text"] for node in walk(cell) if node["type"] == "text")
    word = max((len(word) for word in text.split()), default=0)
    return max(min(len(text), _WIDEST), min(word + 1, _WIDEST))


def _cell(cell: Body) -> Block:
    return {
        "head": cell["type"] == "tableHeader",
        "colspan": _span(cell, "colspan"),
        "rowspan": _span(cell, "rowspan"),
        "blocks": list(_flow(cell.get("content", []), depth=_Depth())),
    }
