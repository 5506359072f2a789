"""DOCX, XLSX, ODT, ODS: all their text, headers and footers, properties, and pictures."""

from __future__ import annotations

import io
import re
from pathlib import Path, PurePosixPath
from typing import IO

from congvu.files.reading.markup import Sheet, Words
from congvu.files.reading.packages import Package
from congvu.files.reading.report import Report, Unreadable, unreadable
from congvu.files.reading.scans import read_image
from congvu.files.types import Media

_PICTURES = {".png", ".jpg", ".jpeg", ".tif", ".tiff", ".gif", ".bmp", ".webp"}
_NESTED = {".docx": Media.DOCX, ".xlsx": Media.XLSX, ".odt": Media.ODT, ".ods": Media.ODS}
_PARTS = (
    (re.compile(r"^word/(?:header|footer)\d*\.xml$"), "đầu trang, chân trang"),
    (re.compile(r"^word/(?!theme|styles|settings|fontTable|numbering|web)[^/]+\.xml$"), "nội dung"),
    (re.compile(r"^xl/(?:workbook|comments[^/]*)\.xml$|^xl/drawings/[^/]+\.xml$"), "nội dung"),
    (re.compile(r"^(?:word|xl)/(?:charts|diagrams|drawings)/[^/]+\.(?:xml|vml)$"), "hình vẽ"),
    (re.compile(r"^docProps/[^/]+\.xml$|^meta\.xml$"), "thuộc tính tệp"),
    (re.compile(r"^styles\.xml$"), "đầu trang, chân trang"),
    (re.compile(r"^content\.xml$|^Object [^/]+/content\.xml$"), "nội dung"),
)
MACROS = (
    "Không tiếp nhận tệp có macro. Ông/bà lưu lại dưới dạng không có macro (DOCX, XLSX, ODT) "
    "rồi tải lên."
)


def read(source: Path | IO[bytes], media: Media, report: Report, *, depth: int = 0) -> None:
    """Read the package; packages inside it are read too, two deep at most."""
    package = Package(source)
    _refuse_active(package)
    if media is Media.XLSX:
        _read_sheets(package, report)
    for name in package.names:
        part = next((label for pattern, label in _PARTS if pattern.match(name)), None)
        if part:
            _read_part(package, name, report, part=part)
    _read_inside(package, report, depth=depth)


def _refuse_active(package: Package) -> None:
    for name in package.names:
        low = name.lower()
        if low.endswith(("vbaproject.bin", ".xlm")) or low.startswith(
            ("scripts/", "xl/macrosheets/")
        ):
            raise Unreadable(MACROS)
        if low.startswith("basic/") and not low.endswith(("script-lc.xml", "script-lb.xml", "/")):
            raise Unreadable(MACROS)
    if "META-INF/manifest.xml" in package.names:
        manifest = package.bytes_of("META-INF/manifest.xml")
        if b"encryption-data" in manifest:
            raise unreadable("tệp có mật khẩu hoặc đã mã hóa")


def _read_part(package: Package, name: str, report: Report, *, part: str) -> None:
    words = Words(only=frozenset({"t", "delText"}) if name.startswith(("word/", "xl/")) else None)
    package.parse(name, words)
    report.add(part, words.text)


def _read_sheets(package: Package, report: Report) -> None:
    shared = Words(only=frozenset({"t"}))
    if "xl/sharedStrings.xml" in package.names:
        package.parse("xl/sharedStrings.xml", shared)
    strings = shared.text.split("\x1e")
    for name in package.names:
        if re.match(r"^xl/worksheets/[^/]+\.xml$", name):
            sheet = Sheet(strings)
            package.parse(name, sheet)
            report.add("nội dung", "\n".join(sheet.lines))


def _read_inside(package: Package, report: Report, *, depth: int) -> None:
    """Pictures are read as scans, packages as packages; other objects can't be read."""
    for name in package.names:
        ending = PurePosixPath(name).suffix.lower()
        if ending in _PICTURES and "thumbnail" not in name.lower():
            read_image(io.BytesIO(package.bytes_of(name)), report, part="ảnh trong tệp")
        elif "/embeddings/" in name and not name.endswith("/"):
            if ending not in _NESTED or depth >= 2:
                raise unreadable("đối tượng nhúng trong tệp (OLE)")
            inner = io.BytesIO(package.bytes_of(name))
            read(inner, _NESTED[ending], report, depth=depth + 1)
