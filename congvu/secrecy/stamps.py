"""Stamps: a level of secrecy that stands alone on a line or in a cell of a table."""

from __future__ import annotations

import re
from dataclasses import dataclass

from congvu.secrecy.lettering import bare, is_capital, is_small, letters
from congvu.secrecy.types import Level

# The ways of spelling each syllable: right, or with a mark lost on the way.
_SPELT = {
    "tuyet": {"tuyệt", "tuyêt", "tuyẹt", "tuyet"},
    "toi": {"tối", "tôi", "tói", "toi"},
    "mat": {"mật", "mât", "mạt", "mat"},
}
_LEVELS = (
    (Level.TOP_SECRET, ("tuyet", "mat")),
    (Level.SECRET, ("toi", "mat")),
    (Level.CONFIDENTIAL, ("mat",)),
)
# What a reader of scanned pages takes the letters of a stamp for.
_M, _A, _T = r"(?:m|rn|nn|iv|ivi|in)", r"[a4@]", r"[t7]"
_SCANNED = (
    (
        Level.TOP_SECRET,
        re.compile(rf"[t7il1f]?[uvo0][yvj][ec6f][t7il1]?{_M}[a4@o][t7l1f]"),
    ),
    (Level.SECRET, re.compile(rf"{_T}[o0cq][il1j]{_M}{_A}{_T}")),
    (Level.CONFIDENTIAL, re.compile(rf"{_M}{_A}{_T}")),
)
_URGENCY = re.compile(
    r"(?i)\b(?:h(?:ỏa|oả|oa) t(?:ố|o)c(?: h(?:ẹ|e)n gi(?:ờ|o))?|(?:th(?:ượ|uo)ng )?kh(?:ẩ|a)n)\b"
)
_COPY = re.compile(
    r"(?i)\b(?:b[ảa]n\s*(?:s[ốo])?|s[ốo](?:\s*b[ảa]n)?)\s*[:.]?\s*(?:[\d/]+|[.…]+|$)"
)
_COVER = re.compile(
    r"^\W*(?:TÀI LIỆU|TAI LIEU|HỒ SƠ|HO SO|VĂN BẢN|VAN BAN|CÔNG VĂN|CONG VAN|DẤU|LOẠI)\s+"
)
_LISTED = re.compile(r"^\s*(?:\d+[.)]|[ivx]+[.)])\s", re.IGNORECASE)
_UNTICKED = re.compile(r"^\s*(?:[☐□○◯❏❑]|\[\s*\]|\(\s*\))")
_FRAMED = re.compile(r"^\s*[\[({<*=#|«“\"'~_/\\-].*[\])}>*=#|»”\"'~_/\\-]\s*$")
_CELLS = re.compile(r"\t|\s{3,}|[|¦│║┃]")

# "bí⏎mật", "bảo⏎mật": a word that was broken at the end of the line before.
_BEFORE = {"bí", "bi", "bảo", "bao", "cơ", "cẩn", "thân", "độ", "túi", "ống", "sỏi", "đường"}
_BEFORE |= {"chứa", "bản", "liệu", "dung"}
_AFTER = {"khẩu", "ong", "gấu"}


@dataclass(frozen=True)
class Candidate:
    """A level standing alone: whether in capitals, and whether as an item of a list."""

    level: Level
    capital: bool
    listed: bool


def in_line(line: str, *, before: str, after: str, scanned: bool) -> list[Candidate]:
    """The stamps of a line; `before` and `after` are its neighbours, empty where there are none."""
    if _broken(line, before, after):
        return []
    whole = _alone(line, before=before, after=after, scanned=scanned)
    if whole:
        return [whole]
    cells = [cell for cell in _CELLS.split(line) if cell.strip()]
    if len(cells) < 2:
        return []
    return [found for cell in cells if (found := _in_cell(cell, scanned=scanned))]


def _broken(line: str, before: str, after: str) -> bool:
    """Whether the line only holds the half of a word that goes over the end of a line."""
    last, first = (before.split() or [""])[-1], (after.split() or [""])[0]
    if is_capital(line) and not is_capital(last or first):
        return False
    return last.lower() in _BEFORE or first.lower().strip(".,;") in _AFTER


def _in_cell(cell: str, *, scanned: bool) -> Candidate | None:
    """In a table a name may be `Mật`; only capitals, or the two longer levels, are stamps."""
    found = _alone(cell, before="", after="", scanned=scanned)
    if found and (found.capital or found.level is not Level.CONFIDENTIAL):
        return found
    return None


def _alone(text: str, *, before: str, after: str, scanned: bool) -> Candidate | None:
    if len(text) > 120 or _UNTICKED.match(text):
        return None
    core = _COVER.sub("", _COPY.sub("", _URGENCY.sub("", text)))
    found = level_of(core)
    if found is None:
        return _scanned(core) if scanned else None
    listed = bool(_LISTED.match(text))
    candidate = Candidate(found, is_capital(core), listed)
    return candidate if _stands(candidate, core, text, near=before + after) else None


def _stands(candidate: Candidate, core: str, text: str, *, near: str) -> bool:
    """Whether letters of this case, here, are a stamp and not a word or a name."""
    single = candidate.level is Level.CONFIDENTIAL
    plain = letters(core).isascii()
    if candidate.capital:
        return not (single and (candidate.listed or (plain and re.search(r"\d", core))))
    if is_small(core):
        loose = not near.strip() and text.strip()[-1] not in ".,;:"
        return bool(_FRAMED.match(text)) if single else (loose or bool(_FRAMED.match(text)))
    if single and (plain or candidate.listed or text.lstrip()[0] in "-+*•●–"):
        return bool(_FRAMED.match(text)) and not plain
    return True


def level_of(text: str) -> Level | None:
    """The level that the letters of the text spell, once or again and again, and nothing else."""
    low = letters(text).lower()
    if not 3 <= len(low) <= 96 or low[0] not in "tm":
        return None
    plain = bare(low)
    for level, syllables in _LEVELS:
        word = "".join(syllables)
        if plain == word * (len(low) // len(word)) and _is_spelt(low, syllables):
            return level
    return None


def _is_spelt(low: str, syllables: tuple[str, ...]) -> bool:
    place = 0
    while place < len(low):
        for syllable in syllables:
            if low[place : place + len(syllable)] not in _SPELT[syllable]:
                return False
            place += len(syllable)
    return True


def _scanned(text: str) -> Candidate | None:
    """A stamp as a reader of scanned pages may have spelt it: capitals, near enough."""
    words = text.split()
    while words and len(bare(words[0])) < 2 and len(words) > 1 and len(words[0]) < 3:
        words.pop(0)
    while words and len(bare(words[-1])) < 2 and len(words) > 1 and len(words[-1]) < 3:
        words.pop()
    core = "".join(c for c in "".join(words) if c.isalnum() or c == "@")
    found = letters(core)
    if len(core) > 12 or 2 * sum(c.isupper() for c in found) <= len(found):
        return None
    low = bare_with_digits(core)
    return next(
        (Candidate(level, capital=True, listed=False) for level, p in _SCANNED if p.fullmatch(low)),
        None,
    )


def bare_with_digits(text: str) -> str:
    """As `bare`, with the digits and signs that stand for letters kept."""
    return "".join(bare(c) if c.isalpha() else c for c in text)
