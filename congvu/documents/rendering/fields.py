"""The content as the template's plain JSON: cleaned strings, marks at line ends taken off."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from congvu.core.refused import Refused
from congvu.documents.rendering.blocks import Block, blocks_of
from congvu.documents.rendering.body import Body, check, clean
from congvu.documents.rendering.content import DocumentContent
from congvu.documents.rendering.images import Picture

_MAX_FIELD = 10_000
_MAX_LINES = 1_000
_END = re.compile(r"[\s;.,]+$")
_LONG_WORD = re.compile(r"([^\s/-]{45})(?=[^\s/-])")
_LONG_WORD_IN_COLUMN = re.compile(r"([^\s/-]{24})(?=[^\s/-])")
# Neither are slashes, dashes and hard spaces a place to end a line where nothing else stands.
_ENDLESS = re.compile(r"([^ \n\u200b]{200})(?=[^ \n\u200b])")
# Nobody sees how many there are, and typst stumbles over tens of thousands.
_HARD_SPACES = re.compile(
    r"([\u00a0\u2000-\u200a\u202f\u205f\u3000]{40})[\u00a0\u2000-\u200a\u202f\u205f\u3000]+"
)
_CODE = re.compile(r"(\d{1,5}/[\w/-]{1,30})")
_DASH = re.compile(r"^\s*[-–+•]\s+")

Pictures = Mapping[int, Picture]


def fields_of(content: DocumentContent, pictures: Pictures) -> dict[str, object]:
    """What `document.typ` reads; raises `Refused` for a field or body beyond its limits."""
    return {
        "title": _title(content),
        "author": _one_line(content.agency),
        "year": content.year,
        "letter": not content.kind.titled,
        "name": content.kind.name,
        "resolving": content.kind.resolving,
        "salutation": content.kind.salutation_words,
        "parent": _text(content.parent_agency),
        "agency": _text(content.agency),
        "notation": _one_line(content.notation),
        "place": _one_line(content.place),
        "abstract": _runs(_one_line(content.abstract, field="abstract")),
        "urgency": content.urgency.value,
        "circulation": content.circulation.value,
        "addressees": _lines(content.addressees, field="addressees"),
        "authority": _text(content.authority),
        "bases": [_runs(line) for line in _lines(content.legal_bases, field="legal_bases")],
        "body": _blocks(content.body, pictures),
        "signing": {
            "lines": [_one_line(line) for line in content.signing.lines],
            "name": _one_line(content.signing.name),
        },
        "recipients": _lines(content.recipients, field="recipients"),
        "archive": _END.sub("", _one_line(content.archive)),
        "drafter": _one_line(content.drafter),
        "contact": [_one_line(line) for line in content.contact],
        "annexes": [
            {
                "label": _one_line(annex.label),
                "title": _one_line(annex.title),
                "body": _blocks(annex.body, pictures),
            }
            for annex in content.annexes
        ],
    }


def _title(content: DocumentContent) -> str:
    abstract = _one_line(content.abstract, field="abstract")
    words = f"{content.kind.name} {abstract}" if abstract else content.kind.name
    return f"{words} - {_one_line(content.agency)}"


def _text(value: str, *, field: str = "") -> str:
    if len(value) > _MAX_FIELD:
        raise Refused(
            f"Nội dung dài quá mức cho phép ({_MAX_FIELD:,} ký tự)".replace(",", ".") + ".",
            field=field,
        )
    text = "\n".join(clean(line).strip() for line in value.strip().splitlines())
    return _breakable(text, _LONG_WORD_IN_COLUMN)


def _breakable(text: str, long_word: re.Pattern[str]) -> str:
    """With places where a word that is wider than the page may end its line, and not run off it."""
    text = _HARD_SPACES.sub("\\1", text)
    return _ENDLESS.sub("\\1\u200b", long_word.sub("\\1\u200b", text))


def _one_line(value: str, *, field: str = "") -> str:
    return _text(value, field=field).replace("\n", " ")


def _lines(values: tuple[str, ...], *, field: str) -> list[str]:
    if len(values) > _MAX_LINES:
        raise Refused(f"Có quá nhiều dòng; tối đa {_MAX_LINES} dòng.", field=field)
    lines = [_END.sub("", _DASH.sub("", _one_line(value, field=field))) for value in values]
    return [line for line in lines if line]


def _blocks(body: Body, pictures: Pictures) -> list[Block]:
    blocks = blocks_of(check(body))
    _finish(blocks, pictures)
    return blocks


def _runs(text: str) -> list[Block]:
    return list(_pieces({"text": text, "bold": False, "italic": False, "underline": False}))


def _pieces(run: Block) -> Iterator[Block]:
    """The run cut so that a number with its notation, or a date in figures, stays on one line."""
    for position, piece in enumerate(_CODE.split(run["text"])):
        if piece:
            whole = position % 2 == 1
            yield run | {"text": piece if whole else _breakable(piece, _LONG_WORD), "whole": whole}


def _finish(blocks: list[Block], pictures: Pictures) -> None:
    """Give every image the name under which its file lies, and overlong words their breaks."""
    for block in blocks:
        if "runs" in block:
            block["runs"] = [piece for run in block["runs"] for piece in _pieces(run)]
        if block["kind"] == "image":
            block["path"] = pictures[block["file"]].name
        for row in block.get("rows", []):
            for cell in row:
                _finish(cell["blocks"], pictures)
