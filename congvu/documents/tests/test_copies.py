"""Sao y, sao lục, trích sao: a file of its own, the agency's words on it, one series of numbers."""

from __future__ import annotations

import io
from uuid import uuid4

import pikepdf
import pypdfium2
import pytest
from django.urls import reverse

from congvu.accounts.tests.factories import client_of
from congvu.documents.models import Copy, Outgoing
from congvu.documents.rendering import body_from_text
from congvu.documents.tests.cast import PIN, Province, give_key, make_province
from congvu.documents.tests.way import issued, written
from congvu.files.queries import read
from congvu.signing.models import SealUse
from congvu.signing.queries import verify
from congvu.signing.types import Result

pytestmark = pytest.mark.django_db


@pytest.fixture
def province(db: None) -> Province:
    return make_province()


def words_of(pdf: bytes) -> tuple[int, str]:
    """How many pages, and the words of the first, form fields among them."""
    with pypdfium2.PdfDocument(pdf) as document:
        document.init_forms()
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            opened.flatten_annotations("all")
            opened.save(flat := io.BytesIO())
        with pypdfium2.PdfDocument(flat.getvalue()) as plain:
            return len(plain), plain[0].get_textpage().get_text_range()


def test_the_clerk_makes_copies_in_one_series(province: Province) -> None:
    long = body_from_text("\n".join(f"Đoạn thứ {number} của văn bản dài." for number in range(90)))
    document = issued(province, written(province, body=long))
    clerk = client_of(province.clerk)
    url = reverse("documents:copy_outgoing", args=[document.pk])
    common = {"decided_by": province.chairman.pk, "purpose": "Gửi Sở Nội vụ", "pin": PIN}
    lacking = clerk.post(url, {**common, "kind": "extract"})
    assert "Xin ghi các trang cần trích sao" in lacking.content.decode()
    beyond = clerk.post(url, {**common, "kind": "extract", "pages": "9"})
    assert "Văn bản chỉ có" in beyond.content.decode()
    assert not Copy.objects.exists()
    for given in ({"kind": "certified_copy"}, {"kind": "extract", "pages": "2"}):
        made = clerk.post(url, {**common, **given})
        assert made.status_code == 302, made.content.decode()
    whole, extract = Copy.objects.order_by("number")
    assert (whole.code, extract.code) == ("01/SY-UBND", "02/TrS-UBND")
    pages, words = words_of(read(whole.file))
    assert pages > 1
    assert "SAO Y" in words
    assert "Ủy ban nhân dân tỉnh Quảng Nam" in words
    assert "+07:00" in words
    assert "/UBND-KGVX" in words
    verdict = verify(read(whole.file))
    assert (verdict.result, len(verdict.signatures)) == (Result.VALID, 1)
    assert words_of(read(extract.file))[0] == 1
    shown = client_of(province.specialist).get(reverse("documents:outgoing", args=[document.pk]))
    assert "Trích sao số 02/TrS-UBND" in shown.content.decode()
    file = reverse("documents:copy_file", args=[whole.pk])
    assert client_of(province.specialist).get(file).status_code == 200
    assert client_of(province.first.clerk).get(file).status_code == 404
    assert "01/SY-UBND" in clerk.get(reverse("documents:copies")).content.decode()


def test_a_copy_goes_out_with_a_letter_once_for_one_press(province: Province) -> None:
    document = issued(province, written(province))
    clerk, key = client_of(province.clerk), str(uuid4())
    given = {"decided_by": province.chairman.pk, "purpose": "Gửi Sở Nội vụ", "pin": PIN}
    clerk.post(
        reverse("documents:copy_outgoing", args=[document.pk]), {**given, "kind": "certified_copy"}
    )
    copy = Copy.objects.get()
    assert (
        "Gửi bản sao 01/SY-UBND kèm văn bản"
        in clerk.get(reverse("documents:copies")).content.decode()
    )
    send = reverse("documents:copy_send", args=[copy.pk])
    for _ in range(2):
        assert clerk.post(send, {"form_key": key}).status_code == 302
    letter = Outgoing.objects.get(drafter=province.clerk)
    assert letter.abstract.startswith("gửi bản sao y số 01/SY-UBND của")
    assert [one.file for one in letter.attachments.all()] == [copy.file]
    assert clerk.post(send, {"form_key": ""}).status_code == 409


def test_a_receiver_copies_what_it_registered(province: Province) -> None:
    document = issued(province, to=[province.first.agency])
    arrival = document.arrivals.get()
    clerk = province.first.clerk
    give_key(province.first.agency)
    SealUse.objects.create(agency=province.first.agency, appointment=clerk)
    url = reverse("documents:copy_incoming", args=[arrival.pk])
    given = {"kind": "copy_of_copy", "decided_by": province.first.leader.pk, "pin": PIN}
    assert client_of(clerk).post(url, given).status_code == 409
    client_of(clerk).post(
        reverse("documents:incoming_register", args=[arrival.pk]),
        {"to": province.first.leader.pk, "words": ""},
    )
    assert client_of(clerk).post(url, given).status_code == 302
    assert Copy.objects.get().code == f"01/SL-{province.first.agency.notation}"
    assert client_of(province.first.specialist).get(url).status_code == 403
    own = reverse("documents:copy_outgoing", args=[document.pk])
    wrong = {**given, "decided_by": province.chairman.pk}
    assert client_of(province.clerk).post(own, wrong).status_code == 422
