"""Asking the process that reads contents, and hearing what it says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from congvu.core.refused import Refused
from congvu.core.waiting import Pool
from congvu.files.types import Media, Reading

_SECONDS = {"gate": 180, "whole": 1200, "photo": 180, "scan": 1200}
_readers = Pool("congvu.files.reading")
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
    asked = {"path": str(path.absolute()), "media": media.name, "depth": depth}
    head, _, rest = _readers.ask(asked, seconds=_SECONDS[depth]).partition(b"\n")
    try:
        answer: dict[str, Any] = json.loads(head)
    except ValueError as crashed:
        raise Refused(UNREADABLE, field="file") from crashed
    if "refused" in answer:
        raise Refused(answer["refused"], field="file")
    return answer, rest
