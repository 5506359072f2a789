"""A verdict is found once; only what may change is asked again."""

from __future__ import annotations

import io
import os
import signal
from collections.abc import Callable
from datetime import timedelta
from unittest import mock

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader

from congvu.core import clock
from congvu.directory.tests.factories import Office
from congvu.files.actions import keep
from congvu.signing import actions, authority
from congvu.signing.pdf import apart, faster
from congvu.signing.queries import verdict_of, verify
from congvu.signing.queries import verdicts as asking
from congvu.signing.tests.test_signing import sealed_by
from congvu.signing.types import Result


@pytest.fixture
def reading():
    with mock.patch.object(asking, "verify_apart", wraps=apart.verify_apart) as made:
        yield made


def test_the_file_is_read_once_and_revocation_asked_when_lists_come(
    office: Office, reading: mock.Mock
) -> None:
    ca = authority.make_authority(curve=True)
    pdf, serial = sealed_by(ca)
    file = keep(pdf, name="a.pdf", media_type="application/pdf", agency=office.agency, actor=None)
    actions.trust(ca.root.public_bytes(Encoding.DER), name="Tổ chức thử")
    assert verdict_of(file).result is Result.UNKNOWN  # no list is known yet
    for one in authority.make_lists(ca):
        actions.take_list(one)
    assert verdict_of(file).result is Result.VALID
    with CaptureQueriesContext(connection) as queries:
        assert verdict_of(file).result is Result.VALID
    assert len(queries) == 2
    revoked = {serial: clock.now() - timedelta(hours=1)}
    for one in authority.make_lists(ca, revoked=revoked):
        actions.take_list(one)
    assert verdict_of(file).result is Result.INVALID
    assert reading.call_count == 1


def test_revocation_is_asked_again_when_the_lists_run_out(db: None, reading: mock.Mock) -> None:
    ca = authority.make_authority(curve=True)
    pdf, _ = sealed_by(ca)
    actions.trust(ca.root.public_bytes(Encoding.DER), name="Tổ chức thử")
    for one in authority.make_lists(ca):
        actions.take_list(one)
    assert verify(pdf).result is Result.VALID
    with clock.fixed(clock.now() + timedelta(days=366)):
        verdict = verify(pdf)
    assert verdict.result is Result.UNKNOWN
    assert any("quá hạn" in check.reason for check in verdict.signatures[0].checks)
    assert reading.call_count == 1


@given(
    st.text("0123456789abcdefABCDEF >\n/x", max_size=200),
    st.text("abcXYZ019#/ <>[]()\r\n%-_.", max_size=150),
)
def test_what_is_read_faster_is_what_the_libraries_read(digits: str, letters: str) -> None:
    def read(way: Callable[[io.BytesIO], object], content: str) -> tuple[object, int]:
        stream = io.BytesIO(content.encode())
        try:
            return way(stream), stream.tell()
        except PdfError as fault:
            return type(fault), -1

    stops = b" \n\r()<>[]/%"
    assert read(faster.hex_string, f"<{digits}") == read(faster._hex_string, f"<{digits}")
    fast, slow = (
        read(lambda stream, way=way: way(stops, stream), letters)
        for way in (faster.until, faster._until)
    )
    assert fast == slow
    assert read(lambda _: faster.name(letters.encode()), "") == read(
        lambda _: faster._name(letters.encode()), ""
    )


def test_certificates_read_once_are_what_the_libraries_read() -> None:
    pdf, _ = sealed_by(authority.make_authority(curve=True))
    for one in PdfFileReader(io.BytesIO(pdf)).embedded_signatures:
        read, own = faster.certificates(one.signed_data), faster._certificates(one.signed_data)
        assert faster.certificates(one.signed_data) is read
        assert read.signer_cert.dump() == own.signer_cert.dump()
        assert [each.dump() for each in read.other_certs] == [
            each.dump() for each in own.other_certs
        ]
        expected = one.signer_info["sid"].chosen
        for certificate in (own.signer_cert, *own.other_certs, own.signer_cert):
            same = faster.same_issuer_and_serial(expected, certificate)
            assert same == faster._same_issuer_and_serial(expected, certificate)
            assert same == (certificate is own.signer_cert)


def test_a_verifier_that_died_is_started_again(db: None) -> None:
    ca = authority.make_authority(curve=True)
    pdf, _ = sealed_by(ca)
    trust = apart.Trust((ca.root.public_bytes(Encoding.DER),), tuple(authority.make_lists(ca)))
    for _ in range(2):
        verdict = apart.verify_apart(pdf, trust=trust, now=clock.now())
        assert verdict.result is Result.VALID
        for waiting in apart._verifiers.waiting():
            os.kill(waiting, signal.SIGKILL)
