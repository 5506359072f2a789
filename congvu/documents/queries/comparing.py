"""What has changed between two submissions: by field, by paragraph, by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from congvu.documents.doctypes import BY_CODE
from congvu.documents.models import Version
from congvu.documents.rendering import empty_body, text_of
from congvu.documents.types import Urgency

Change = Literal["same", "gone", "new"]
_WORD = re.compile(r"\s+|[^\s]+")
_ALIKE = 0.3


@dataclass(frozen=True)
class Piece:
    """Words that stayed, were taken out, or came in."""

    change: Change
    words: str


@dataclass(frozen=True)
class Field:
    """One field of the document, as paragraphs of pieces; `changed` if any is not the same."""

    label: str
    paragraphs: list[list[Piece]]

    @property
    def changed(self) -> bool:
        return any(piece.change != "same" for line in self.paragraphs for piece in line)


def compare(before: Version, after: Version) -> list[Field]:
    """All fields of both, in the order of the page."""
    old, new = _fields(before), _fields(after)
    return [Field(label, list(_paragraphs(old[label], new[label]))) for label in old]


def _fields(version: Version) -> dict[str, list[str]]:
    given: dict[str, Any] = version.snapshot
    kind = BY_CODE.get(given.get("kind", ""))
    urgency = given.get("urgency", Urgency.NORMAL)
    return {
        "Loại văn bản": [kind.name] if kind else [],
        "Trích yếu": [given["abstract"]] if given.get("abstract") else [],
        "Độ khẩn": [str(Urgency(urgency).label)],
        "Kính gửi": given.get("addressees", []),
        "Căn cứ": given.get("legal_bases", []),
        "Nội dung": _text(version),
        "Người ký": [given["signer"]] if given.get("signer") else [],
        "Nơi nhận": given.get("recipients", []),
        "Hạn xử lý": [given["due_on"]] if given.get("due_on") else [],
    }


def _text(version: Version) -> list[str]:
    """The text of the editor; of an uploaded page, the words that were read in it."""
    text = text_of(version.snapshot.get("body") or empty_body())
    if not text.strip():
        text = version.file.blob.text
    return [line.strip() for line in text.splitlines() if line.strip()]


def _paragraphs(old: Sequence[str], new: Sequence[str]) -> Iterator[list[Piece]]:
    """Paragraphs that stay, and those between: alike ones are compared by their words."""
    for kind, i, j, k, m in SequenceMatcher(None, old, new).get_opcodes():
        if kind == "equal":
            yield from ([Piece("same", line)] for line in old[i:j])
            continue
        pairs = min(j - i, m - k)
        for one, other in zip(old[i : i + pairs], new[k : k + pairs], strict=True):
            yield from _pair(one, other)
        yield from ([Piece("gone", line)] for line in old[i + pairs : j])
        yield from ([Piece("new", line)] for line in new[k + pairs : m])


def _pair(old: str, new: str) -> Iterator[list[Piece]]:
    before, after = _WORD.findall(old), _WORD.findall(new)
    found = SequenceMatcher(None, before, after)
    if found.quick_ratio() < _ALIKE:
        yield [Piece("gone", old)]
        yield [Piece("new", new)]
        return
    line = []
    for kind, i, j, k, m in found.get_opcodes():
        if kind == "equal":
            line.append(Piece("same", "".join(before[i:j])))
            continue
        parts: tuple[tuple[Change, list[str]], ...] = (("gone", before[i:j]), ("new", after[k:m]))
        line += [Piece(change, "".join(words)) for change, words in parts if words]
    yield line
