"""The page that looks at any file: what a clerk reads, whatever was chosen."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from datetime import timedelta

import pikepdf
import pytest
from asn1crypto.x509 import Certificate
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from congvu.accounts.tests.factories import client_of
from congvu.core import clock
from congvu.directory.tests.factories import Office
from congvu.files.tests import samples
from congvu.signing import actions, authority
from congvu.signing.pdf import preparing, signing
from congvu.signing.pdf.slots import default_slots
from congvu.signing.providers.held import Held
from congvu.signing.tests.test_signing import VALUES, look, world
from congvu.signing.types import Result


def signed_by(
    *, days_ago: int = 1, years: int = 5, revoked: bool = False, ballast: int = 0
) -> bytes:
    """A letter with both signatures, by certificates of an authority that is trusted."""
    pdf = heavy(ballast) if ballast else world().blank
    ca = authority.make_authority(curve=True)
    since = clock.now() - timedelta(days=days_ago)
    made, office = (
        authority.issue_certificate(
            ca,
            name=name,
            organisation="UBND",
            organisation_code=code,
            curve=True,
            since=since,
            years=years,
        )
        for name, code in (("Lê Thị Mẫu", ""), ("UBND", "H47"))
    )
    held, seal = (
        Held(
            one.key,
            Certificate.load(one.certificate.public_bytes(Encoding.DER)),
            tuple(map(Certificate.load, one.chain)),
        )
        for one in (made, office)
    )
    prepared = preparing.prepare(pdf, default_slots(pdf))
    signed = signing.sign(prepared, provider=held, image=None)
    actions.trust(ca.root.public_bytes(Encoding.DER), name="Tổ chức thử")
    dead = {made.certificate.serial_number: clock.now() - timedelta(hours=1)} if revoked else {}
    for one in authority.make_lists(ca, revoked=dead):
        actions.take_list(one)
    return signing.seal(signed, values=VALUES, provider=seal, image=None)


def heavy(ballast: int) -> bytes:
    """The letter with so many bytes of pictures, as it were."""
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(world().blank)) as document:
        document.pages[0].obj["/Ballast"] = document.make_stream(os.urandom(ballast))
        document.save(target)
    return target.getvalue()


FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "sound": (signed_by, "2 chữ ký số hợp lệ."),
    "unsigned": (lambda: world().blank, "Tệp không có chữ ký số."),
    "foreign authority": (
        lambda: signed_by() and world().sealed,
        "không có trong danh sách tin cậy",
    ),
    "expired": (lambda: signed_by(days_ago=900, years=1), "chứng thư không có hiệu lực"),
    "revoked": (lambda: signed_by(revoked=True), "Chứng thư đã bị thu hồi ngày"),
    "seal cut off": (lambda: world().signed, "Thiếu chữ ký của cơ quan"),
    "truncated": (lambda: world().sealed[:-900], "đã hỏng"),
    "half": (lambda: world().sealed[: len(world().sealed) // 3], "đã hỏng"),
    "changed": (lambda: world().sealed.replace(b"(1804)", b"(1805)"), "đã bị thay đổi"),
    "no PDF": (samples.word, "không phải PDF"),
    "program": (lambda: b"MZ" + bytes(4000), "không phải PDF"),
    "password": (lambda: samples.encrypted_pdf(user="x"), "mật khẩu"),
    "empty": (lambda: b"", "Tệp này không có nội dung."),
    "50 MB": (lambda: signed_by(ballast=50 * 1024 * 1024), "2 chữ ký số hợp lệ."),
    "bytes behind": (lambda: world().sealed + b"%" * 5000, "không phải PDF đọc được"),
    "megabytes behind": (lambda: world().sealed + b"%" * 50 * 1024 * 1024, "không phải PDF"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_clerk_reads_what_is_wrong(office: Office, name: str) -> None:
    make, words = FILES[name]
    upload = SimpleUploadedFile("van ban.pdf", make(), "application/pdf")
    page = client_of(office.clerk).post(reverse("signing:check"), {"file": upload})
    assert page.status_code == 200
    assert words in page.content.decode()


def test_more_than_the_page_takes_is_said_at_the_field(office: Office) -> None:
    upload = SimpleUploadedFile("a.pdf", bytes(100 * 1024 * 1024 + 1))
    page = client_of(office.clerk).post(reverse("signing:check"), {"file": upload})
    assert "lớn hơn 100 MB" in page.content.decode()


@settings(max_examples=60)
@given(
    st.binary(max_size=400),
    st.lists(
        st.sampled_from(
            (
                b"%PDF-1.7\n",
                b"1 0 obj<</Type/Catalog/AcroForm 2 0 R>>endobj\n",
                b"2 0 obj<</Fields[3 0 R]/SigFlags 3>>endobj\n",
                b"3 0 obj<</FT/Sig/T(a)/V<</Type/Sig/ByteRange[0 9 9 9]/Contents<00>>>>>endobj\n",
                b"trailer<</Root 1 0 R/Size 4>>\n",
                b"xref\n0 1\n",
                b"startxref\n0\n",
                b"%%EOF\n",
                b"endobj\n",
                b"<<",
            )
        ),
        max_size=12,
    ),
)
def test_any_bytes_get_a_verdict_and_never_a_valid_one(noise: bytes, parts: list[bytes]) -> None:
    for content in (noise, b"".join(parts), b"%PDF-1.7\n" + noise + b"".join(parts)):
        assert look(content).result is not Result.VALID
