"""Bringing the many ways of writing Vietnamese to one, before anything is compared.

Unicode spellings (composed, decomposed, full width, look-alikes of other scripts, invisible
characters) become one; TCVN3 (ABC) and VNI texts, which old documents still hold, are read as
what they show.
"""

from __future__ import annotations

import re
import unicodedata

from congvu.core.text import stream_safe, strip_marks

# Cyrillic, then Greek letters that look like Latin ones, then small capitals.
_LOOKALIKES = str.maketrans(
    "АВЕЅІЈКМНОРСТУХаеіјорсухмт" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαοινμτ" + "ᴀᴇɪᴍᴏᴛᴜʏ",
    "ABESIJKMHOPCTYXaeijopcyxmt" + "ABEZHIKMNOPTYXaoivmt" + "aeimotuy",
)
_MARKS = {
    **dict.fromkeys("\u0323\u0325\u0329", "\u0323"),
    **dict.fromkeys("\u0302\u0311\u032d", "\u0302"),
    **dict.fromkeys("\u0301\u030b", "\u0301"),
}
_BREAKS = {"\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"}

# Only the three vowels of the marks matter: ậ, ệ, ố.
_TCVN3 = str.maketrans({"Ë": "ậ", "Ö": "ệ", "è": "ố"})
_TCVN3_WORD = re.compile(r"[mM]\s?Ë\s?[tT]")
_VNI = (("aä", "ậ"), ("AÄ", "Ậ"), ("eä", "ệ"), ("EÄ", "Ệ"), ("oá", "ố"), ("OÁ", "Ố"))
_VNI_WORD = re.compile(r"m\s?aä\s?t", re.IGNORECASE)
_VIQR = re.compile(r"(?<=[A-Za-z])[\^.'`?~]{1,3}(?=[A-Za-z])")


class _Visible(dict[int, str]):
    """A table for `str.translate` that works each character out once."""

    def __missing__(self, code: int) -> str:
        self[code] = _shown(chr(code))
        return self[code]


def _shown(character: str) -> str:
    if character in "\n\t":
        return character
    if character in _BREAKS:
        return "\n"
    if unicodedata.combining(character):
        return _MARKS.get(character, character)
    category = unicodedata.category(character)
    if category in {"Cf", "Cc", "Mn", "Me"}:
        return ""
    return " " if category[0] == "Z" else character


_VISIBLE = _Visible()


def canonical(text: str) -> str:
    """Composed Latin letters without anything invisible; every line ends with `\\n`."""
    safe = stream_safe(text.replace("\r\n", "\n"))
    decomposed = unicodedata.normalize("NFKD", safe).translate(_LOOKALIKES)
    return unicodedata.normalize("NFC", decomposed.translate(_VISIBLE))


def readings(text: str) -> list[str]:
    """The text as it stands, and as TCVN3 or VNI would show it where it may be that."""
    plain = canonical(text)
    found = [plain]
    if _TCVN3_WORD.search(plain):
        found.append(plain.translate(_TCVN3))
    if _VNI_WORD.search(plain):
        shown = plain
        for written, read in _VNI:
            shown = shown.replace(written, read)
        found.append(shown)
    return found


def letters(text: str) -> str:
    """Only the letters, as they are; VIQR's typed marks (`MA^.T`) fall away with the rest."""
    return "".join(filter(str.isalpha, text))


def bare(text: str) -> str:
    """Only the letters, without marks, in lower case: `T U Y Ệ T  M Ậ T` → `tuyetmat`."""
    return strip_marks(letters(text)).casefold()


def flat(text: str) -> str:
    """Without marks, in lower case, other characters kept; VIQR and underscores resolved."""
    return strip_marks(_VIQR.sub("", text)).casefold().replace("_", " ")


def is_capital(text: str) -> bool:
    """Whether all its letters are capitals, as a stamp's are."""
    found = letters(text)
    return found == found.upper() and found != found.lower()


def is_small(text: str) -> bool:
    """Whether it has no capital at all."""
    return text == text.lower()
