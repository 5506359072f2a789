"""Words written into finished files: a small embedded font and appearances made by hand.

pyHanko's own text appearances measure fonts of 2048 units wrongly and would need fontTools at
every signature; numbers and dates need neither.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name as name
from pyhanko.pdf_utils.writer import BasePdfFileWriter

_FONTS = Path(__file__).resolve().parent.parent / "fonts"
FONT = "/CongVu"
# Letters beyond ASCII, at codes of their own, by their names in the Adobe Glyph List.
_DIFFERENCES = {
    "Đ": "Dcroat", "đ": "dcroat", "Ư": "Uhorn", "ư": "uhorn", "Ơ": "Ohorn", "ơ": "ohorn",
    "Â": "Acircumflex", "â": "acircumflex", "Ă": "Abreve", "ă": "abreve",
    "Ê": "Ecircumflex", "ê": "ecircumflex", "Ô": "Ocircumflex", "ô": "ocircumflex",
}  # fmt: skip
_CODES = {letter: 128 + index for index, letter in enumerate(_DIFFERENCES)}


@cache
def _measures() -> dict[str, Any]:
    measures: dict[str, Any] = json.loads((_FONTS / "slot.json").read_text())
    return measures


def width_of(text: str, size: float) -> float:
    """The text's width in points; letters that the font lacks count as `?`."""
    widths = _measures()["widths"]
    return sum(widths.get(letter, widths["?"]) for letter in text) * size / 1000


def encode(text: str) -> bytes:
    """The text in the font's codes."""
    return bytes(
        _CODES.get(letter, ord(letter) if " " <= letter <= "~" else ord("?")) for letter in text
    )


def embed_font(writer: BasePdfFileWriter) -> generic.IndirectObject:
    """The font as a simple TrueType font (ISO 32000-1, 9.6.3; nonsymbolic, as PDF/A-2 wants)."""
    file = generic.StreamObject(stream_data=(_FONTS / "slot.ttf").read_bytes())
    file["/Length1"] = generic.NumberObject(len(file.data))
    file.compress()
    measures = _measures()
    last = 127 + len(_DIFFERENCES)
    letters = [chr(code) for code in range(32, 128)] + list(_DIFFERENCES)
    widths = [measures["widths"].get(letter, 0) for letter in letters]
    descriptor = generic.DictionaryObject(
        {
            name("/Type"): name("/FontDescriptor"),
            name("/FontName"): name("/CVSLOT+Tinos"),
            name("/Flags"): generic.NumberObject(34),
            name("/FontBBox"): _numbers(measures["box"]),
            name("/ItalicAngle"): generic.NumberObject(0),
            name("/Ascent"): generic.NumberObject(measures["ascent"]),
            name("/Descent"): generic.NumberObject(measures["descent"]),
            name("/CapHeight"): generic.NumberObject(measures["cap_height"]),
            name("/StemV"): generic.NumberObject(80),
            name("/FontFile2"): writer.add_object(file),
        }
    )
    encoding = generic.DictionaryObject(
        {
            name("/Type"): name("/Encoding"),
            name("/BaseEncoding"): name("/WinAnsiEncoding"),
            name("/Differences"): generic.ArrayObject(
                [generic.NumberObject(128), *(name(f"/{one}") for one in _DIFFERENCES.values())]
            ),
        }
    )
    return writer.add_object(
        generic.DictionaryObject(
            {
                name("/Type"): name("/Font"),
                name("/Subtype"): name("/TrueType"),
                name("/BaseFont"): name("/CVSLOT+Tinos"),
                name("/FirstChar"): generic.NumberObject(32),
                name("/LastChar"): generic.NumberObject(last),
                name("/Widths"): _numbers(widths),
                name("/FontDescriptor"): writer.add_object(descriptor),
                name("/Encoding"): encoding,
            }
        )
    )


def _numbers(values: list[int]) -> generic.ArrayObject:
    return generic.ArrayObject([generic.NumberObject(value) for value in values])


def form(
    content: bytes,
    *,
    width: float,
    height: float,
    resources: generic.DictionaryObject | None = None,
    rotation: int = 0,
) -> generic.StreamObject:
    """A form XObject of that size (ISO 32000-1, 8.10), turned against its page's rotation."""
    stream = generic.StreamObject(stream_data=content)
    stream["/Type"], stream["/Subtype"] = name("/XObject"), name("/Form")
    stream["/BBox"] = generic.ArrayObject(
        [generic.FloatObject(round(n, 3)) for n in (0, 0, width, height)]
    )
    if resources is not None:
        stream["/Resources"] = resources
    if rotation:
        turn = {90: (0, 1, -1, 0), 180: (-1, 0, 0, -1), 270: (0, -1, 1, 0)}[rotation]
        stream["/Matrix"] = _numbers([*turn, 0, 0])
    return stream


def text_form(
    lines: list[str],
    *,
    width: float,
    height: float,
    font: generic.IndirectObject,
    size: float = 13,
    rotation: int = 0,
    centred: bool = True,
) -> generic.StreamObject:
    """Black upright lines in the box; smaller than asked where they would not fit."""
    widest = max(width_of(line, 1) for line in lines) or 1
    size = min(size, width / widest, height / len(lines))
    base = (height + size * (len(lines) - 1) * 1.1 - size * 0.66) / 2
    parts = [b"/Tx BMC q BT 0 g %s %.2f Tf" % (FONT.encode(), size)]
    for number, line in enumerate(lines):
        x = (width - width_of(line, size)) / 2 if centred else 0
        y = base - number * size * 1.1
        parts.append(b"1 0 0 1 %.2f %.2f Tm <%s> Tj" % (x, y, encode(line).hex().encode()))
    parts.append(b"ET Q EMC")
    resources = generic.DictionaryObject(
        {name("/Font"): generic.DictionaryObject({name(FONT): font})}
    )
    return form(
        b"\n".join(parts), width=width, height=height, resources=resources, rotation=rotation
    )
