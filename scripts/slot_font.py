"""Make the small fonts in which number, date and marks are written into finished files.

Subsets of Tinos (metric-compatible with Times New Roman) with a Unicode cmap, so that they may
stand as simple TrueType fonts in a PDF/A-2; with each the widths in thousandths of an em. The
upright one writes the number and the mark on annexes, the italic one the day and the month, the
one with all Vietnamese letters the mark on copies.
Run: `python scripts/slot_font.py <Tinos_400Regular.ttf> <Tinos_400Regular_Italic.ttf>`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from unicodedata import normalize

from fontTools.agl import LEGACY_AGL2UV, UV2AGL
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

TARGET = Path(__file__).resolve().parent.parent / "congvu" / "signing" / "fonts"
LETTERS = "".join(map(chr, range(0x20, 0x7F))) + "ĐđƯưƠơÂâĂăÊêÔô"
DIGITS = "0123456789 ?"
_VOWELS = "aăâeêioôơuưy"
_TONES = "\u0300\u0301\u0303\u0309\u0323"
VIETNAMESE = "".join(
    case(normalize("NFC", vowel + tone))
    for case in (str.lower, str.upper)
    for vowel in _VOWELS
    for tone in ("", *_TONES)
    if (vowel + tone) not in "aeiouy"
)
WORDS = "".join(map(chr, range(0x20, 0x7F))) + "đĐ" + VIETNAMESE


def make(source: str, target: str, letters: str) -> None:
    """Write the font and its measures beside it."""
    font = TTFont(source)
    options = Options(
        hinting=False, layout_features=[], name_IDs=[1, 2, 3, 4, 6], notdef_outline=True
    )
    options.drop_tables += ["GPOS", "GSUB", "GDEF", "DSIG", "FFTM", "meta"]
    cutter = Subsetter(options)
    cutter.populate(text=letters)
    cutter.subset(font)
    scale = 1000 / font["head"].unitsPerEm
    cmap = font.getBestCmap()
    widths = {chr(code): round(font["hmtx"][name][0] * scale) for code, name in cmap.items()}
    TARGET.mkdir(exist_ok=True)
    font.save(TARGET / f"{target}.ttf")
    described = {
        "widths": widths,
        "ascent": round(font["hhea"].ascent * scale),
        "descent": round(font["hhea"].descent * scale),
        "cap_height": round(getattr(font["OS/2"], "sCapHeight", 1341) * scale),
        "italic_angle": round(font["post"].italicAngle),
        "box": [
            round(font["head"].xMin * scale),
            round(font["head"].yMin * scale),
            round(font["head"].xMax * scale),
            round(font["head"].yMax * scale),
        ],
    }
    if letters is WORDS:
        named = {
            codes[0]: name for name, codes in LEGACY_AGL2UV.items() if len(codes) == 1
        } | UV2AGL
        described["names"] = {one: named[ord(one)] for one in letters if ord(one) > 127}
    text = json.dumps(described, ensure_ascii=False, sort_keys=True)
    (TARGET / f"{target}.json").write_text(text)


if __name__ == "__main__":
    make(sys.argv[1], "slot", LETTERS)
    make(sys.argv[1], "slot_words", WORDS)
    make(sys.argv[2], "slot_italic", DIGITS)
