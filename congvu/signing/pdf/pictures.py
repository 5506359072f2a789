"""Pictures of signatures and seals as PDF wants them, packed once."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Any

from PIL import Image, UnidentifiedImageError

from congvu.core.refused import Refused
from congvu.signing.pdf.objects import Object, name, number, stream

MAX_BYTES = 2 * 1024 * 1024
_MAX_SIDE, _KEPT_SIDE = 5000, 850


@dataclass(frozen=True)
class CachedImage:
    """An RGB picture and its transparency, compressed (Flate), ready for any number of files."""

    width: int
    height: int
    colours: bytes
    alpha: bytes

    def drawn(self, width: float, height: float) -> bytes:
        """The operators that draw it as `/I` in a box of that size: left, in the middle."""
        scale = min(width / self.width, height / self.height)
        wide, tall = self.width * scale, self.height * scale
        return b"q %.3f 0 0 %.3f 0 %.3f cm /I Do Q" % (wide, tall, (height - tall) / 2)

    def add_to(self, writer: Any) -> Object:
        """The image XObject with its soft mask (ISO 32000-1, 8.9.5, 11.6.5.3)."""
        mask = writer.add_object(self._stream(self.alpha, "/DeviceGray"))
        picture = self._stream(self.colours, "/DeviceRGB")
        picture["/SMask"] = mask
        return writer.add_object(picture)

    def _stream(self, packed: bytes, space: str) -> Object:
        entries = {
            "/Type": name("/XObject"),
            "/Subtype": name("/Image"),
            "/Width": number(self.width),
            "/Height": number(self.height),
            "/ColorSpace": name(space),
            "/BitsPerComponent": number(8),
            "/Filter": name("/FlateDecode"),
        }
        return stream(entries, packed=packed)


def clean_picture(content: bytes) -> bytes:
    """A person's picture as a plain PNG with transparency, at most 850 pixels wide or high.

    Raises `Refused` (field `image`) for what is no PNG, too large, or empty to look at.
    """
    if len(content) > MAX_BYTES:
        raise Refused("Ảnh quá lớn; ông/bà chọn tệp PNG không quá 2 MB.", field="image")
    try:
        with Image.open(BytesIO(content), formats=("PNG",)) as opened:
            if max(opened.size) > _MAX_SIDE or min(opened.size) < 20:
                raise Refused("Ảnh phải từ 20 đến 5.000 điểm ảnh mỗi chiều.", field="image")
            picture = opened.convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as fault:
        raise Refused(
            "Tệp không phải ảnh PNG đọc được. Ông/bà chọn ảnh PNG nền trong suốt.", field="image"
        ) from fault
    visible = picture.getchannel("A").getbbox()
    if visible is None:
        raise Refused("Ảnh trống, không có nét nào. Ông/bà chọn ảnh khác.", field="image")
    if picture.getchannel("A").getextrema() == (255, 255):
        raise Refused(
            "Ảnh chưa có nền trong suốt nên sẽ che mất chữ của văn bản. "
            "Ông/bà xóa nền ảnh, lưu lại dạng PNG rồi tải lên.",
            field="image",
        )
    picture = picture.crop(visible)
    picture.thumbnail((_KEPT_SIDE, _KEPT_SIDE))
    output = BytesIO()
    picture.save(output, "PNG", optimize=True)
    return output.getvalue()


@lru_cache(maxsize=64)
def pale(png: bytes) -> bytes:
    """The picture as a shadow of itself, for showing where it will stand."""
    with Image.open(BytesIO(png), formats=("PNG",)) as opened:
        picture = opened.convert("RGBA")
    picture.putalpha(picture.getchannel("A").point(lambda strength: strength * 2 // 5))
    output = BytesIO()
    picture.save(output, "PNG")
    return output.getvalue()


@lru_cache(maxsize=64)
def cached(png: bytes) -> CachedImage:
    """The picture packed for PDF; the last 64 are kept."""
    with Image.open(BytesIO(png), formats=("PNG",)) as opened:
        picture: Any = opened.convert("RGBA")
    alpha = picture.getchannel("A")
    return CachedImage(
        width=picture.width,
        height=picture.height,
        colours=zlib.compress(picture.convert("RGB").tobytes(), 9),
        alpha=zlib.compress(alpha.tobytes(), 9),
    )
