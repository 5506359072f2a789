"""The process that waits and reads each content in a fork."""

from __future__ import annotations

import gc
import json
import resource
from pathlib import Path
from typing import Any

from congvu.core.waiting import serve
from congvu.files.reading import office, pdf, pictures, plain, scans
from congvu.files.reading.report import Report, Unreadable, unreadable
from congvu.files.types import PICTURES, Media

_MEMORY = 2 * 1024**3
_MOST_ANSWER = 1024**3
_PAGES = {"gate": 3, "whole": 100}
_PROCESSOR_SECONDS = {"gate": 90, "whole": 600, "photo": 90, "scan": 600}


def _limit(depth: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    seconds = _PROCESSOR_SECONDS[depth]
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Answers go through pipes: nothing here has a file to write.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _read(path: Path, media: Media, report: Report) -> None:
    if media is Media.PDF:
        pdf.read(path, report)
    elif media in PICTURES:
        scans.read_image(path, report, part="ảnh")
    elif media is Media.TEXT:
        plain.read(path, report)
    else:
        office.read(path, media, report)


def main(path: str, media: str, depth: str) -> tuple[dict[str, object], bytes]:
    """What was read, or why it can't be; and the PDF, where that was asked for."""
    _limit(depth)
    try:
        if depth in {"photo", "scan"}:
            made, told = pictures.as_pdf(Path(path), photo=depth == "photo")
            return {"told": told}, made
        report = Report(pages=_PAGES[depth], strict=depth == "gate")
        _read(Path(path), Media[media], report)
    except Unreadable as refused:
        return {"refused": str(refused)}, b""
    except MemoryError:
        return {"refused": str(unreadable("tệp vì nội dung quá lớn,"))}, b""
    found = {"parts": report.parts, "scanned": report.scanned, "complete": report.complete}
    return found, b""


def _work(asked: dict[str, Any], _content: bytes) -> bytes:
    gc.enable()
    answer, made = main(asked["path"], asked["media"], asked["depth"])
    return json.dumps(answer).encode() + b"\n" + made


if __name__ == "__main__":
    serve(_work, most=_MOST_ANSWER)
