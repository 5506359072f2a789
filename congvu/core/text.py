"""Vietnamese text: folding for search and comparison."""

from __future__ import annotations

import re
import unicodedata

_D = str.maketrans("đĐðÐɖƉ", "dDdDdD")  # two of them look alike and come from old code pages
_SPACE = re.compile(r"\s+")


def nfc(text: str) -> str:
    """The composed form, in which all text is kept."""
    return unicodedata.normalize("NFC", text)


def strip_marks(text: str) -> str:
    """`Điện Bàn` → `Dien Ban`; no decomposition exists for đ, so it is mapped by hand."""
    decomposed = unicodedata.normalize("NFD", text.translate(_D))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def fold(text: str) -> str:
    """For comparing what people type: no marks, lower case, single spaces."""
    return _SPACE.sub(" ", strip_marks(text)).strip().casefold()
