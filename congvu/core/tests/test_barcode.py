"""Bars that a reader reads: drawn, printed, scanned again."""

from __future__ import annotations

import re
from itertools import groupby

import pytest

from congvu.core.barcode import bars_of, values_of


def _modules(svg: str) -> list[tuple[bool, int]]:
    """The runs of the drawing from left to right: whether dark, how many modules wide."""
    whole = int(re.findall(r'viewBox="0 0 (\d+)', svg)[0])
    line = [False] * whole
    for at, width in re.findall(r"M(\d+) 0h(\d+)", svg):
        line[int(at) : int(at) + int(width)] = [True] * int(width)
    return [(dark, len(list(run))) for dark, run in groupby(line)]


def test_the_check_value_is_that_of_the_standard() -> None:
    assert values_of("Wikipedia")[-2] == 88
    assert values_of("EQ00000001VN")[0] == 104


@pytest.mark.parametrize(
    "text", ["EQ000000014VN", "K7QM3TRXN2PLTR", "".join(map(chr, range(32, 127)))]
)
def test_every_value_is_eleven_modules_that_no_other_has(text: str) -> None:
    runs = _modules(bars_of(text).decode())
    assert runs[0] == runs[-1] == (False, 10)
    widths = [width for _, width in runs[1:-1]]
    letters = [tuple(widths[at : at + 6]) for at in range(0, len(widths) - 7, 6)]
    assert len(letters) == len(text) + 2
    assert {sum(one) for one in letters} == {11}
    assert {sum(one[::2]) % 2 for one in letters} == {0}
    assert len(set(letters[1:-1])) == len(set(text))
    assert widths[-7:] == [2, 3, 3, 1, 1, 1, 2]


@pytest.mark.parametrize("text", ["", "mã", "a\n"])
def test_what_the_code_set_has_not_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="ASCII"):
        bars_of(text)
