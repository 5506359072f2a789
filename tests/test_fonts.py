"""The screen's letters: small, and none missing of what is written here."""

from __future__ import annotations

import re
from pathlib import Path

from fontTools.ttLib import TTFont

from scripts.fonts import MARKED, OURS, PLAIN, SETS, WEIGHTS

ROOT = Path(__file__).resolve().parent.parent
ALPHABET = "aăâbcdđeêghiklmnoôơpqrstuưvxyfjwz"
TONES = "àáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ"


def letters_of(path: Path) -> set[int]:
    with TTFont(path) as font:
        return set(font.getBestCmap())


def test_each_file_has_the_letters_that_its_style_promises() -> None:
    for weight in WEIGHTS:
        for part, promised in SETS.items():
            path = OURS / f"be-vietnam-pro-{part}-{weight}-normal.woff2"
            assert set(promised) <= letters_of(path), path.name


def test_vietnamese_is_written_with_them_alone() -> None:
    written = {ord(one) for one in ALPHABET + TONES + (ALPHABET + TONES).upper()}
    assert written <= {*PLAIN, *MARKED}


def asked_of(file: str) -> set[int]:
    """The letters for which the style asks for files of that name."""
    styles = (ROOT / "frontend/styles/fonts.css").read_text()
    face = next(one for one in styles.splitlines() if file in one)
    return {
        code
        for first, last in re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", face)
        for code in range(int(first, 16), int(last or first, 16) + 1)
    }


def test_the_style_asks_each_file_for_its_own_letters() -> None:
    for weight in WEIGHTS:
        assert asked_of(f"pro-latin-{weight}-") == set(PLAIN)
        assert asked_of(f"pro-vietnamese-{weight}-") == {*MARKED}
        assert asked_of(f"latin-whole-{weight}") & {*PLAIN, *MARKED} == set()


def test_no_template_asks_for_the_whole_files() -> None:
    """They are for names from abroad; a page of ours alone must not fetch them."""
    shown = (path.read_text() for path in (ROOT / "congvu").rglob("templates/**/*.html"))
    written = {ord(one) for text in shown for one in text}
    assert written & asked_of("latin-whole-400") == set()


def test_the_letters_of_a_page_weigh_little() -> None:
    sizes = [path.stat().st_size for path in OURS.glob("*.woff2")]
    assert len(sizes) == len(WEIGHTS) * len(SETS)
    assert sum(sizes) < 36_000
