"""Pictures as PDF, upright, page by page; and whether a photo can be read."""

from __future__ import annotations

import io
import warnings
from pathlib import Path

import pi_heif
import pikepdf
from PIL import Image, ImageFilter, ImageOps, ImageSequence, ImageStat

from congvu.files.reading.report import unreadable

MOST_PIXELS = 120_000_000
FORMATS = ("PNG", "JPEG", "TIFF", "GIF", "BMP", "WEBP", "HEIF")
_PAGES = 200
_DOTS = 200.0
_LONGEST = 2200
_JUDGED = 1000
_BLURRED = 60.0
_SMALLEST = 600


def open_picture(source: object) -> Image.Image:
    """The picture, of a kind that we read and not too large; nothing of it is decoded yet.

    Raises `Unreadable` for one too large, an `OSError` and the like for a broken one.
    """
    pi_heif.register_heif_opener()
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return Image.open(source, formats=FORMATS)  # type: ignore[arg-type]
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as huge:
        raise unreadable("ảnh quá lớn (trên 120 triệu điểm ảnh)") from huge


def as_pdf(path: Path, *, photo: bool) -> tuple[bytes, str]:
    """The picture's pages as PDF, and what was noticed of a photo.

    A scan keeps all its points at its own density; a photo is brought to the size of a page.
    """
    made, told = io.BytesIO(), ""
    try:
        with open_picture(path) as picture, pikepdf.new() as pages:
            dots = _DOTS if photo else float(picture.info.get("dpi", (_DOTS,))[0]) or _DOTS
            for frame, _ in zip(ImageSequence.Iterator(picture), range(_PAGES), strict=False):
                upright = ImageOps.exif_transpose(frame).convert("RGB")
                if photo:
                    told = told or noticed(upright)
                    upright.thumbnail((_LONGEST, _LONGEST))
                _add_page(pages, upright, dots)
            pages.save(made)
    except (OSError, SyntaxError, ValueError, EOFError) as broken:
        raise unreadable("ảnh bị hỏng hoặc tải lên chưa trọn") from broken
    return made.getvalue(), told


def _add_page(pages: pikepdf.Pdf, picture: Image.Image, dots: float) -> None:
    """One at a time: the pages of a thick scan do not stand in memory together."""
    page = io.BytesIO()
    picture.save(page, "PDF", resolution=dots, quality=85)
    with pikepdf.open(page) as single:
        pages.pages.extend(single.pages)


def noticed(image: Image.Image) -> str:
    """Why the photo may be hard to read, in a sentence; empty for a good one."""
    if min(image.size) < _SMALLEST:
        return "Ảnh nhỏ quá, chữ có thể không đọc được; ông/bà nên chụp lại gần hơn."
    if sharpness(image) < _BLURRED:
        return "Ảnh có vẻ bị mờ; ông/bà xem lại, nếu chữ không rõ thì chụp lại."
    return ""


def sharpness(image: Image.Image) -> float:
    """The variance of the edges at a common size: under 60 letters run together."""
    grey = image.convert("L")
    grey.thumbnail((_JUDGED, _JUDGED))
    kernel = ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), scale=1, offset=128)
    edges = grey.filter(kernel)
    return float(ImageStat.Stat(edges).var[0])
