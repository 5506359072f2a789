"""Contents of a message: packed as the axis's software packs them, and taken out again.

The axis's software puts each content into a ZIP of one entry named by a UUID, whatever the content
type says; others send the bare file. Both are taken.
"""

from __future__ import annotations

import shutil
import struct
import uuid
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from congvu.exchange.edxml.errors import Fault, FormatError

_ZIP = b"PK\x03\x04"
_PIECE = 1024 * 1024
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_DAY = (1980, 1, 1, 0, 0, 0)
_BROKEN = (  # all that `zipfile` raises over what is none, or a forged one
    *(zipfile.BadZipFile, zlib.error, struct.error),
    *(NotImplementedError, RuntimeError, EOFError, OSError, ValueError, OverflowError),
)


def packed(content: BinaryIO, *, name: str, key: str) -> Iterator[bytes]:
    """A ZIP of one entry in pieces, the same bytes for the same content, name and `key`.

    Stored and not compressed: PDFs are compressed already. The content is read twice, for its
    checksum stands before it.
    """
    entry = f"{uuid.uuid5(uuid.NAMESPACE_OID, key)}{PurePosixPath(name).suffix[:12]}"
    frame = _Frame()
    begin = content.tell()
    with (
        zipfile.ZipFile(cast("BinaryIO", frame), "w", zipfile.ZIP_STORED) as pack,
        pack.open(zipfile.ZipInfo(entry, _DAY), "w") as target,
    ):
        frame.within = True
        shutil.copyfileobj(content, target, _PIECE)
        frame.within = False
    yield frame.head
    content.seek(begin)
    while piece := content.read(_PIECE):
        yield piece
    yield bytes(frame.tail)


class _Frame:
    """Takes what `zipfile` writes before and behind a content, and only counts the content."""

    def __init__(self) -> None:
        self.head, self.tail = b"", bytearray()
        self.place, self.within = 0, False

    def write(self, written: bytes) -> int:
        if not self.within:
            if self.place == 0:
                self.head = bytes(written)
            else:
                self.tail += written
        self.place += len(written)
        return len(written)

    def seek(self, place: int, _whence: int = 0) -> int:
        self.place = place
        return place

    def tell(self) -> int:
        return self.place

    def flush(self) -> None:
        """Nothing is kept back."""


def taken_out(content: BinaryIO, *, name: str, most: int) -> BinaryIO:
    """The content itself: out of its ZIP where it is in one, no larger than `most` bytes."""
    content.seek(0)
    if content.read(4) != _ZIP:
        content.seek(0)
        return content
    try:
        with zipfile.ZipFile(content) as pack:
            entries = pack.infolist()
            if len(entries) != 1 or _is_own_zip(entries[0], name):
                content.seek(0)
                return content
            return _extracted(pack, entries[0], most)
    except _BROKEN as broken:
        raise FormatError(Fault.PROCESSING, "Không giải nén được nội dung đính kèm.") from broken


def _is_own_zip(entry: zipfile.ZipInfo, name: str) -> bool:
    """A ZIP that was sent as it is: named so outside, and not so inside."""
    return name.lower().endswith(".zip") and not entry.filename.lower().endswith(".zip")


def _extracted(pack: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> BinaryIO:
    if entry.flag_bits & 1 or entry.is_dir() or entry.compress_type not in _METHODS:
        raise FormatError(Fault.PROCESSING, "Nội dung đính kèm bị khóa, hoặc nén kiểu lạ.")
    file = cast("BinaryIO", SpooledTemporaryFile(max_size=_PIECE))  # noqa: SIM115 - caller closes
    left = most
    with pack.open(entry) as source:
        while piece := source.read(min(_PIECE, left + 1)):
            left -= len(piece)
            if left < 0:
                raise FormatError(Fault.FILE, "Nội dung đính kèm giải nén quá dung lượng cho phép.")
            file.write(piece)
    file.seek(0)
    return file
