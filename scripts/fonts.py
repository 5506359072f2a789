"""Cuts the screen's letters out of Be Vietnam Pro: `python -m scripts.fonts`, before each build.

Of every weight what Vietnamese is written with, without hints for screens of long ago: a third of
the bytes. What other languages add comes from the whole files, and only where it is met.
"""

from __future__ import annotations

from pathlib import Path

from fontTools import subset

ROOT = Path(__file__).resolve().parent.parent
WHOLE = ROOT / "node_modules/@fontsource/be-vietnam-pro/files"
OURS = ROOT / "build/letters"
WEIGHTS = (400, 500, 600)
PLAIN = [*range(0x20, 0x7F), *map(ord, "\u00a0«»°·×ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúý–—‘’“”•…−")]
MARKED = [*map(ord, "ĂăĐđĨĩŨũƠơƯư₫\u0300\u0301\u0303\u0309\u0323"), *range(0x1EA0, 0x1EFA)]
SETS = {"latin": PLAIN, "vietnamese": MARKED}
_KEPT = ["kern", "mark", "mkmk", "ccmp", "locl", "tnum"]


def cut(name: str, letters: list[int]) -> None:
    """One of the whole files, with these letters only."""
    options = subset.Options(flavor="woff2", hinting=False, layout_features=_KEPT)
    font = subset.load_font(str(WHOLE / name), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=letters)
    cutter.subset(font)
    font["gasp"].gaspRange = {0xFFFF: 0xF}  # smoothed at every size, as letters without hints need
    subset.save_font(font, str(OURS / name), options)


def main() -> None:
    """All of them."""
    OURS.mkdir(parents=True, exist_ok=True)
    for weight in WEIGHTS:
        for part, letters in SETS.items():
            cut(f"be-vietnam-pro-{part}-{weight}-normal.woff2", letters)


if __name__ == "__main__":
    main()
