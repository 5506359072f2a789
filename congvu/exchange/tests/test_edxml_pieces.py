"""Contents that go past the parser, and packs made in pieces, are what they were without."""

from __future__ import annotations

import hashlib
import io
import uuid
import zipfile
from typing import Any
from unittest import mock

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from congvu.exchange import edxml as x
from congvu.exchange.edxml import stream
from congvu.exchange.edxml.contents import packed
from congvu.exchange.edxml.stream import run
from congvu.exchange.tests.keys import curve_signer
from congvu.exchange.tests.test_edxml import letter, taken, written

_PARTS = st.sampled_from(
    [
        "QUJD", "QUJDREVG" * 5, "QQ==", "QUI=", "Q", "=", "<", "<a>", "</a>", "<a/>", "<AAAA",
        "</edXML:ContentTransferEncoded>", "<edXML:ContentTransferEncoded>", "&amp;", "&am",
        "&#65;", "<![CDATA[QUJD", "]]>", "]", "<!--QUJD", "-->", " ", "\n", "\r\n", "é", "\0",
        "<Signature>", "</Signature>",
    ]
)  # fmt: skip
_BEFORE = (
    '<edXML xmlns="http://www.mic.gov.vn/TBT/QCVN_102_2016" '
    'xmlns:edXML="http://www.mic.gov.vn/TBT/QCVN_102_2016"><AttachmentEncoded><Attachment>'
    "<edXML:ContentTransferEncoded>"
)
_BEHIND = "</edXML:ContentTransferEncoded></Attachment></AttachmentEncoded></edXML>"


def _found(message: bytes, piece: int, *, keep: bool = True) -> Any:
    """All that a pass gives or refuses, and the canonical bytes."""
    put: list[bytes] = []
    with mock.patch.object(stream, "PIECE", piece):
        try:
            passed = run(io.BytesIO(message), limits=x.Limits(), keep=keep, sink=put.append)
        except x.FormatError as refused:
            return refused.fault, refused.words
    spools = passed.contents.values()
    contents = [(one.size, one.rest, one.file.read() if keep else b"") for one in spools]
    return b"".join(put), contents, passed.sha256, passed.size, passed.signed


@given(
    parts=st.lists(_PARTS, max_size=12).map("".join),
    piece=st.integers(1, 60),
    end=st.sampled_from([_BEHIND, "", _BEHIND[:9]]),
)
@settings(max_examples=600)
@example(parts="QUJD" * 40 + "<" + "QUJD" * 40, piece=8, end=_BEHIND)
@example(parts="<![CDATA[" + "QUJD" * 40 + "]]>" + "QUJD" * 9, piece=8, end=_BEHIND)
@example(parts="<!--" + "QUJD" * 40 + "-->" + "QUJD" * 9, piece=8, end=_BEHIND)
def test_what_goes_past_the_parser_changes_nothing(parts: str, piece: int, end: str) -> None:
    message = (_BEFORE + parts + end).encode()
    fast = [_found(message, piece, keep=keep) for keep in (True, False)]
    with mock.patch.object(stream._Pass, "take_plain", return_value=False):
        slow = [_found(message, piece, keep=keep) for keep in (True, False)]
    assert fast == slow


def test_most_of_a_content_goes_past_the_parser() -> None:
    message = (_BEFORE + "QUJD" * 100_000 + _BEHIND).encode()
    own, past = stream._Pass.take_plain, []

    def noted(one: stream._Pass, piece: bytes) -> bool:
        past.append(len(piece))
        return own(one, piece)

    with mock.patch.object(stream._Pass, "take_plain", noted):
        _found(message, 4096)
    assert sum(past) > 380_000


@pytest.mark.parametrize("size", [0, 1, 2, 3, 1000, 1024 * 1024, 2_400_001])
def test_a_pack_in_pieces_is_what_zipfile_writes(size: int) -> None:
    content, whole = hashlib.shake_128(b"x").digest(size), io.BytesIO()
    made = b"".join(packed(io.BytesIO(content), name="Công văn.pdf", key="k"))
    entry = zipfile.ZipInfo(f"{uuid.uuid5(uuid.NAMESPACE_OID, 'k')}.pdf", (1980, 1, 1, 0, 0, 0))
    with (
        zipfile.ZipFile(whole, "w", zipfile.ZIP_STORED) as pack,
        pack.open(entry, "w") as target,
    ):
        target.write(content)
    assert made == whole.getvalue()


def test_a_large_signed_letter_with_its_contents_comes_back() -> None:
    content = hashlib.shake_128(b"y").digest(2_400_001)
    attachments = (x.Attachment("1", "a.pdf", "application/pdf", ""),)
    packet = written(letter(attachments=attachments), [content], signer=curve_signer())
    found = taken(packet)
    assert found.worth is x.Worth.SOUND
    assert [one.read() for one in found.contents] == [content]
    assert found.sha256 == hashlib.sha256(packet).hexdigest()
    changed = packet.replace(b"</edXML:ContentTransferEncoded>", b"", 1)
    broken = bytearray(packet)
    broken[1_500_000] ^= 1
    assert x.read(io.BytesIO(broken), keep=False).worth is x.Worth.BROKEN
    with pytest.raises(x.FormatError):
        taken(changed)
