"""Bytes behind the last signature: evidence may be added there, and nothing else.

What a reader shows who mends a broken table is no part of what the tables say; and programs that
note when they wrote are no forgers.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO

import pikepdf
import pytest
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.validation.dss import DocumentSecurityStore

from congvu.signing.pdf import lasting, preparing, signing
from congvu.signing.pdf.objects import name, stream, text
from congvu.signing.pdf.slots import default_slots
from congvu.signing.pdf.writer import append_to, written
from congvu.signing.tests.attacks import put
from congvu.signing.tests.test_signing import look, world
from congvu.signing.types import Result


def with_evidence(pdf: bytes) -> bytes:
    known = lasting.Evidence((world().agency.certificate.dump(),), world().trust.lists)
    return lasting.with_evidence(pdf, known)


def moved(pdf: bytes, extra: bytes, at: int) -> bytes:
    """The file with bytes more in its last revision, its table found all the same."""
    begin = int(re.findall(rb"startxref\s+(\d+)", pdf)[-1])
    made = pdf[:at] + extra + pdf[at:]
    end = made.rindex(b"startxref")
    return made[:end] + b"startxref\n%d\n%%%%EOF\n" % (begin + len(extra))


def before_the_table(pdf: bytes) -> int:
    return int(re.findall(rb"startxref\s+(\d+)", pdf)[-1])


_PAGE = b"13 0 obj\n<</Type/Page/MediaBox[0 0 9 9]/Parent 1 0 R>>\nendobj\n"


def an_object_that_no_table_lists(pdf: bytes) -> bytes:
    return moved(pdf, _PAGE, before_the_table(pdf))


def an_object_in_a_remark(pdf: bytes) -> bytes:
    return moved(pdf, b"%\r" + _PAGE, before_the_table(pdf))


def an_object_between_table_and_trailer(pdf: bytes) -> bytes:
    at = pdf.rindex(b"trailer")
    return pdf[:at] + _PAGE + pdf[at:]


def an_object_behind_the_trailer(pdf: bytes) -> bytes:
    at = pdf.rindex(b"startxref")
    return pdf[:at] + _PAGE + pdf[at:]


def a_table_that_is_not_there(pdf: bytes) -> bytes:
    """A reader that looks for it by itself finds it, another mends the file."""
    begin = before_the_table(pdf)
    at = pdf.rindex(b"startxref")
    return pdf[:at] + b"startxref\n%d\n%%%%EOF\n" % (begin - 1)


def a_trailer_without_a_root(pdf: bytes) -> bytes:
    at = pdf.rindex(b"/Root")
    return pdf[:at] + b"/Ruot" + pdf[at + 5 :]


def a_second_table(pdf: bytes) -> bytes:
    at = pdf.rindex(b"/Prev")
    return pdf[:at] + b"/XRefStm 15 " + pdf[at:]


def a_size_too_great(pdf: bytes) -> bytes:
    begin, end = _of_the_last_size(pdf)
    return pdf[:begin] + b"2147483648" + pdf[end:]


def a_size_too_great_by_one(pdf: bytes) -> bytes:
    begin, end = _of_the_last_size(pdf)
    return pdf[:begin] + b"%d" % (int(pdf[begin:end]) + 1) + pdf[end:]


def a_size_too_small(pdf: bytes) -> bytes:
    begin, end = _of_the_last_size(pdf)
    return pdf[:begin] + b"1" + pdf[end:]


def _of_the_last_size(pdf: bytes) -> tuple[int, int]:
    return list(re.finditer(rb"/Size (\d+)", pdf))[-1].span(1)


CHANGES = (
    an_object_that_no_table_lists,
    an_object_in_a_remark,
    an_object_between_table_and_trailer,
    an_object_behind_the_trailer,
    a_table_that_is_not_there,
    a_trailer_without_a_root,
    a_second_table,
    a_size_too_great,
    a_size_too_great_by_one,
    a_size_too_small,
)


def test_evidence_behind_the_seal_is_welcome() -> None:
    assert look(with_evidence(world().sealed)).result is Result.VALID
    assert look(with_evidence(with_evidence(world().sealed))).result is Result.VALID


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_what_no_table_explains_spoils_the_file(change: Callable[[bytes], bytes]) -> None:
    sound = with_evidence(world().sealed)
    changed = change(sound)
    assert changed.startswith(world().sealed)
    assert look(changed).result is not Result.VALID


def test_a_file_whose_tables_are_streams_is_read_alike() -> None:
    with pikepdf.open(BytesIO(world().blank)) as opened:
        held = BytesIO()
        opened.save(held, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    packed = held.getvalue()
    assert b"\nxref" not in packed
    prepared = preparing.prepare(packed, default_slots(packed))
    signed = signing.sign(prepared, provider=world().agency, image=None)
    assert look(signed).signatures[0].result is Result.VALID
    known = with_evidence(signed)
    assert look(known).checks[0].result is Result.VALID
    assert b"\nxref" not in known
    false = moved(known, _PAGE, before_the_table(known))
    assert look(false).result is not Result.VALID
    assert look(a_size_too_great_by_one(known)).result is not Result.VALID


def test_noting_when_it_was_written_changes_nothing() -> None:
    writer = append_to(world().sealed)
    packet = writer.root["/Metadata"].data
    later = re.sub(rb"(ModifyDate>)[^<]*", rb"\g<1>2030-01-01T00:00:00Z", packet)
    assert later != packet
    held = stream({"/Type": name("/Metadata"), "/Subtype": name("/XML")}, data=later)
    put(writer, writer.root, "/Metadata", writer.add_object(held))
    put(writer, writer.trailer["/Info"], "/ModDate", text("D:20300101000000Z"))
    assert look(written(writer)).result is Result.VALID


def test_evidence_by_a_program_that_writes_the_description_anew() -> None:
    """pyHanko's own writer puts date and producer into both descriptions at each revision."""
    writer = IncrementalPdfFileWriter(BytesIO(world().sealed))
    DocumentSecurityStore.supply_dss_in_writer(
        writer, None, certs=[world().agency.certificate], crls=[], ocsps=[]
    )
    target = BytesIO()
    writer.write(target)
    assert b"pyHanko" in target.getvalue()[len(world().sealed) :]
    assert look(target.getvalue()).result is Result.VALID
