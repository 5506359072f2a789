"""A file held against the registers: whoever holds it learns whether it still stands."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from congvu.accounts.tests.factories import client_of
from congvu.documents.models import Incoming, Outgoing, Recall
from congvu.documents.tests.cast import Province, make_province
from congvu.documents.tests.way import issued, signed
from congvu.files.queries import read
from congvu.signing.pdf import lasting
from congvu.signing.tests.test_signing import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def province(db: None) -> Province:
    return make_province()


def shown(client: Client, pdf: bytes, page: str = "signing:check_public") -> str:
    upload = SimpleUploadedFile("a.pdf", pdf, "application/pdf")
    return client.post(reverse(page), {"file": upload}).content.decode()


def content(document: Outgoing) -> bytes:
    assert document.issued is not None
    return read(document.issued)


def test_an_issued_file_is_known_until_it_is_recalled(province: Province) -> None:
    document = issued(province)
    page = shown(Client(), content(document))
    assert "Đúng tệp đã phát hành, đang có hiệu lực: 01/UBND-KGVX" in page
    assert document.abstract not in page
    Recall.objects.create(outgoing=document, words="Ban hành nhầm.", decided_by=province.chairman)
    recall = reverse("documents:outgoing_recall", args=[document.pk])
    client_of(province.clerk).post(recall, {"sure": 1})
    assert "Văn bản đã bị thu hồi, không còn giá trị" in shown(Client(), content(document))


def test_a_sealed_file_that_no_register_has_is_doubtful(province: Province) -> None:
    pdf = content(issued(province))
    other = lasting.with_evidence(pdf, lasting.Evidence((world().agency.certificate.dump(),)))
    page = shown(Client(), other)
    assert "không phải tệp đã phát hành qua hệ thống này" in page
    assert "Sổ đăng ký" not in shown(Client(), world().blank)


def test_a_file_not_yet_issued_is_in_no_register(province: Province) -> None:
    document = signed(province)
    assert document.signed is not None
    page = shown(Client(), read(document.signed))
    assert "đã phát hành, đang có hiệu lực" not in page


def test_what_came_is_known_to_those_who_may_see_it(province: Province) -> None:
    document = issued(province)
    arrived = Incoming.objects.filter(origin=document).first()
    assert arrived is not None
    Outgoing.objects.filter(pk=document.pk).update(state="signed")  # as if it came from outside
    clerk = client_of(province.first.clerk)
    assert "Đúng tệp đã đến cơ quan: 01/UBND-KGVX" in shown(
        clerk, content(document), "signing:check"
    )
    specialist = client_of(province.first.specialist)
    for page in (
        shown(specialist, content(document), "signing:check"),
        shown(Client(), content(document)),
    ):
        assert "đã đến cơ quan" not in page
