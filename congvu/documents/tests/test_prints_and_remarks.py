"""Paper prints that answer for themselves, and remarks at the pages of a draft."""

from __future__ import annotations

import io

import pypdfium2
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from zxingcpp import read_barcodes

from congvu.accounts.tests.factories import client_of
from congvu.documents.actions import submitting
from congvu.documents.models import Outgoing, PaperCode, Recall, Remark
from congvu.documents.tests.cast import Province, make_province
from congvu.documents.tests.way import issued, signed, written
from congvu.files.queries import read
from congvu.journal.models import Entry
from congvu.notices.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def province(db: None) -> Province:
    return make_province()


def address(name: str, document: Outgoing) -> str:
    return reverse(f"documents:{name}", args=[document.pk])


def test_a_print_leads_to_what_was_issued_and_to_no_more(province: Province) -> None:
    document = issued(province)
    drafter = client_of(province.specialist)
    assert drafter.get(address("outgoing_print_file", document)).status_code == 404
    for _ in range(2):
        assert drafter.post(address("outgoing_print", document)).status_code == 302
    code = PaperCode.objects.get()
    assert Entry.objects.filter(action="documents.note_print").count() == 2
    with pypdfium2.PdfDocument(
        io.BytesIO(drafter.get(address("outgoing_print_file", document)).content)
    ) as pdf:
        words = pdf[0].get_textpage().get_text_range()
        codes = read_barcodes(pdf[0].render(scale=3).to_pil())
    check = reverse("documents:check_print", args=[code.token])
    assert f"Đối chiếu tại {settings.BASE_URL}{check}" in words.replace("\r\n", "")
    assert [one.text for one in codes] == [f"{settings.BASE_URL}{check}"]
    assert f"UBND · {province.specialist.person.name}" in words
    anyone = Client()
    page = anyone.get(check).content.decode()
    assert "01/UBND-KGVX" in page
    assert document.issued is not None
    assert document.issued.sha256 in page
    assert document.abstract not in page
    whole = read(document.issued)
    for held, words in (
        (whole, "Đúng tệp đã phát hành"),
        (whole + b"\n", "Không phải tệp đã phát hành"),
    ):
        upload = SimpleUploadedFile("a.pdf", held, "application/pdf")
        assert words in anyone.post(check, {"file": upload}).content.decode()
    assert anyone.get(reverse("documents:check_print", args=["x" * 20])).status_code == 404
    stranger = client_of(province.first.clerk)
    assert stranger.post(address("outgoing_print", document)).status_code == 404
    Recall.objects.create(outgoing=document, words="Ban hành nhầm.", decided_by=province.chairman)
    client_of(province.clerk).post(address("outgoing_recall", document), {"sure": 1})
    assert "Văn bản đã thu hồi" in anyone.get(check).content.decode()
    assert drafter.post(address("outgoing_print", document)).status_code == 409


def test_remarks_are_pinned_answered_and_settled(province: Province) -> None:
    document = written(province)
    drafter, deputy = client_of(province.specialist), client_of(province.deputy)
    assert deputy.get(address("remark_pin", document)).status_code == 404
    submitting.submit_draft(document, actor=province.specialist, to=province.deputy)
    said = {"page": 1, "quote": "yêu cầu các cơ quan", "words": "Ghi rõ thời hạn."}
    assert deputy.post(address("remark_pin", document), said).status_code == 302
    remark = Remark.objects.get()
    assert remark.round == 1
    assert Notice.objects.filter(recipient=province.specialist, kind="remark").count() == 1
    page = drafter.get(address("outgoing", document)).content.decode()
    assert "Ghi rõ thời hạn." in page
    assert "yêu cầu các cơ quan" in page
    answer = reverse("documents:remark_answer", args=[remark.pk])
    assert drafter.post(answer, {"words": "Đã bổ sung."}).status_code == 302
    assert "Đã bổ sung." in deputy.get(address("outgoing", document)).content.decode()
    settle = reverse("documents:remark_settle", args=[remark.pk])
    assert client_of(province.clerk).post(settle).status_code == 404
    assert client_of(province.chairman).post(settle).status_code == 403
    assert drafter.post(settle).status_code == 302
    assert "Đã xong" in deputy.get(address("outgoing", document)).content.decode()


def test_a_signed_page_takes_no_remarks(province: Province) -> None:
    document = signed(province)
    said = {"page": 1, "words": "Muộn rồi nhé."}
    late = client_of(province.deputy).post(address("remark_pin", document), said)
    assert "Văn bản đã ký" in late.content.decode()
