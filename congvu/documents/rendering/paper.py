"""A finished file for paper: at the foot of each page a QR code and where the print is checked."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import cast

import pikepdf
import segno
import typst

from congvu.documents.rendering.fonts import fonts
from congvu.documents.rendering.plain import plain_pages

_FOOT = Path(__file__).with_name("paper.typ")
_WIDTH, _HEIGHT, _ABOVE = 180 * 72 / 25.4, 15 * 72 / 25.4, 2.5 * 72 / 25.4


def paper_print(pdf: bytes, *, url: str, words: Sequence[str]) -> bytes:
    """The pages as they look, each with the foot; `url` is what the code holds."""
    plain, foot = plain_pages(pdf), _foot(url, words)
    with pikepdf.open(BytesIO(plain)) as document, pikepdf.open(BytesIO(foot)) as strip:
        for page in document.pages:
            box = page.trimbox
            left, bottom, right = float(box[0]), float(box[1]), float(box[2])
            wide = min(_WIDTH, right - left)
            start = left + (right - left - wide) / 2
            low = bottom + _ABOVE
            place = pikepdf.Rectangle(start, low, start + wide, low + _HEIGHT)
            page.add_overlay(strip.pages[0], place)
        document.save(output := BytesIO(), deterministic_id=True)
    return output.getvalue()


def _foot(url: str, words: Sequence[str]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        segno.make(url, error="m", micro=False).save(str(root / "ma.svg"), border=1)
        shutil.copy(_FOOT, root)
        compiler = typst.Compiler(
            root / _FOOT.name,
            root=root,
            font_paths=fonts(),
            ignore_system_fonts=True,
            sys_inputs={"words": json.dumps(list(words), ensure_ascii=False)},
        )
        return cast("bytes", compiler.compile(format="pdf"))
