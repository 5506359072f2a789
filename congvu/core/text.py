"""Vietnamese text: folding for search and comparison."""

from __future__ import annotations

import re
import unicodedata

# The later two pairs look alike and come from old code pages.
_D = dict(zip(map(ord, "đĐðÐɖƉ"), "dDdDdD", strict=True))
_SPACE = re.compile(r"\s+")
_RUN = re.compile(r"[^\w\s\x00-\xff]{31,}")


def stream_safe(text: str) -> str:
    """At most thirty marks on a letter (UAX #15, 13), which no language exceeds.

    Ordering the marks of a letter takes the square of their number: a hundred thousand of them
    would keep a process busy for minutes.
    """
    return _RUN.sub(_thirty, text)


def _thirty(run: re.Match[str]) -> str:
    kept, marks = [], 0
    for letter in run.group():
        marks = marks + 1 if unicodedata.combining(letter) else 0
        if marks <= 30:
            kept.append(letter)
    return "".join(kept)


def nfc(text: str) -> str:
    """The composed form, in which all text is kept."""
    return unicodedata.normalize("NFC", stream_safe(text))


class _Unmarked(dict[int, str | None]):
    """A table for `str.translate` that works each character out once."""

    def __missing__(self, code: int) -> str | None:
        letter = chr(code)
        self[code] = None if unicodedata.combining(letter) else letter
        return self[code]


_UNMARKED = _Unmarked(_D)


def strip_marks(text: str) -> str:
    """`Điện Bàn` → `Dien Ban`; no decomposition exists for đ, so it is mapped by hand."""
    return unicodedata.normalize("NFD", stream_safe(text)).translate(_UNMARKED)


def fold(text: str) -> str:
    """For comparing what people type: no marks, lower case, single spaces."""
    return _SPACE.sub(" ", strip_marks(text)).strip().casefold()
