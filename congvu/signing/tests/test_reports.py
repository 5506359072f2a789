"""Verdicts as documents, and checking for those who have no account."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from lxml import etree

from congvu.directory.tests.factories import Office
from congvu.files.tests import samples
from congvu.journal.models import Entry
from congvu.signing.queries.packets import Announced, held_against
from congvu.signing.reports import report_pdf, report_xml
from congvu.signing.tests.test_check_page import signed_by
from congvu.signing.tests.test_signing import look, world
from congvu.signing.types import Result

pytestmark = pytest.mark.django_db


def test_anybody_checks_a_file_and_takes_the_report(settings: object) -> None:
    anyone = Client()
    upload = SimpleUploadedFile("a.pdf", signed_by(), "application/pdf")
    page = anyone.post(reverse("signing:check_public"), {"file": upload})
    assert "2 chữ ký số hợp lệ" in page.content.decode()
    sha256 = page.context["verdict"].sha256
    pdf = anyone.get(reverse("signing:report", args=[sha256, "pdf"]))
    with pypdfium2.PdfDocument(io.BytesIO(pdf.content)) as document:
        words = document[0].get_textpage().get_text_range()
        assert len(document) == 1
    assert "BÁO CÁO KIỂM TRA CHỮ KÝ SỐ" in words
    assert "Lê Thị Mẫu" in words
    xml = anyone.get(reverse("signing:report", args=[sha256, "xml"])).content
    said = etree.fromstring(xml).findall(".//{*}MainIndication")
    assert [one.text for one in said] == ["urn:etsi:019102:mainindication:total-passed"] * 2
    unknown = anyone.get(reverse("signing:report", args=["0" * 64, "pdf"]))
    assert unknown.status_code == 404


def test_nobody_has_a_file_read_that_bears_a_mark_of_secrecy(office: Office) -> None:
    upload = SimpleUploadedFile("a.docx", samples.word("Kính gửi", "TUYỆT MẬT"))
    page = Client().post(reverse("signing:check_public"), {"file": upload})
    assert "chỉ độ mật" in page.content.decode()
    assert "verdict" not in page.context
    refusal = Entry.objects.get(action="secrecy.refuse")
    assert (refusal.detail["door"], refusal.actor_id) == ("kiểm tra chữ ký", None)


def test_a_place_that_asks_too_often_waits(settings: object) -> None:
    anyone = Client()

    def ask() -> str:
        upload = SimpleUploadedFile("a.pdf", b"%PDF-", "application/pdf")
        return anyone.post(reverse("signing:check_public"), {"file": upload}).content.decode()

    answers = [ask() for _ in range(22)]
    assert "không phải PDF" in answers[0]
    assert "quá nhiều lượt" in answers[-1]


def test_the_report_says_why() -> None:
    broken = look(world().sealed.replace(b"(1804)", b"(1805)"))
    assert b"HASH_FAILURE" in report_xml(broken)
    with pypdfium2.PdfDocument(io.BytesIO(report_pdf(broken))) as document:
        assert "đã bị thay đổi" in document[0].get_textpage().get_text_range()


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({}, set()),
        ({"codes": frozenset({"H48"})}, {"sender"}),
        ({"number": 1805}, {"values"}),
        ({"dated_on": date(2020, 5, 1)}, {"values"}),
        ({"sha256": "0" * 64}, {"announced"}),
    ],
)
def test_a_packets_words_are_held_against_its_file(change: dict, wrong: set[str]) -> None:
    verdict = look(world().sealed)
    plain = Announced("UBND tỉnh", frozenset({"H47"}), 1804, date(2020, 4, 1), verdict.sha256)
    checks = held_against(verdict, replace(plain, **change))
    assert {one.name for one in checks if one.result is not Result.VALID} == wrong


def test_a_packet_without_its_seal_is_not_whole() -> None:
    announced = Announced("UBND tỉnh", frozenset(), 1804, date(2020, 4, 1))
    checks = held_against(look(world().signed), announced)
    assert {one.name for one in checks if one.result is not Result.VALID} == {"set", "sender"}
