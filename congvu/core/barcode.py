"""Code 128 (ISO/IEC 15417), code set B: a line of printable ASCII as bars."""

from __future__ import annotations

# Widths of bar, space, bar, space, bar, space of each value; start B is 104, stop 106.
_WIDTHS = (  # noqa: SIM905 - a hundred quotes are no clearer
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 "
    "122132 122231 113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 "
    "321221 312212 322112 322211 212123 212321 232121 111323 131123 131321 112313 132113 132311 "
    "211313 231113 231311 112133 112331 132131 113123 113321 133121 313121 211331 231131 213113 "
    "213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 111422 "
    "121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 "
    "241112 134111 111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 "
    "412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141 411131 211412 "
    "211214 211232 2331112"
).split()
_START, _STOP, _QUIET = 104, 106, 10


def values_of(text: str) -> list[int]:
    """Start, characters, check and stop; raises `ValueError` for what the code set has not."""
    data = [ord(one) - 32 for one in text]
    if not data or not all(0 <= one < 95 for one in data):
        raise ValueError("Code 128 B holds printable ASCII only.")
    check = (_START + sum(place * one for place, one in enumerate(data, 1))) % 103
    return [_START, *data, check, _STOP]


def bars_of(text: str, *, height: int = 60) -> bytes:
    """The bars as SVG, a module wide as a unit, with the quiet zones that readers need."""
    at, drawn = _QUIET, []
    for value in values_of(text):
        for place, width in enumerate(map(int, _WIDTHS[value])):
            if place % 2 == 0:
                drawn.append(f"M{at} 0h{width}v{height}h-{width}z")
            at += width
    whole = at + _QUIET
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole} {height}" '
        f'width="{whole}" height="{height}"><path d="{"".join(drawn)}"/></svg>'
    ).encode()
