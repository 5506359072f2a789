"""A finished file for paper: a watermark across each page, at its foot a QR code for checking."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import pikepdf

from congvu.core.typesetting import code_of, typeset
from congvu.documents.rendering.plain import plain_pages

_FOOT = Path(__file__).with_name("paper.typ")
_MARK = Path(__file__).with_name("watermark.typ")
_WIDTH, _HEIGHT, _ABOVE = 180 * 72 / 25.4, 15 * 72 / 25.4, 2.5 * 72 / 25.4


def paper_print(pdf: bytes, *, url: str, words: Sequence[str], mark: Sequence[str]) -> bytes:
    """The pages as they look, each with foot and watermark; `url` is what the code holds.

    The watermark (NĐ 30/2020, Annex VI) lies over the page: scans would hide what lies under them.
    """
    plain, foot, across = plain_pages(pdf), _foot(url, words), typeset(_MARK, words=list(mark))
    with (
        pikepdf.open(BytesIO(plain)) as document,
        pikepdf.open(BytesIO(foot)) as strip,
        pikepdf.open(BytesIO(across)) as veil,
    ):
        for page in document.pages:
            box = page.trimbox
            page.add_overlay(veil.pages[0], pikepdf.Rectangle(*(float(side) for side in box)))
            left, bottom, right = float(box[0]), float(box[1]), float(box[2])
            wide = min(_WIDTH, right - left)
            start = left + (right - left - wide) / 2
            low = bottom + _ABOVE
            place = pikepdf.Rectangle(start, low, start + wide, low + _HEIGHT)
            page.add_overlay(strip.pages[0], place)
        document.save(output := BytesIO(), deterministic_id=True)
    return output.getvalue()


def _foot(url: str, words: Sequence[str]) -> bytes:
    return typeset(_FOOT, {"ma.svg": code_of(url)}, words=list(words))
