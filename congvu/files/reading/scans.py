"""Pictures and scanned pages, by tesseract with Vietnamese where it is installed."""

from __future__ import annotations

import io
from pathlib import Path
from typing import IO

from PIL import Image, ImageSequence

from congvu.files.reading import tesseract
from congvu.files.reading.pictures import open_picture
from congvu.files.reading.report import Report, Unreadable, unreadable

_LONGEST_SIDE = 3300
_SMALLEST = 40


def read_image(source: Path | IO[bytes], report: Report, *, part: str) -> None:
    """Check every frame of the picture and read as many as the report still takes."""
    try:
        with open_picture(source) as image:
            _read_frames(image, report, part=part)
    except (OSError, SyntaxError, ValueError, EOFError) as broken:
        raise unreadable("ảnh bị hỏng hoặc tải lên chưa trọn") from broken


def _read_frames(image: Image.Image, report: Report, *, part: str) -> None:
    written = [str(value) for value in image.info.values() if isinstance(value, str)]
    report.add(f"{part} (thông tin kèm theo)", "\n".join(written))
    for number, frame in enumerate(ImageSequence.Iterator(image), start=1):
        if number > 1000:
            raise unreadable("ảnh có quá 1.000 trang")
        frame.load()
        if min(frame.size) >= _SMALLEST and report.take_page():
            name = part if number == 1 else f"{part}, trang {number}"
            read_scan(frame, report, part=name)


def read_scan(image: Image.Image, report: Report, *, part: str) -> None:
    """Add what the picture says; one at which Tesseract fails is left out, unless all must be read.

    Raises `Unreadable` then.
    """
    try:
        text = _recognised(image)
    except Unreadable:
        if report.strict:
            raise
        report.complete = False
    else:
        report.add(part, text, scanned=True)


def _recognised(image: Image.Image) -> str:
    """The text of the picture, its page first and then scattered words, where stamps stand."""
    program = tesseract.installed()
    if program is None:
        return ""
    grey = image.convert("RGB").convert("L")
    grey.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    if max(grey.size) < 1200:
        grey = grey.resize((grey.width * 2, grey.height * 2))
    top = grey.crop((0, 0, grey.width, max(1, min(grey.height, int(grey.height * 0.4)))))
    found = [
        tesseract.text_of(program, _png(one), mode=mode) for one, mode in ((grey, 3), (top, 11))
    ]
    return "\n\n".join(found)


def _png(image: Image.Image) -> bytes:
    data = io.BytesIO()
    image.save(data, "PNG", compress_level=1)
    return data.getvalue()
