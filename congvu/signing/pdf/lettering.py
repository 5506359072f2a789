"""Words written into finished files: small embedded fonts and appearances made by hand.

pyHanko's own text appearances measure fonts of 2048 units wrongly and would need fontTools at
every signature; numbers and dates need neither.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from congvu.signing.pdf.objects import Object, array, decimals, dictionary, name, number, numbers
from congvu.signing.pdf.objects import stream as stream_of

_FONTS = Path(__file__).resolve().parent.parent / "fonts"
# Letters beyond ASCII, at codes of their own, by their names in the Adobe Glyph List.
_DIFFERENCES = {
    "Đ": "Dcroat", "đ": "dcroat", "Ư": "Uhorn", "ư": "uhorn", "Ơ": "Ohorn", "ơ": "ohorn",
    "Â": "Acircumflex", "â": "acircumflex", "Ă": "Abreve", "ă": "abreve",
    "Ê": "Ecircumflex", "ê": "ecircumflex", "Ô": "Ocircumflex", "ô": "ocircumflex",
}  # fmt: skip
_SPARE = (*range(128, 256), *range(31, 0, -1))
# Of Tinos, as the page's template sets it: a line is 0.891 em above and 0.216 em below the base.
ABOVE, BELOW = 0.891, 0.216
_SERIF, _NONSYMBOLIC, _ITALIC = 2, 32, 64
_TURNS = {90: (0, 1, -1, 0), 180: (-1, 0, 0, -1), 270: (0, -1, 1, 0)}


@dataclass(frozen=True)
class Face:
    """A font file of ours, the name that pages call it by, and its size in points."""

    file: str
    key: str
    size: float

    def width(self, text: str, size: float) -> float:
        """The text's width in points; letters that the font lacks count as `?`."""
        widths = _measures(self.file)["widths"]
        found: float = sum(widths.get(letter, widths["?"]) for letter in text)
        return found * size / 1000


# NĐ 30/2020, Annex I: the number upright at 13, place and date italic at 13 to 14; marks at 10.
UPRIGHT = Face("slot", "/CongVu", 13)
ITALIC = Face("slot_italic", "/CongVuNghieng", 14)
WORDS = Face("slot_words", "/CongVuChu", 10)
"""With every Vietnamese letter; larger, so only where names are written."""


@cache
def _measures(file: str) -> dict[str, Any]:
    measures: dict[str, Any] = json.loads((_FONTS / f"{file}.json").read_text())
    return measures


@cache
def _packed(file: str) -> tuple[int, bytes]:
    content = (_FONTS / f"{file}.ttf").read_bytes()
    return len(content), zlib.compress(content, 9)


@cache
def _names(file: str) -> dict[str, str]:
    """The names of the letters beyond ASCII that the font has."""
    found: dict[str, str] = _measures(file).get("names", _DIFFERENCES)
    return found


@cache
def _codes(file: str) -> dict[str, int]:
    ascii_codes = {chr(code): code for code in range(32, 127)}
    return ascii_codes | dict(zip(_names(file), _SPARE, strict=False))


def encode(text: str, face: Face = UPRIGHT) -> bytes:
    """The text in the font's codes."""
    codes = _codes(face.file)
    return bytes(codes.get(letter, ord("?")) for letter in text)


def embed_font(writer: Any, face: Face) -> Object:
    """The font as a simple TrueType font (ISO 32000-1, 9.6.3; nonsymbolic, as PDF/A-2 wants)."""
    measures = _measures(face.file)
    plain = name(f"/CVSLOT+Tinos{'-Italic' if measures['italic_angle'] else ''}")
    descriptor = dictionary(
        {
            "/Type": name("/FontDescriptor"),
            "/FontName": plain,
            "/Flags": number(_SERIF | _NONSYMBOLIC | (_ITALIC if measures["italic_angle"] else 0)),
            "/FontBBox": numbers(measures["box"]),
            "/ItalicAngle": number(measures["italic_angle"]),
            "/Ascent": number(measures["ascent"]),
            "/Descent": number(measures["descent"]),
            "/CapHeight": number(measures["cap_height"]),
            "/StemV": number(80),
            "/FontFile2": writer.add_object(_font_file(face)),
        }
    )
    letters = {code: letter for letter, code in _codes(face.file).items()}
    first, last = min(letters), max(letters)
    widths = (measures["widths"].get(letters.get(code), 0) for code in range(first, last + 1))
    font = dictionary(
        {
            "/Type": name("/Font"),
            "/Subtype": name("/TrueType"),
            "/BaseFont": plain,
            "/FirstChar": number(first),
            "/LastChar": number(last),
            "/Widths": numbers(widths),
            "/FontDescriptor": writer.add_object(descriptor),
            "/Encoding": _encoding(face),
        }
    )
    return writer.add_object(font)


def _font_file(face: Face) -> Object:
    length, packed = _packed(face.file)
    entries = {"/Length1": number(length), "/Filter": name("/FlateDecode")}
    return stream_of(entries, packed=packed)


def _encoding(face: Face) -> Object:
    differences: list[Object] = []
    for letter, glyph in _names(face.file).items():
        differences += [number(_codes(face.file)[letter]), name(f"/{glyph}")]
    return dictionary(
        {
            "/Type": name("/Encoding"),
            "/BaseEncoding": name("/WinAnsiEncoding"),
            "/Differences": array(differences),
        }
    )


def form(
    content: bytes,
    *,
    width: float,
    height: float,
    resources: Object = None,
    rotation: int = 0,
) -> Object:
    """A form XObject of that size (ISO 32000-1, 8.10), turned against its page's rotation."""
    entries = {
        "/Type": name("/XObject"),
        "/Subtype": name("/Form"),
        "/BBox": decimals((0, 0, width, height)),
    }
    if resources is not None:
        entries["/Resources"] = resources
    if rotation:
        entries["/Matrix"] = numbers((*_TURNS[rotation], 0, 0))
    return stream_of(entries, data=content)


def text_form(
    lines: list[str],
    *,
    width: float,
    height: float,
    font: Object,
    face: Face = UPRIGHT,
    size: float | None = None,
    rotation: int = 0,
    centred: bool = True,
) -> Object:
    """Black lines in the box, on the base line of the text beside it."""
    resources = dictionary({"/Font": dictionary({face.key: font})})
    content = text_content(lines, width=width, height=height, face=face, size=size, centred=centred)
    return form(content, width=width, height=height, resources=resources, rotation=rotation)


def text_content(
    lines: list[str],
    *,
    width: float,
    height: float,
    face: Face = UPRIGHT,
    size: float | None = None,
    centred: bool = True,
) -> bytes:
    """The operators that draw the lines; smaller than asked where they would not fit."""
    widest = max(face.width(line, 1) for line in lines) or 1
    size = min(size or face.size, width / widest, height / len(lines) / (ABOVE + BELOW))
    step = height / len(lines)
    parts = [b"/Tx BMC q BT 0 g %s %.2f Tf" % (face.key.encode(), size)]
    for place, line in enumerate(lines, 1):
        x = (width - face.width(line, size)) / 2 if centred else 0
        y = height - place * step + step * BELOW / (ABOVE + BELOW)
        parts.append(b"1 0 0 1 %.2f %.2f Tm <%s> Tj" % (x, y, encode(line, face).hex().encode()))
    parts.append(b"ET Q EMC")
    return b"\n".join(parts)
