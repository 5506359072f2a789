"""From the plain text of a script to a document's body: articles, headings, tables, dates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from congvu.core import clock
from congvu.documents.models import Incoming
from congvu.workdays.queries import add_working_days

_ARTICLE = re.compile(r"^(Điều \d+\.)(.*)$")
_DAYS = re.compile(r"\{\+(\d+)\}")
_HEADING = re.compile(r"^(?:[IVX]+|[A-Z])\. ")


def filled(text: str, answered: Incoming | None = None) -> str:
    """`{+5}` is the fifth working day from now, `{answered}` the document that this one answers."""
    today = clock.today()
    text = _DAYS.sub(lambda found: f"{add_working_days(today, int(found[1])):%d/%m/%Y}", text)
    if answered is not None:
        named = f"{answered.code} ngày {answered.dated_on:%d/%m/%Y} của {answered.issuer_name}"
        text = text.replace("{answered}", named)
    return text.replace("{year}", str(today.year))


def body_of(text: str) -> dict[str, Any]:
    """One paragraph a line; `| a | b |` lines are a table with its head, `Điều 1.` is bold."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return {"type": "doc", "content": list(_nodes(lines))}


def _nodes(lines: list[str]) -> Iterator[dict[str, Any]]:
    for in_table, group in groupby(lines, key=lambda line: line.startswith("|")):
        if in_table:
            yield {"type": "table", "content": [_row(*one) for one in enumerate(group)]}
        else:
            yield from map(_paragraph, group)


def _row(index: int, line: str) -> dict[str, Any]:
    kind = "tableCell" if index else "tableHeader"
    cells = [cell.strip() for cell in line.strip("|").split("|")]
    return {
        "type": "tableRow",
        "content": [{"type": kind, "content": [_paragraph(cell)]} for cell in cells],
    }


def _paragraph(line: str) -> dict[str, Any]:
    article = _ARTICLE.match(line)
    if article:
        return {"type": "paragraph", "content": [_bold(article[1]), _plain(article[2])]}
    runs = [_bold(line) if _HEADING.match(line) else _plain(line)]
    return {"type": "paragraph", "content": runs}


def _plain(text: str) -> dict[str, Any]:
    return {"type": "text", "text": text}


def _bold(text: str) -> dict[str, Any]:
    return _plain(text) | {"marks": [{"type": "bold"}]}
