"""Small words to write bodies and contents with."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from congvu.documents.doctypes import BY_CODE
from congvu.documents.rendering import (
    Body,
    DocumentContent,
    SigningForm,
    body_from_text,
    signing_block,
)

SIGNED = signing_block(
    SigningForm.DEPUTY,
    collective="Ủy ban nhân dân",
    head="Chủ tịch",
    title="Phó Chủ tịch",
    name="Trần Văn Tuấn",
)


def t(text: str, *marks: str) -> Body:
    return {"type": "text", "text": text, "marks": [{"type": mark} for mark in marks]}


def p(*parts: str | Body, **attrs: Any) -> Body:
    content = [t(part) if isinstance(part, str) else part for part in parts]
    return {"type": "paragraph", "attrs": attrs, "content": content}


def item(*content: Body) -> Body:
    return {"type": "listItem", "content": list(content)}


def numbers(*items: Body, **attrs: Any) -> Body:
    return {"type": "orderedList", "attrs": attrs, "content": list(items)}


def dashes(*items: Body) -> Body:
    return {"type": "bulletList", "content": list(items)}


def cell(text: str, *, kind: str = "tableCell", **attrs: Any) -> Body:
    return {"type": kind, "attrs": attrs, "content": [p(text)]}


def row(*cells: Body) -> Body:
    return {"type": "tableRow", "content": list(cells)}


def table(*rows: Body) -> Body:
    return {"type": "table", "content": list(rows)}


def doc(*content: Body) -> Body:
    return {"type": "doc", "content": list(content)}


def letter(**changes: Any) -> DocumentContent:
    """A short letter of the province's committee, changed as asked."""
    content = DocumentContent(
        kind=BY_CODE["letter"],
        agency="ỦY BAN NHÂN DÂN\nTỈNH QUẢNG NAM",
        notation="UBND-KGVX",
        place="Quảng Nam",
        year=2020,
        abstract="tăng cường ứng dụng CNTT, làm việc qua mạng",
        addressees=("Các Sở, Ban, ngành;", "UBND các huyện, thị xã, thành phố."),
        body=body_from_text("Nội dung của văn bản. " * 20),
        signing=SIGNED,
        recipients=("Như trên;", "TTTU, HĐND, UBND tỉnh"),
        archive="VT, KGVX.",
    )
    return replace(content, **changes)
