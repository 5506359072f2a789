"""Reading a rendered file back: words with their places and faces, page by page."""

from __future__ import annotations

import ctypes
import unicodedata
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as raw


@dataclass(frozen=True)
class Run:
    """Letters of one line and one face: points from the page's top left corner."""

    text: str
    page: int
    x: float
    y: float
    right: float
    size: float
    font: str


def texts(pdf: bytes) -> list[str]:
    """The text of every page."""
    document = pdfium.PdfDocument(pdf)
    return [page.get_textpage().get_text_bounded() for page in document]


def runs(pdf: bytes) -> list[Run]:
    """Every run of letters; `y` is the baseline."""
    found: list[Run] = []
    for number, page in enumerate(pdfium.PdfDocument(pdf), start=1):
        found.extend(_runs(page, number))
    return found


def find(pdf: bytes, words: str, *, page: int | None = None) -> Run:
    """The first run that holds the words."""
    wanted = unicodedata.normalize("NFC", words)
    return next(
        run for run in runs(pdf) if wanted in run.text and (page is None or run.page == page)
    )


def _runs(page: pdfium.PdfPage, number: int) -> list[Run]:
    text = page.get_textpage()
    height = page.get_height()
    found: list[Run] = []
    for at in range(text.count_chars()):
        letter = chr(raw.FPDFText_GetUnicode(text, at))
        if letter in "\r\n" or ord(letter) == 0xFFFE:
            continue
        size = float(raw.FPDFText_GetFontSize(text, at))
        font = _font(text, at)
        x, y = ctypes.c_double(), ctypes.c_double()
        raw.FPDFText_GetCharOrigin(text, at, x, y)
        place = round(height - y.value, 2)
        last = found[-1] if found else None
        right = text.get_charbox(at, loose=True)[2]
        if letter.isspace() and last:
            right = last.right
        if last and abs(last.y - place) < 0.5 and last.font == font and x.value > last.x:
            found[-1] = Run(last.text + letter, number, last.x, last.y, right, size, font)
        else:
            found.append(Run(letter, number, x.value, place, right, size, font))
    return found


def _font(text: pdfium.PdfTextPage, at: int) -> str:
    buffer = ctypes.create_string_buffer(100)
    raw.FPDFText_GetFontInfo(text, at, buffer, 100, ctypes.c_int())
    return buffer.value.decode().split("+")[-1]
