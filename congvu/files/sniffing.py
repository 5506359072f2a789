"""What a content is, by its own bytes; its name and the sender's word are never believed."""

from __future__ import annotations

import os
import re
import struct
import zipfile
from pathlib import Path

from congvu.core.refused import Refused
from congvu.files.types import ACCEPTED, Media

_HEAD = 64 * 1024
_SIGNATURES = (
    (b"%PDF-", Media.PDF),
    (b"\x89PNG\r\n\x1a\n", Media.PNG),
    (b"\xff\xd8\xff", Media.JPEG),
    (b"II*\x00", Media.TIFF),
    (b"MM\x00*", Media.TIFF),
)
_HEIF = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1"})
_PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xfe\xed\xfa")
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"MSCF")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKUP = re.compile(
    rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|script|svg|\?xml|\?php)", re.IGNORECASE
)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")

PROGRAM = "Không tiếp nhận tệp chương trình (tệp chạy được), dù mang tên gì."
ARCHIVE = (
    "Không đọc được nội dung tệp nén nên không thể tiếp nhận. "
    "Ông/bà giải nén rồi tải lên từng tệp bên trong."
)
MACROS = "Không tiếp nhận tệp có macro. Ông/bà lưu lại thành DOCX, XLSX rồi tải lên."
ENCRYPTED = (
    "Không đọc được nội dung tệp có mật khẩu hoặc đã mã hóa nên không thể tiếp nhận. "
    "Ông/bà bỏ mật khẩu rồi tải lên."
)
OLD_OFFICE = (
    "Không đọc được nội dung tệp Word, Excel định dạng cũ (DOC, XLS) nên không thể tiếp nhận. "
    "Ông/bà lưu lại thành DOCX, XLSX hoặc PDF rồi tải lên."
)
BROKEN_ZIP = (
    "Không đọc được nội dung tệp vì tệp bị hỏng hoặc tải lên chưa trọn, nên không thể tiếp nhận."
)
HIDDEN = (
    "Không tiếp nhận tệp mang theo dữ liệu khác ở cuối (tệp ghép). "
    "Ông/bà mở tệp, lưu hoặc in lại ra tệp mới rồi tải lên."
)
UNKNOWN = f"Không tiếp nhận loại tệp này. Hệ thống nhận {ACCEPTED}."


def sniff(path: Path) -> Media:
    """The kind of the content at `path`; raises `Refused` in words for what is not accepted."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    for signature, media in _SIGNATURES:
        if head.startswith(signature):
            _check_end(path, media)
            return media
    if head[4:8] == b"ftyp" and head[8:12] in _HEIF:
        _check_end(path, Media.HEIC)
        return Media.HEIC
    if head.startswith(b"PK\x03\x04"):
        return _zipped(path)
    return _text(head) if not (reason := _refusal(head)) else _refuse(reason)


def _refuse(sentence: str) -> Media:
    raise Refused(sentence, field="file")


def _refusal(head: bytes) -> str:
    if head.startswith(_PROGRAMS):
        return PROGRAM
    if head.startswith(_ARCHIVES) or head[257:262] == b"ustar":
        return ARCHIVE
    if head.startswith(_OLE):
        return ENCRYPTED if "EncryptedPackage".encode("utf-16-le") in head else OLD_OFFICE
    return ""


def _text(head: bytes) -> Media:
    """Plain text in UTF-8, UTF-16 with its mark, or an old Vietnamese code of one byte."""
    if _MARKUP.match(head):
        return _refuse(UNKNOWN)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or not _CONTROL.search(head):
        return Media.TEXT
    return _refuse(UNKNOWN)


def _zipped(path: Path) -> Media:
    _check_directory(path)
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            kind = _small(archive, "mimetype", names)
            types = _small(archive, "[Content_Types].xml", names)
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, ValueError):
        return _refuse(BROKEN_ZIP)
    if b"macroEnabled" in types or any(n.lower().endswith("vbaproject.bin") for n in names):
        return _refuse(MACROS)
    for media in (Media.ODT, Media.ODS):
        if kind.strip() == media.media_type.encode() and "content.xml" in names:
            return media
    for part, media in (("word/document.xml", Media.DOCX), ("xl/workbook.xml", Media.XLSX)):
        if part in names and types:
            return media
    return _refuse(ARCHIVE)


def _small(archive: zipfile.ZipFile, name: str, names: set[str]) -> bytes:
    if name not in names:
        return b""
    with archive.open(name) as part:
        return part.read(1024 * 1024)


def _check_end(path: Path, media: Media) -> None:
    """Refuse what is two files at once: the one that is read would hide the other."""
    with path.open("rb") as file:
        file.seek(-min(path.stat().st_size, 4096), os.SEEK_END)
        rest = file.read().rpartition(b"%%EOF")
    if media is Media.PDF and rest[1] and rest[2].strip(b"\r\n\t \0"):
        _refuse(HIDDEN)
    if zipfile.is_zipfile(path):
        try:
            with zipfile.ZipFile(path) as archive:
                hidden = bool(archive.namelist())
        except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, ValueError):
            hidden = False
        if hidden:
            _refuse(HIDDEN)


def _check_directory(path: Path) -> None:
    """Refuse a directory too large to be an office file's, before anything reads it whole."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(-min(size, 66_000), os.SEEK_END)
        tail = file.read()
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or len(tail) < place + 22:
        _refuse(BROKEN_ZIP)
    entries, length, _, comment = struct.unpack_from("<HIIH", tail, place + 10)
    if place + 22 + comment < len(tail):
        _refuse(HIDDEN)
    if entries > 10_000 or length > 4 * 1024 * 1024:
        _refuse(ARCHIVE)
