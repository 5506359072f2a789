"""The pictures in a body: only what can be printed, under names that typst may read."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from PIL import Image, UnidentifiedImageError

from congvu.core.refused import Refused
from congvu.documents.rendering.body import images_of
from congvu.documents.rendering.content import DocumentContent, Images

_ENDINGS = {"PNG": "png", "JPEG": "jpg", "GIF": "gif", "WEBP": "webp"}
_MAX_PIXELS = 40_000_000


@dataclass(frozen=True)
class Picture:
    """One picture as it lies beside the template."""

    name: str
    content: bytes


def checked_images(content: DocumentContent, images: Images) -> dict[int, Picture]:
    """The pictures that the content shows; raises `Refused` (field `body`) for one that is not."""
    bodies = [content.body, *(annex.body for annex in content.annexes)]
    wanted = dict.fromkeys(file for body in bodies for file in images_of(body))
    return {file: _checked(file, images) for file in wanted}


def _checked(file: int, images: Images) -> Picture:
    try:
        content = images[file]
        with Image.open(BytesIO(content), formats=list(_ENDINGS)) as picture:
            kind, (width, height) = picture.format, picture.size
            fits = width * height <= _MAX_PIXELS
            if fits:
                picture.load()
    except (KeyError, UnidentifiedImageError, OSError, Image.DecompressionBombError):
        raise Refused(
            "Một ảnh trong văn bản không mở được; đề nghị ông/bà xóa ảnh đó rồi chèn lại "
            "(tệp PNG hoặc JPEG).",
            field="body",
        ) from None
    if not fits:
        raise Refused(
            f"Ảnh trong văn bản quá lớn ({width} × {height} điểm ảnh); đề nghị ông/bà thu nhỏ ảnh.",
            field="body",
        )
    return Picture(f"{file}.{_ENDINGS[kind or 'PNG']}", content)
