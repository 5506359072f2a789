"""Office files as packages: a zip whose sizes are checked before and while it is read."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Protocol

from lxml import etree

from congvu.files.reading.report import unreadable

_MOST_ENTRIES = 10_000
_MOST_BYTES = 1024 * 1024 * 1024
_MOST_XML = 200 * 1024 * 1024
_RATIO = 200
_SLACK = 20 * 1024 * 1024
_CHUNK = 256 * 1024
BROKEN = (zipfile.BadZipFile, zlib.error, OSError, NotImplementedError, ValueError, EOFError)


class Target(Protocol):
    """What hears a part as it is parsed (lxml's parser target)."""

    def start(self, tag: str, attrib: Mapping[str, str]) -> None: ...
    def data(self, data: str) -> None: ...
    def end(self, tag: str) -> None: ...
    def close(self) -> None: ...


class Package:
    """The parts of an open package; every read is bounded."""

    def __init__(self, source: Path | IO[bytes]) -> None:
        try:
            self.archive = zipfile.ZipFile(source)
        except BROKEN as broken:
            raise unreadable("tệp vì tệp bị hỏng hoặc tải lên chưa trọn,") from broken
        entries = self.archive.infolist()
        total = sum(entry.file_size for entry in entries)
        packed = sum(entry.compress_size for entry in entries)
        if len(entries) > _MOST_ENTRIES or total > _MOST_BYTES or total > _RATIO * packed + _SLACK:
            raise unreadable("tệp vì khi mở ra lớn bất thường (tệp nén nhiều lần),")
        if any(entry.flag_bits & 1 for entry in entries):
            raise unreadable("tệp có mật khẩu")
        self.names = [entry.filename for entry in entries]
        self.left = _MOST_XML

    def bytes_of(self, name: str) -> bytes:
        """A part as bytes, at most what is left of the allowance."""
        try:
            with self.archive.open(name) as part:
                data = part.read(self.left + 1)
        except RuntimeError as locked:
            raise unreadable("tệp có mật khẩu") from locked
        except BROKEN as broken:
            raise unreadable("tệp vì tệp bị hỏng hoặc tải lên chưa trọn,") from broken
        self.left -= len(data)
        if self.left < 0:
            raise unreadable("tệp vì khi mở ra lớn bất thường (tệp nén nhiều lần),")
        return data

    def parse(self, name: str, target: Target) -> None:
        """Tell the target every element and text of an XML part, in order, keeping none of it."""
        data = self.bytes_of(name)
        if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data[:65_536]:
            raise unreadable("tệp vì có định nghĩa thực thể XML,")
        parser = etree.XMLParser(
            target=target,  # type: ignore[arg-type]
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            huge_tree=False,
        )
        try:
            for place in range(0, len(data), _CHUNK):
                parser.feed(data[place : place + _CHUNK])
            parser.close()
        except etree.XMLSyntaxError as broken:
            raise unreadable("tệp vì phần bên trong bị hỏng hoặc lồng quá sâu,") from broken
