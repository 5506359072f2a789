"""PDF objects, typed: pyHanko's classes carry no types, so they are named once, here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pyhanko.pdf_utils import generic

# A dictionary, array or stream as pyHanko reads and writes it (ISO 32000-1, 7.3).
Object = Any
_dictionary: Any = generic.DictionaryObject
_number: Any = generic.NumberObject
_decimal: Any = generic.FloatObject
_stream: Any = generic.StreamObject


def name(text: str) -> Object:
    """A name, given with its slash."""
    return generic.NameObject(text)


def number(value: int) -> Object:
    """An integer."""
    return _number(value)


def decimals(values: Iterable[float]) -> Object:
    """An array of numbers, to a thousandth of a point."""
    return generic.ArrayObject([_decimal(round(value, 3)) for value in values])


def numbers(values: Iterable[int]) -> Object:
    """An array of integers."""
    return generic.ArrayObject([_number(value) for value in values])


def text(value: str) -> Object:
    """A text string."""
    return generic.TextStringObject(value)


def array(values: Iterable[Object] = ()) -> Object:
    """An array of objects."""
    return generic.ArrayObject(values)


def dictionary(entries: Mapping[str, Object] | None = None) -> Object:
    """A dictionary with keys given with their slash."""
    return _dictionary({name(key): value for key, value in (entries or {}).items()})


def stream(
    entries: Mapping[str, Object], *, data: bytes | None = None, packed: bytes | None = None
) -> Object:
    """A stream with plain data, or with data packed as its `/Filter` says."""
    made = _stream(stream_data=data, encoded_data=packed)
    for key, value in entries.items():
        made[key] = value
    return made


def inherited(page: Object, key: str) -> Object:
    """A page's attribute, from its ancestors if it has none of its own; None without any."""
    for _ in range(50):
        if key in page:
            return page[key]
        if "/Parent" not in page:
            return None
        page = page["/Parent"]
    return None


def rotation_of(page: Object) -> int:
    """How far the page is turned when shown: 0, 90, 180 or 270 degrees, clockwise."""
    return int(inherited(page, "/Rotate") or 0) % 360


def box_of(page: Object) -> tuple[float, float, float, float]:
    """Left, bottom, right and top of what is shown of the page."""
    left, bottom, right, top = (
        float(edge) for edge in inherited(page, "/CropBox") or inherited(page, "/MediaBox")
    )
    return left, bottom, right, top
