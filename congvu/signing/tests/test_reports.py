"""Verdicts as documents, and checking for those who have no account."""

from __future__ import annotations

import io

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from lxml import etree

from congvu.signing.reports import report_pdf, report_xml
from congvu.signing.tests.test_check_page import signed_by
from congvu.signing.tests.test_signing import look, world

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
