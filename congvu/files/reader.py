"""Starting the process that reads a content, and hearing what it says."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from congvu.core.refused import Refused
from congvu.files.types import Media, Reading

_SECONDS = {"gate": 180, "whole": 1200, "photo": 180, "scan": 1200}
_ROOT = Path(__file__).resolve().parents[2]
UNREADABLE = (
    "Không đọc được nội dung tệp nên không thể tiếp nhận. "
    "Ông/bà kiểm tra lại tệp, lưu lại rồi tải lên."
)


def read_apart(path: Path, media: Media, *, whole: bool = False) -> Reading:
    """Read in a process of its own, under limits; raises `Refused` (field `file`) in words.

    Before acceptance all text and the first scanned pages are read; `whole` reads them all.
    """
    answer, _ = _asked(path, media, depth="whole" if whole else "gate")
    return Reading(answer["parts"], frozenset(answer["scanned"]), answer["complete"])


def picture_apart(path: Path, media: Media, *, photo: bool) -> tuple[bytes, str]:
    """A picture as PDF, made in such a process, and what was noticed of a photo."""
    answer, made = _asked(path, media, depth="photo" if photo else "scan")
    return made, answer["told"]


def _asked(path: Path, media: Media, *, depth: str) -> tuple[dict[str, Any], bytes]:
    command = [sys.executable, "-s", "-m", "congvu.files.reading", str(path), media.name, depth]
    head, _, rest = _run(command, seconds=_SECONDS[depth]).partition(b"\n")
    try:
        answer: dict[str, Any] = json.loads(head)
    except ValueError as crashed:
        raise Refused(UNREADABLE, field="file") from crashed
    if "refused" in answer:
        raise Refused(answer["refused"], field="file")
    return answer, rest


def _run(command: list[str], *, seconds: int) -> bytes:
    process = subprocess.Popen(  # noqa: S603 - our own module; the path is ours too
        command,
        cwd=_ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8"},
        start_new_session=True,
    )
    try:
        output, _ = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        # The reader may have started tesseract: end the whole session.
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return b""
    return output if process.returncode == 0 else b""
