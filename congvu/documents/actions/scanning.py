"""A scan that came as a picture becomes a PDF, so that every document shows the same way."""

from __future__ import annotations

import io
from pathlib import PurePath

import pikepdf
from PIL import Image, ImageOps, ImageSequence

from congvu.core.refused import Refused
from congvu.directory.models import Appointment
from congvu.files.actions import keep
from congvu.files.models import StoredFile
from congvu.files.queries import open_file
from congvu.files.types import Media

_PAGES = 200


def page_of_scan(file: StoredFile, *, actor: Appointment) -> StoredFile:
    """The scan as PDF; a PDF is its own. Raises `Refused` (field `file`) for what is no picture."""
    if file.media_type == Media.PDF.media_type:
        return file
    return keep(
        _pdf_of(file),
        name=f"{PurePath(file.name).stem}.pdf",
        media_type=Media.PDF.media_type,
        agency=file.agency,
        actor=actor,
        like=file,
    )


def _pdf_of(file: StoredFile) -> bytes:
    made = io.BytesIO()
    try:
        with (
            open_file(file) as content,
            Image.open(content) as picture,
            pikepdf.new() as pages,
        ):
            dots = float(picture.info.get("dpi", (200, 200))[0]) or 200.0
            for frame, _ in zip(ImageSequence.Iterator(picture), range(_PAGES), strict=False):
                _add_page(pages, frame, dots)
            pages.save(made)
    except (OSError, ValueError, Image.DecompressionBombError) as broken:
        raise Refused("Không đọc được ảnh quét; xin quét lại.", field="file") from broken
    return made.getvalue()


def _add_page(pages: pikepdf.Pdf, frame: Image.Image, dots: float) -> None:
    """One at a time: the pages of a thick scan do not stand in memory together."""
    page = io.BytesIO()
    ImageOps.exif_transpose(frame).convert("RGB").save(page, "PDF", resolution=dots)
    with pikepdf.open(page) as single:
        pages.pages.extend(single.pages)
