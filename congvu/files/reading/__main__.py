"""The process that reads one content and ends."""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

from congvu.files.reading import office, pdf, plain, scans
from congvu.files.reading.report import Report, Unreadable, unreadable
from congvu.files.types import Media

_MEMORY = 2 * 1024**3
_PAGES = {"gate": 3, "whole": 100}
_PROCESSOR_SECONDS = {"gate": 90, "whole": 600}


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
    elif media in {Media.PNG, Media.JPEG, Media.TIFF}:
        scans.read_image(path, report, part="ảnh")
    elif media is Media.TEXT:
        plain.read(path, report)
    else:
        office.read(path, media, report)


def main(path: str, media: str, depth: str) -> dict[str, object]:
    """What was read, or why it can't be."""
    _limit(depth)
    report = Report(pages=_PAGES[depth])
    try:
        _read(Path(path), Media[media], report)
    except Unreadable as refused:
        return {"refused": str(refused)}
    except MemoryError:
        return {"refused": str(unreadable("tệp vì nội dung quá lớn,"))}
    return {"parts": report.parts, "scanned": report.scanned, "complete": report.complete}


if __name__ == "__main__":
    answer = main(*sys.argv[1:4])
    sys.stdout.buffer.write(json.dumps(answer).encode())
