"""Plain text in the codes that Vietnamese offices have used."""

from __future__ import annotations

from pathlib import Path

from congvu.files.reading.report import Report
from congvu.files.types import TEXT_LIMIT


def read(path: Path, report: Report) -> None:
    """UTF-8 or UTF-16 with its mark; else one byte a letter, as TCVN3 and VNI are."""
    with path.open("rb") as file:
        data = file.read(2 * TEXT_LIMIT)
        report.complete = not file.read(1)
    report.add("nội dung", _decoded(data))


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as broken:
        if broken.start > len(data) - 4:
            return data.decode("utf-8-sig", "ignore")
        return data.decode("latin-1")
