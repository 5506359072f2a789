"""What is read faster is what the libraries read: the same objects, ways, names, or faults."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any
from unittest import mock

import pytest
from asn1crypto import x509
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic, misc
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader
from pyhanko.sign import general
from pyhanko.sign.validation import generic_cms

from congvu.core import clock
from congvu.signing.pdf import faster, plain
from congvu.signing.pdf.writer import UNSOUND, append_to, written
from congvu.signing.tests.attacks import UPDATES
from congvu.signing.tests.test_attacks import BYTES
from congvu.signing.tests.test_signing import look, world

_SPACE = st.sampled_from([" ", "\n", "\r\n", "", "\0", "%x\n", "\t\f"])
_LEAF = st.sampled_from(
    [
        "/A", "/B#20c", "/", "/x#", "1", "-7", "+.5", "3.25", "4.", "-", "1-2", "12 0 R", "0 0 R",
        "1 0 Rx", "1  65535  R", "12345678 0 R", "7 0 obj", "(a)", "(a(b)\\051)", "(\\", "<4142>",
        "<41 4>", "<4g>", "true", "false", "null", "nul", "truer", "null/A", "\\", "}", "R", "\v",
        "(\xfe\xff)", "99999999999999999999", "1 0 \x0bR", "--1", "1.2.3", ")", "]", ">", ">>",
    ]
)  # fmt: skip


_HANDLERS = [mock.Mock(strict=False), mock.Mock(strict=True)]


def _holders(inside: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    row = st.lists(st.tuples(_SPACE, inside), max_size=5).map(
        lambda pairs: "".join(space + one for space, one in pairs)
    )
    entry = st.tuples(st.sampled_from(["/K", "/L", "/Length", "/M#41", "k"]), _SPACE, inside)
    entries = st.lists(st.tuples(_SPACE, entry), max_size=5).map(
        lambda pairs: "".join(space + "".join(one) for space, one in pairs)
    )
    after = st.sampled_from(["", " stream\nabc\nendstream", "\nstream\r\n", "% stream\n", " s"])
    return st.one_of(
        st.builds("[{}{}".format, row, st.sampled_from(["]", " ]", "", ">"])),
        st.builds("<<{}{}{}".format, entries, st.sampled_from([">>", " >>", ">", ""]), after),
    )


_WRITTEN = st.recursive(_LEAF, _holders, max_leaves=12)


def _told(value: Any) -> Any:
    """Everything that one may ask an object."""
    held = (type(value).__name__, str(value.container_ref))
    if isinstance(value, generic.IndirectObject):
        return (*held, value.idnum, value.generation, value.get_pdf_handler() in _HANDLERS)
    if isinstance(value, generic.DictionaryObject):
        inside = [(type(key), key, _told(value.raw_get(key))) for key in value]
        return (*held, inside, getattr(value, "_encoded_data", None))
    if isinstance(value, generic.ArrayObject):
        return (*held, [_told(one) for one in value])
    said = None if isinstance(value, generic.NullObject) else repr(value)
    return (*held, said, getattr(value, "autodetected_encoding", None))


def _read(content: bytes, place: int, *, strict: bool) -> Any:
    stream = io.BytesIO(content)
    stream.seek(place)
    reference = generic.Reference(5, 0, _HANDLERS[strict])
    try:
        return _told(generic.read_object(stream, reference)), stream.tell()
    except UNSOUND as fault:
        return type(fault)


@given(before=_SPACE, written=_WRITTEN, after=_SPACE, strict=st.booleans())
@settings(max_examples=400)
@example(before="", written="<</A 1/A 2>>", after="", strict=True)
@example(before="", written="<</A 1/A 2>>", after="", strict=False)
@example(before="", written="[" * 90 + "1 0 R" + "]" * 90, after="", strict=True)
@example(before="", written="<</Length 3>>\nstream\nabc\nendstream", after="\nendobj", strict=True)
@example(before="", written="<</A/B/C(d)/E[1 2 0 R true]/F -.5>>", after="", strict=True)
def test_objects_are_those_of_the_library(
    before: str, written: str, after: str, strict: bool
) -> None:
    content = (before + written + after).encode("latin-1")
    places = (0, len(before))
    fast = [_read(content, place, strict=strict) for place in places]
    with mock.patch.object(generic, "read_object", plain._read_object):
        slow = [_read(content, place, strict=strict) for place in places]
    assert fast == slow


def _changed(change: str) -> bytes:
    writer = append_to(world().sealed)
    UPDATES[change](writer)
    return written(writer)


_FILES: dict[str, Callable[[], bytes]] = {
    **{change: partial(_changed, change) for change in UPDATES},
    **{name: lambda change=change: change(world().sealed) for name, (change, _) in BYTES.items()},
    "as it was sealed": lambda: world().sealed,
    "as it was signed": lambda: world().signed,
    "as it was prepared": lambda: world().prepared,
}


@contextmanager
def _as_the_libraries_do() -> Iterator[None]:
    """Every function that was put in another's place taken out again."""
    names = (
        (generic, "read_object", plain._read_object),
        (generic, "read_hex_string_from_stream", faster._hex_string),
        (generic, "_decode_name", faster._name),
        (misc, "_read_until_class", faster._until),
        (HistoricalResolver, "_subsume_object", faster._subsume),
        (HistoricalResolver, "_load_reverse_xref_cache", faster._load_ways),
        (general, "match_issuer_serial", faster._same_issuer_and_serial),
        (general, "extract_certificate_info", faster._certificates),
        (generic_cms, "extract_certificate_info", faster._certificates),
        (x509.Name, "hashable", faster._hashable),
        (x509.Name, "__eq__", faster._same_name),
    )
    with ExitStack() as stack:
        for holder, name, own in names:
            assert getattr(holder, name) is not own
            stack.enter_context(mock.patch.object(holder, name, own))
        yield


@pytest.mark.parametrize("file", _FILES)
def test_verdicts_and_ways_are_those_of_the_libraries(file: str) -> None:
    pdf = _FILES[file]()
    with clock.fixed(clock.now()):
        fast, ways = look(pdf), _ways(pdf)
        with _as_the_libraries_do():
            slow, theirs = look(pdf), _ways(pdf)
    assert fast == slow
    assert ways == theirs


def test_there_are_ways_to_most_objects() -> None:
    found = _ways(world().sealed)
    assert len(found) == PdfFileReader(io.BytesIO(world().sealed)).xrefs.total_revisions
    assert all(len(one) > 20 for one in found)


def _ways(pdf: bytes) -> list[Any]:
    found: list[Any] = []
    try:
        reader = PdfFileReader(io.BytesIO(pdf))
        for revision in range(reader.xrefs.total_revisions):
            resolver = reader.get_historical_resolver(revision)
            resolver._load_reverse_xref_cache()
            found.append(resolver._indirect_object_access_cache)
    except UNSOUND as fault:
        found.append(type(fault))
    return found


def test_names_are_compared_as_the_library_compares() -> None:
    written = [
        {"common_name": "Lê Thị Mẫu", "organization_name": "UBND"},
        {"common_name": "lê  thị mẫu", "organization_name": "ubnd"},
        {"common_name": "Lê Thị Mẫu"},
        {"organization_name": "UBND", "common_name": "Lê Thị Mẫu "},
    ]
    names = [x509.Name.load(x509.Name.build(one).dump()) for one in (*written, written[0])]
    for one in names:
        assert one.hashable == faster._hashable.fget(one)
        assert [one == other for other in names] == [
            faster._same_name(one, other) for other in names
        ]
    assert names[0] == names[-1] == names[1]
    assert names[0] != names[2]
    assert names[0] != "UBND"
