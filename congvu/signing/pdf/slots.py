"""Where fields stand on pages: slots as people see the page, rectangles as PDF counts them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pypdfium2

from congvu.signing.pdf.lettering import ABOVE, BELOW, ITALIC, UPRIGHT
from congvu.signing.pdf.objects import Object, box_of, rotation_of
from congvu.signing.types import Slot

SEAL = 36 / 25.4 * 72  # 36 mm, the width of an agency's seal
_SIGNATURE = (160.0, 68.0)


@dataclass(frozen=True)
class Place:
    """A slot's rectangle in the page's own coordinates, and the page's rotation in degrees."""

    page_ref: Object
    page_index: int
    rect: tuple[float, float, float, float]
    rotation: int


def place(pdf: Any, slot: Slot) -> Place:
    """Turn the slot (points, top left origin, as shown) into the page's coordinates.

    ISO 32000-1, 14.11.2 (boxes) and 7.7.3.3 (Rotate, clockwise).
    """
    ref, _ = pdf.find_page_for_modification(slot.page - 1)
    page = ref.get_object()
    left, bottom, right, top = box_of(page)
    rotation = rotation_of(page)
    across, down, far, low = slot.x, slot.y, slot.x + slot.width, slot.y + slot.height
    match rotation:
        case 90:
            rect = (left + down, bottom + across, left + low, bottom + far)
        case 180:
            rect = (right - far, bottom + down, right - across, bottom + low)
        case 270:
            rect = (right - low, top - far, right - down, top - across)
        case _:
            rect = (left + across, top - low, left + far, top - down)
    return Place(ref, slot.page - 1, rect, rotation)


def default_slots(pdf: bytes) -> list[Slot]:
    """Places for a file that was not rendered here, by the layout of NĐ 30/2020, Annex I.

    Number and date go where the first page says "Số:", "ngày" and "tháng", else where the decree
    puts them; signature and seal at the right, near the end of the last page's text.
    """
    with pypdfium2.PdfDocument(pdf) as document:
        first = _first_page(document[0])
        last = _signature(document[len(document) - 1], len(document))
    return [*first, *last]


def _first_page(page: pypdfium2.PdfPage) -> list[Slot]:
    width, height = page.get_size()
    text = page.get_textpage()
    number = _after(text, "Số:", height) or (width * 0.2, height * 0.115)
    day = _after(text, "ngày", height) or (width * 0.65, height * 0.137)
    month = _after(text, "tháng", height) or (day[0] + 50, day[1])
    return [
        _on_line("so_van_ban", number, 34, UPRIGHT.size),
        _on_line("ngay", day, 17, ITALIC.size),
        _on_line("thang", month, 17, ITALIC.size),
    ]


def _on_line(field: str, after: tuple[float, float], width: float, size: float) -> Slot:
    """A slot whose base line is that of the word before it."""
    x, base = after
    return Slot(field, 1, x + 2, base - ABOVE * size, width, (ABOVE + BELOW) * size)


def _after(text: pypdfium2.PdfTextPage, word: str, height: float) -> tuple[float, float] | None:
    """The right end and the base line of the word's first place in the page's upper third."""
    found = text.search(word, match_case=True).get_next()
    if found is None:
        return None
    start, count = found
    boxes = [text.get_charbox(index) for index in range(start, start + count)]
    right, base = max(box[2] for box in boxes), height - boxes[0][1]
    return (right, base) if base < height / 3 else None


def _signature(page: pypdfium2.PdfPage, number: int) -> list[Slot]:
    width, height = page.get_size()
    wide, tall = min(_SIGNATURE[0], width * 0.4), min(_SIGNATURE[1], height * 0.2)
    x, y = width - 57 - wide, height - max(150.0, height * 0.2) - tall
    seal = min(SEAL, height * 0.3)
    return [
        Slot("ky_lanh_dao", number, x, y, wide, tall),
        Slot("dau_co_quan", number, x + wide / 3 - seal, y + (tall - seal) / 2, seal, seal),
    ]
