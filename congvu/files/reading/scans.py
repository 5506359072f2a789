"""Pictures and scanned pages, by tesseract with Vietnamese where it is installed."""

from __future__ import annotations

import functools
import io
import os
import shutil
import subprocess
from pathlib import Path
from typing import IO

from PIL import Image, ImageSequence

from congvu.files.reading.pictures import open_picture
from congvu.files.reading.report import Report, unreadable

_LONGEST_SIDE = 3300
_SMALLEST = 40
_SECONDS = 60


@functools.cache
def program_for_scans() -> str | None:
    """Tesseract's path, where it is installed with Vietnamese."""
    program = shutil.which("tesseract")
    if not program:
        return None
    listed = subprocess.run(  # noqa: S603
        [program, "--list-langs"], capture_output=True, text=True, check=False, timeout=20
    )
    return program if "vie" in listed.stdout.split() else None


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
            report.add(name, recognise(frame), scanned=True)


def recognise(image: Image.Image) -> str:
    """The text of the picture, its page first and then scattered words, where stamps stand.

    Raises `Unreadable` where Tesseract fails: a mark may stand in what nobody read.
    """
    program = program_for_scans()
    if program is None:
        return ""
    grey = image.convert("RGB").convert("L")
    grey.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    if max(grey.size) < 1200:
        grey = grey.resize((grey.width * 2, grey.height * 2))
    top = grey.crop((0, 0, grey.width, max(1, min(grey.height, int(grey.height * 0.4)))))
    return f"{_run(program, grey, mode=3)}\n\n{_run(program, top, mode=11)}"


def _run(program: str, image: Image.Image, *, mode: int) -> str:
    data = io.BytesIO()
    image.save(data, "PNG", compress_level=1)
    try:
        done = subprocess.run(  # noqa: S603
            [program, "stdin", "stdout", "-l", "vie", "--dpi", "200", "--psm", str(mode)],
            input=data.getvalue(),
            capture_output=True,
            check=False,
            timeout=_SECONDS,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
    except subprocess.TimeoutExpired as late:
        raise unreadable("trang quét trong thời gian cho phép") from late
    if done.returncode != 0:
        raise unreadable("trang quét")
    return done.stdout.decode("utf-8", "replace")
