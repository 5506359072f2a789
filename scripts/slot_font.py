"""Make the small font in which number, date and marks are written into finished files.

A subset of Tinos (metric-compatible with Times New Roman) with a Unicode cmap, so that it may stand
as a simple TrueType font in a PDF/A-2; with it the widths in thousandths of an em.
Run: `python scripts/slot_font.py <Tinos_400Regular.ttf>`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

TARGET = Path(__file__).resolve().parent.parent / "congvu" / "signing" / "fonts"
LETTERS = "".join(map(chr, range(0x20, 0x7F))) + "ĐđƯưƠơÂâĂăÊêÔô"


def main(source: str) -> None:
    """Write `slot.ttf` and `slot.json`."""
    font = TTFont(source)
    options = Options(
        hinting=False, layout_features=[], name_IDs=[1, 2, 3, 4, 6], notdef_outline=True
    )
    options.drop_tables += ["GPOS", "GSUB", "GDEF", "DSIG", "FFTM", "meta"]
    cutter = Subsetter(options)
    cutter.populate(text=LETTERS)
    cutter.subset(font)
    scale = 1000 / font["head"].unitsPerEm
    cmap = font.getBestCmap()
    widths = {chr(code): round(font["hmtx"][name][0] * scale) for code, name in cmap.items()}
    TARGET.mkdir(exist_ok=True)
    font.save(TARGET / "slot.ttf")
    described = {
        "widths": widths,
        "ascent": round(font["hhea"].ascent * scale),
        "descent": round(font["hhea"].descent * scale),
        "cap_height": round(getattr(font["OS/2"], "sCapHeight", 1341) * scale),
        "box": [
            round(font["head"].xMin * scale),
            round(font["head"].yMin * scale),
            round(font["head"].xMax * scale),
            round(font["head"].yMax * scale),
        ],
    }
    (TARGET / "slot.json").write_text(json.dumps(described, ensure_ascii=False, sort_keys=True))


if __name__ == "__main__":
    main(sys.argv[1])
