"""The body of a document as the editor keeps it: ProseMirror JSON of a small, closed vocabulary.

A body comes from a browser and is not believed: `check` is the only way in.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from congvu.core.refused import Refused
from congvu.core.text import nfc

Body = dict[str, Any]

MAX_BYTES = 500_000
MAX_DEPTH = 24
MAX_TEXT = 100_000
MAX_NODES = 40_000
MAX_CELLS = 20
ALIGNMENTS = frozenset({"left", "center", "right", "justify"})
MARKS = frozenset({"bold", "italic", "underline"})
WIDTHS = frozenset({25, 50, 75, 100})

_CELLS = frozenset({"tableCell", "tableHeader"})
_FLOW = frozenset(
    {"paragraph", "heading", "orderedList", "bulletList", "table", "image", "pageBreak"}
)
_CONTENT: dict[str, frozenset[str]] = {
    "doc": _FLOW,
    "paragraph": frozenset({"text", "hardBreak"}),
    "heading": frozenset({"text", "hardBreak"}),
    "orderedList": frozenset({"listItem"}),
    "bulletList": frozenset({"listItem"}),
    "listItem": _FLOW - {"pageBreak"},
    "table": frozenset({"tableRow"}),
    "tableRow": _CELLS,
    "tableCell": _FLOW - {"pageBreak", "table"},
    "tableHeader": _FLOW - {"pageBreak", "table"},
    "image": frozenset(),
    "pageBreak": frozenset(),
    "hardBreak": frozenset(),
    "text": frozenset(),
}


def _refuse(sentence: str) -> Refused:
    return Refused(sentence, field="body")


def clean(text: str) -> str:
    """Text as it is kept and printed: composed, without control and invisible steering characters.

    Marks that turn the direction of writing could make a page read differently from its text.
    """
    kept = (c for c in text.replace("\t", " ") if unicodedata.category(c) not in {"Cc", "Cf", "Cs"})
    return nfc("".join(kept))


def empty_body() -> Body:
    """A body with one empty paragraph."""
    return {"type": "doc", "content": [{"type": "paragraph"}]}


def body_from_text(text: str) -> Body:
    """One paragraph for each line that is not blank, as a browser without scripts sends it."""
    lines = [clean(line).strip() for line in text.splitlines()]
    found = [
        {"type": "paragraph", "content": [{"type": "text", "text": line}]} for line in lines if line
    ]
    return {"type": "doc", "content": found} if found else empty_body()


def parse_body(value: str) -> Body:
    """The editor's hidden field (JSON), or what was typed into the plain text box; checked.

    Raises `Refused` with field `body`.
    """
    if len(value.encode("utf-8", "replace")) > MAX_BYTES:
        raise _refuse(_TOO_LONG)
    if not value.lstrip().startswith('{"type":'):
        return check(body_from_text(value))
    try:
        found = json.loads(value)
    except (ValueError, RecursionError):
        raise _refuse(_BROKEN) from None
    return check(found)


_TOO_LONG = (
    "Nội dung văn bản dài quá mức cho phép (500 KB); đề nghị ông/bà tách phần dài thành phụ lục "
    "hoặc tệp đính kèm."
)
_BROKEN = "Nội dung văn bản gửi lên không đúng cấu trúc; đề nghị ông/bà lưu lại."


@dataclass
class _Count:
    nodes: int = 0


def check(body: object) -> Body:
    """A clean copy of the body that holds only what the template prints.

    Raises `Refused` (field `body`) for unknown nodes, wrong nesting and too much of anything.
    """
    checked = _node(body, frozenset({"doc"}), 0, _Count())
    if len(json.dumps(checked, ensure_ascii=False).encode()) > MAX_BYTES:
        raise _refuse(_TOO_LONG)
    content = checked.get("content", [])
    while content and content[-1] in ({"type": "paragraph"}, {"type": "pageBreak"}):
        content.pop()  # the editor keeps a place to write at the end
    return checked if content else empty_body()


def _node(node: object, allowed: frozenset[str], depth: int, count: _Count) -> Body:
    count.nodes += 1
    if depth > MAX_DEPTH:
        raise _refuse(
            "Nội dung văn bản lồng quá nhiều cấp; đề nghị ông/bà bớt cấp danh sách hoặc bảng."
        )
    if count.nodes > MAX_NODES:
        raise _refuse(_TOO_LONG)
    kind = node.get("type") if isinstance(node, dict) else None
    if not isinstance(node, dict) or not isinstance(kind, str) or kind not in allowed:
        raise _refuse(
            f"Nội dung văn bản có thành phần không dùng được trong văn bản hành chính "
            f"(“{str(kind)[:40]}”); đề nghị ông/bà xóa hoặc dán lại dưới dạng chữ."
        )
    if kind == "text":
        return {"type": kind, **_text(node)}
    attrs = _attributes(kind, node.get("attrs"))
    content = [_node(child, _CONTENT[kind], depth + 1, count) for child in _children(kind, node)]
    content = [child for child in content if child.get("text", "-")]
    return {
        "type": kind,
        **({"attrs": attrs} if attrs else {}),
        **({"content": content} if content else {}),
    }


def _children(kind: str, node: Body) -> list[object]:
    children = node.get("content") or []
    if not isinstance(children, list):
        raise _refuse(_BROKEN)
    if kind == "tableRow" and len(children) > MAX_CELLS:
        raise _refuse(f"Bảng có quá nhiều cột; tối đa {MAX_CELLS} cột.")
    return children


def _text(node: Body) -> Body:
    text = node.get("text")
    if not isinstance(text, str):
        raise _refuse(_BROKEN)
    if len(text) > MAX_TEXT:
        raise _refuse("Một đoạn văn dài quá mức cho phép; đề nghị ông/bà tách thành nhiều đoạn.")
    marks = node.get("marks")
    given = marks if isinstance(marks, list) else []
    names = [mark.get("type") for mark in given if isinstance(mark, dict)]
    kept = [{"type": name} for name in sorted(MARKS) if name in names]
    return {"text": clean(text), **({"marks": kept} if kept else {})}


def _whole(value: object, low: int, high: int, default: int) -> int:
    whole = value if isinstance(value, int) and not isinstance(value, bool) else default
    return min(max(whole, low), high)


def _attributes(kind: str, given: object) -> Body:
    attrs: Body = given if isinstance(given, dict) else {}
    if kind in {"paragraph", "heading"}:
        return _paragraph(kind, attrs)
    if kind == "orderedList":
        style = {"type": attrs["type"]} if attrs.get("type") in ("1", "a") else {}
        return {"start": _whole(attrs.get("start"), 1, 999, 1), **style}
    if kind in _CELLS:
        return _cell(attrs)
    if kind == "image":
        return _image(attrs)
    return {}


def _paragraph(kind: str, attrs: Body) -> Body:
    kept: Body = {"level": _whole(attrs.get("level"), 1, 3, 3)} if kind == "heading" else {}
    if attrs.get("textAlign") in tuple(ALIGNMENTS):
        kept["textAlign"] = attrs["textAlign"]
    indent = _whole(attrs.get("indent"), 0, 6, 0)
    if indent:
        kept["indent"] = indent
    return kept


def _cell(attrs: Body) -> Body:
    kept: Body = {
        "colspan": _whole(attrs.get("colspan"), 1, MAX_CELLS, 1),
        "rowspan": _whole(attrs.get("rowspan"), 1, 500, 1),
    }
    widths = attrs.get("colwidth")
    if isinstance(widths, list) and all(isinstance(w, int) and 0 < w < 5000 for w in widths):
        kept["colwidth"] = widths
    return kept


def _image(attrs: Body) -> Body:
    file = attrs.get("file")
    if not isinstance(file, int) or isinstance(file, bool) or file < 1:
        raise _refuse("Ảnh trong văn bản chưa được tải lên; đề nghị ông/bà chèn lại ảnh.")
    width = attrs.get("width")
    alt = attrs.get("alt")
    return {
        "file": file,
        "alt": clean(alt)[:500] if isinstance(alt, str) else "",
        "width": width if width in tuple(WIDTHS) else 100,
    }


def walk(node: Body) -> Iterator[Body]:
    """The node and everything below it, in reading order."""
    yield node
    for child in node.get("content", []):
        yield from walk(child)


def images_of(body: Body) -> list[int]:
    """The ids of the files that the body shows, each once."""
    found = [node["attrs"]["file"] for node in walk(body) if node["type"] == "image"]
    return list(dict.fromkeys(found))


def is_empty(body: Body) -> bool:
    """Whether nothing would be printed."""
    return not any(node["type"] in {"text", "image"} for node in walk(body))
