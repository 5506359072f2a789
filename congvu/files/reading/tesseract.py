"""Tesseract, where it is installed with Vietnamese: the text of a picture (tesseract(1))."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess

from congvu.files.reading.report import unreadable

_SECONDS = 60


@functools.cache
def installed() -> str | None:
    """The program's path; `None` also where it does not know Vietnamese."""
    program = shutil.which("tesseract")
    if not program:
        return None
    listed = subprocess.run(  # noqa: S603
        [program, "--list-langs"], capture_output=True, text=True, check=False, timeout=20
    )
    return program if "vie" in listed.stdout.split() else None


def text_of(program: str, picture: bytes, *, mode: int) -> str:
    """What it reads in the picture, a file's bytes; `mode` is how it looks for text (`--psm`).

    Raises `Unreadable` where it fails or takes too long: a mark may stand in what nobody read.
    """
    try:
        done = subprocess.run(  # noqa: S603
            [program, "stdin", "stdout", "-l", "vie", "--dpi", "200", "--psm", str(mode)],
            input=picture,
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
