"""Fields and tags: `Độ mật: Mật`, `<DoMat>Mật</DoMat>`, `[MẬT] Kế hoạch`, `ke_hoach_MAT.docx`."""

from __future__ import annotations

import re

from congvu.secrecy.lettering import flat, is_capital
from congvu.secrecy.stamps import level_of
from congvu.secrecy.types import Level

_S = r"\s{0,3}"
_LEVEL = (
    rf"(?P<level>t{_S}u{_S}y{_S}e{_S}t{_S}m{_S}a{_S}t|t{_S}o{_S}i{_S}m{_S}a{_S}t|m{_S}a{_S}t)"
    r"(?![^\W_])"
)
_LABEL = (
    r"(?<![a-z])(?:"
    rf"(?:muc|cap){_S}(?:do)?{_S}(?:bao)?{_S}mat|do{_S}(?:bao)?{_S}mat|che do (?:bao )?mat"
    rf"|dau{_S}(?:chi)?{_S}(?:muc)?{_S}(?:do)?{_S}mat"
    r"|phan loai(?: (?:bao )?mat| tai lieu| thong tin)?"
    r"|loai van ban|secrecy(?: ?level)?|security(?: ?(?:level|class(?:ification)?))?"
    r"|(?:security ?)?classification|confidentiality|sensitivity"
    rf")(?:{_S}(?:cua )?(?:van{_S}ban|tai{_S}lieu|ho{_S}so))?"
)
_SEPARATOR = r"[\s\"')\]]{0,4}(?:[:=\t|>→]|\s[-–—]\s|[.…]{3,60}|\s{3})[\s\"'“(\[<:=.…|*-]{0,40}"
_FIELD = re.compile(_LABEL + _SEPARATOR + _LEVEL)
_LABEL_AT_END = re.compile(_LABEL + r"\s*[:=]?\s*$")
_TICKED = re.compile(rf"(?:[☒☑✓✔🗹]|\[\s?[x×]\s?\]|\(\s?[x×]\s?\))\s{{0,3}}{_LEVEL}")
_ANOTHER = re.compile(r"tuyet\s?mat|toi\s?mat|(?<![a-z])mat(?![a-z])|thuong(?! khan)")
_GOES_ON = re.compile(r"\s*(?:ban so|so\b|do khan|muc do|khan\b|thuong khan|hoa toc|ngay\b)")


def in_field(line: str, *, after: str) -> Level | None:
    """The level that a field of the line holds; a label at its end takes the line after it."""
    text = flat(line)
    if _LABEL_AT_END.search(text):
        text = f"{text.rstrip(' :=')}:\t{flat(after)}"
    for found in _FIELD.finditer(text):
        if _ends_there(text[found.end() : found.end() + 60]):
            return level_of(found["level"])
    ticked = _TICKED.search(text)
    return level_of(ticked["level"]) if ticked else None


def _ends_there(rest: str) -> bool:
    """Whether the value is the level alone: no other word, no list of the levels."""
    value = re.split(r"[;\t<}\n]", rest, maxsplit=1)[0]
    if _GOES_ON.match(value):
        return True
    return not re.match(r"\s*[^\W\d_]", value) and not _ANOTHER.search(value[:40])


_MAT = r"M\s?[ẬÂA]\s?T"
_TAG = rf"(?P<tag>T\s?U\s?Y\s?[ỆÊE]\s?T[\s_]?{_MAT}|T\s?[ỐÔO]\s?I[\s_]?{_MAT}|{_MAT})"
_OPEN, _CLOSE = r"[\[({<«【〔]\s*", r"\s*[\])}>»】〕]"
_ENDING = r"(?P<file>\.[A-Za-z0-9]{2,5})"
_BRACKETED = re.compile(
    rf"(?P<lead>^\W*)?{_OPEN}{_TAG}{_CLOSE}(?P<tail>\W*{_ENDING}?\W*$)?", re.IGNORECASE
)
_PREFIX = re.compile(rf"^\W*{_TAG}(?P<mark>\s*[-–—_:|/]+\s*|\.\s+)(?=\w).*?{_ENDING}?\W*$")
_SUFFIX = re.compile(rf"\w\W*?(?P<mark>[-–—_|]\s*|\s){_TAG}\s*{_ENDING}?\W*$")
_FILE = re.compile(rf"^\W*{_TAG}[\s.](?=.*{_ENDING}\s*$)")


def in_tag(line: str) -> Level | None:
    """The level with which a title or a file's name is labelled, before or after it."""
    if len(line) > 250:
        return None
    return _bracketed(line) or _prefixed(line) or _suffixed(line)


def _bracketed(line: str) -> Level | None:
    for found in _BRACKETED.finditer(line):
        tag = found["tag"]
        at_edge = found["lead"] is not None or (
            found["tail"] is not None and len(line.split()) <= 20
        )
        square = line[found.start("tag") - 1] in "[{【"
        if at_edge and (is_capital(tag) or (square and tag[0].isupper() and not tag.isascii())):
            return level_of(tag)
    return None


def _prefixed(line: str) -> Level | None:
    found = _PREFIX.match(line) or _FILE.match(line)
    if not found:
        return None
    sure = not found["tag"].isascii() or len(found["tag"]) > 4 or "_" in found.group(0)
    return level_of(found["tag"]) if sure or found["file"] else None


def _suffixed(line: str) -> Level | None:
    found = _SUFFIX.search(line)
    if not found or (is_capital(line[: found.start("tag")]) and not found["mark"].strip()):
        return None
    if found["file"]:
        return level_of(found["tag"])
    if not found["mark"].strip():
        return None
    sure = not found["tag"].isascii() or len(found["tag"]) > 4 or "_" in found["mark"]
    return level_of(found["tag"]) if sure else None
