"""What stands behind the last signature: nothing but what its tables list, byte by byte.

A reader that finds a broken table looks through the file for objects by itself and takes the last
it meets (ISO 32000-2, C.2); what no table lists would be shown by it, though the diff of the tables
knows nothing of it (incremental saving attacks: Mladenov, Mainka and others, CCS 2019).
"""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from congvu.signing.types import Check, Result

_SPACE = rb"[\0\t\n\f\r ]"
_BLANK = re.compile(_SPACE + rb"*")
_HEADER = re.compile(rb"(\d{1,10})" + _SPACE + rb"+(\d{1,5})" + _SPACE + rb"+obj" + _SPACE + rb"*")
_END_OF_OBJECT = re.compile(_SPACE + rb"*endobj")
_END = re.compile(
    _SPACE + rb"*startxref" + _SPACE + rb"+(\d{1,12})" + _SPACE + rb"+%%EOF" + _SPACE + rb"*"
)


def after_the_last(reader: PdfFileReader, pdf: bytes, last: EmbeddedPdfSignature) -> Check:
    """The check of what follows the bytes that the last signature covers."""
    try:
        start, length = (int(number) for number in list(last.byte_range)[2:4])
        at, first = start + length, last.signed_revision + 1
        highest = max(_highest(reader, revision) for revision in range(first))
        for revision in range(first, reader.xrefs.total_revisions):
            at = _explained(reader, pdf, at, revision)
            highest = max(highest, _highest(reader, revision))
            if not _of_that_size(reader, revision, highest):
                raise ValueError("another size than the tables say")
        sound = _BLANK.fullmatch(pdf, at) is not None
    except Exception:  # noqa: BLE001 - a stranger's bytes: whatever they raise, they are not sound
        sound = False
    return Check(
        "trailing",
        "Phần sau chữ ký cuối cùng",
        Result.VALID if sound else Result.INVALID,
        "Không có dữ liệu lạ sau chữ ký cuối cùng."
        if sound
        else "Có dữ liệu lạ được gắn thêm sau chữ ký cuối cùng.",
    )


def _explained(reader: PdfFileReader, pdf: bytes, at: int, revision: int) -> int:
    """Where the revision that begins there ends; raises for a byte too many."""
    table = reader.xrefs.get_xref_data(revision).standard_xrefs
    where = reader.xrefs.get_xref_container_info(revision)
    begin = where.declared_startxref
    listed = {offset: (number, age) for number, (age, offset) in table.items()}
    listed.pop(begin, None)
    stream = BytesIO(pdf)
    for offset, named in sorted(listed.items()):
        if _past_blanks(pdf, at) != offset:
            raise _unexplained(at)
        _, at = _object(reader, stream, pdf, offset, named)
    if _past_blanks(pdf, at) != begin:
        raise _unexplained(at)
    if where.stream_ref is not None:
        named = where.stream_ref.idnum, where.stream_ref.generation
        own, at = _object(reader, stream, pdf, begin, named)
    elif pdf.startswith(b"xref", begin):
        stream.seek(where.end_location)
        own = generic.DictionaryObject.read_from_stream(stream, generic.TrailerReference(reader))
        at = stream.tell()
    else:
        raise _unexplained(begin)
    end = _END.match(pdf, at)
    if end is None or int(end[1]) != begin or not _of_the_same_file(own, reader):
        raise _unexplained(at)
    return end.end()


def _highest(reader: PdfFileReader, revision: int) -> int:
    """The highest number of an object that the revision's tables name."""
    listed = reader.xrefs.get_xref_data(revision)
    tables = (listed.standard_xrefs, listed.xrefs_in_objstm, listed.freed)
    return max((max(numbers) for numbers in tables if numbers), default=0)


def _of_that_size(reader: PdfFileReader, revision: int, highest: int) -> bool:
    """Whether its trailer says one more than the highest number so far (ISO 32000-2, 7.5.5), or
    what the one before said if that is more, as many programs go on.
    """
    before, said = (
        reader.xrefs.get_xref_container_info(one).size for one in (revision - 1, revision)
    )
    return said in {highest + 1, max(highest + 1, before)}


def _of_the_same_file(trailer: Any, reader: PdfFileReader) -> bool:
    """Whether a trailer names the file's own root by itself, and no second table."""
    root = trailer.raw_get("/Root").reference
    return root == reader.root_ref and "/Encrypt" not in trailer and "/XRefStm" not in trailer


def _object(
    reader: PdfFileReader, stream: BytesIO, pdf: bytes, offset: int, named: tuple[int, int]
) -> tuple[Any, int]:
    """The object of that number at that place, and where it ends."""
    header = _HEADER.match(pdf, offset)
    if header is None or (int(header[1]), int(header[2])) != named:
        raise ValueError("another object than the table says")
    stream.seek(header.end())
    found = generic.read_object(stream, generic.Reference(*named, reader))
    end = _END_OF_OBJECT.match(pdf, stream.tell())
    if end is None:
        raise ValueError("an object without an end")
    return found, end.end()


def _past_blanks(pdf: bytes, at: int) -> int:
    blank = _BLANK.match(pdf, at)
    return blank.end() if blank else at


def _unexplained(at: int) -> ValueError:
    return ValueError(f"bytes that no table explains from {at}")
