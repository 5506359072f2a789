"""The province's trust list: taken in from a file, with days, and watched."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from congvu.accounts.tests.factories import client_of
from congvu.core import clock
from congvu.directory.models import Appointment
from congvu.notices.models import Notice
from congvu.signing import actions, authority
from congvu.signing.actions import trusting
from congvu.signing.models import TrustAnchor
from congvu.signing.queries import verify
from congvu.signing.tests.test_signing import sealed_by
from congvu.signing.types import Result

pytestmark = pytest.mark.django_db


def send(province: Appointment, content: bytes, **days: str) -> str:
    upload = SimpleUploadedFile("goc.pem", content)
    answer = client_of(province).post(
        reverse("signing:take_anchors"), {"file": upload} | days, follow=True
    )
    return answer.content.decode()


def test_roots_are_trusted_from_and_until_their_days(province: Appointment) -> None:
    ca = authority.make_authority(curve=True)
    pdf, _ = sealed_by(ca)
    for one in authority.make_lists(ca):
        actions.take_list(one)
    assert verify(pdf).result is Result.UNKNOWN
    page = send(province, ca.root.public_bytes(Encoding.PEM))
    assert "Chứng thực trình diễn Công Vụ" in page
    assert verify(pdf).result is Result.VALID
    tomorrow = f"{clock.today() + timedelta(days=1):%d/%m/%Y}"
    send(province, ca.root.public_bytes(Encoding.PEM), since=tomorrow)
    assert verify(pdf).result is Result.UNKNOWN
    assert TrustAnchor.objects.count() == 1
    send(province, ca.root.public_bytes(Encoding.DER))
    assert verify(pdf).result is Result.VALID
    anchor = TrustAnchor.objects.get()
    client_of(province).post(reverse("signing:end_anchor", args=[anchor.pk]))
    assert verify(pdf).result is Result.UNKNOWN


def test_what_is_no_root_is_refused(province: Appointment) -> None:
    ca = authority.make_authority(curve=True)
    assert "không phải chứng thư gốc" in send(province, ca.sub.public_bytes(Encoding.PEM))
    assert "không phải chứng thư (PEM" in send(province, b"x")
    wrong = {"since": "02/01/2026", "until": "01/01/2026"}
    assert "phải sau ngày" in send(province, ca.root.public_bytes(Encoding.PEM), **wrong)


def test_a_root_that_ends_soon_is_told_of(province: Appointment) -> None:
    ca = authority.make_authority(curve=True)
    send(province, ca.root.public_bytes(Encoding.PEM))
    trusting.watch()
    assert not Notice.objects.exists()
    with clock.fixed(ca.root.not_valid_after_utc - timedelta(days=30)):
        trusting.watch()
    assert "hết hạn ngày" in Notice.objects.get(recipient=province).text
