"""Pictures for the demo: a signature as if written by hand, and a plain round seal."""

from __future__ import annotations

import hashlib
import math
import random
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

_FONT = Path(__file__).resolve().parent / "fonts" / "seal.ttf"
_BLUE, _RED = (16, 52, 166, 255), (206, 17, 38, 255)
_SEAL = 425  # 36 mm at 300 dots per inch


def draw_signature(name: str) -> bytes:
    """A blue, transparent PNG of 640 × 272, always the same for the same name."""
    seed = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")
    dice = random.Random(seed)  # noqa: S311 - a picture, not a secret
    picture = Image.new("RGBA", (1280, 544), (16, 52, 166, 0))
    pen = ImageDraw.Draw(picture)
    x, y = 160.0, 320.0
    for letter in range(min(9, max(5, len(name) // 2))):
        tall = dice.uniform(120, 240) if letter in {0, 3} else dice.uniform(30, 110)
        step = dice.uniform(70, 120)
        points = [
            (x, y),
            (x + step * dice.uniform(0.1, 0.9), y - tall * 1.4),
            (x + step * dice.uniform(0.6, 1.5), y + tall * dice.uniform(0.2, 0.8)),
            (x + step, y + dice.uniform(-25, 15)),
        ]
        _stroke(pen, points)
        x, y = points[-1]
    _stroke(pen, [(x, y), (x + 160, y - 90), (x - 500, y + 190), (x + 140, y + 90)])
    return _png(picture.resize((640, 272), Image.Resampling.LANCZOS))


def _stroke(pen: ImageDraw.ImageDraw, points: list[tuple[float, float]]) -> None:
    """A cubic Bézier curve, thicker in its middle as ink is."""
    a, b, c, d = points
    for index in range(641):
        t = index / 640
        weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
        x, y = (
            sum(w * p[axis] for w, p in zip(weights, (a, b, c, d), strict=True)) for axis in (0, 1)
        )
        radius = 4 + 5 * math.sin(math.pi * t)
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=_BLUE)


def draw_seal(agency: str) -> bytes:
    """A red, transparent PNG of 425 × 425: two rings, the name around, a star within."""
    size = _SEAL * 2
    picture = Image.new("RGBA", (size, size), (206, 17, 38, 0))
    pen = ImageDraw.Draw(picture)
    pen.ellipse((6, 6, size - 7, size - 7), outline=_RED, width=14)
    pen.ellipse((170, 170, size - 171, size - 171), outline=_RED, width=6)
    _star(pen, size / 2, 150)
    text = agency.upper()
    letters = 78 if len(text) < 26 else 58 if len(text) < 40 else 44
    font = ImageFont.truetype(str(_FONT), letters)
    turn = min(330 / max(len(text), 1), 16)
    for index, letter in enumerate(text):
        angle = (index - (len(text) - 1) / 2) * turn
        tile = Image.new("RGBA", (2 * letters, 2 * letters), (206, 17, 38, 0))
        pen = ImageDraw.Draw(tile)
        pen.text((letters, letters), letter, font=font, fill=_RED, anchor="mm")
        reach, turned = size / 2 - 92, math.radians(angle)
        x, y = size / 2 + reach * math.sin(turned), size / 2 - reach * math.cos(turned)
        place = (round(x) - letters, round(y) - letters)
        picture.alpha_composite(tile.rotate(-angle, Image.Resampling.BICUBIC), place)
    return _png(picture.resize((_SEAL, _SEAL), Image.Resampling.LANCZOS))


def _star(pen: ImageDraw.ImageDraw, middle: float, radius: float) -> None:
    points = []
    for index in range(10):
        reach = radius if index % 2 == 0 else radius * 0.382
        angle = math.pi * index / 5 - math.pi / 2
        points.append((middle + reach * math.cos(angle), middle + reach * math.sin(angle)))
    pen.polygon(points, fill=_RED)


def _png(picture: Image.Image) -> bytes:
    output = BytesIO()
    picture.save(output, "PNG", optimize=True)
    return output.getvalue()
