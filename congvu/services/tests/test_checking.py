"""Anybody who has a result finds out whether it is genuine, and nothing about whose it is."""

from __future__ import annotations

import pypdfium2 as pdfium
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from congvu.accounts.tests.factories import client_of
from congvu.files.queries import read
from congvu.services.actions import handling
from congvu.services.models import Result
from congvu.services.tests.factories import Counter, citizen_client, done, in_progress, stored

pytestmark = pytest.mark.django_db


@pytest.fixture
def result(counter: Counter) -> Result:
    return done(counter).results.get()


def _address(result: Result) -> str:
    return reverse("services:check_result", args=[result.code])


def test_it_says_what_the_result_is_and_not_whose(result: Result) -> None:
    shown = Client().get(_address(result)).content.decode()
    assert result.file is not None
    for part in (result.dossier.procedure.name, str(result.dossier.code), result.file.sha256):
        assert part in shown
    assert "Chữ ký số của tệp" in shown
    assert result.dossier.applicant_name not in shown
    assert result.dossier.applicant_phone not in shown


def test_the_given_file_is_told_from_another(result: Result) -> None:
    assert result.file is not None
    same = SimpleUploadedFile("kq.pdf", read(result.file))
    other = SimpleUploadedFile("kq.pdf", read(result.file) + b" ")
    client = Client()
    assert "Đúng tệp đã trả" in client.post(_address(result), {"file": same}).content.decode()
    wrong = client.post(_address(result), {"file": other}).content.decode()
    assert "Không phải tệp đã trả" in wrong
    assert "Ông/bà chưa chọn tệp" in client.post(_address(result), {}).content.decode()


@pytest.mark.parametrize("code", ["0" * 20, "khong-co", "0123456789abcdef01234"])
def test_an_unknown_code_finds_nothing(result: Result, code: str) -> None:
    answer = Client().get(reverse("services:check_result", args=[code]))
    assert answer.status_code == 404
    assert "Không có kết quả nào mang mã" in answer.content.decode()


def test_what_is_not_given_yet_is_not_confirmed(counter: Counter) -> None:
    dossier, office = in_progress(counter), counter.office
    handling.attach_result(
        dossier, actor=office.specialist, name="Giấy", file=stored(office, "k.pdf")
    )
    assert Client().get(_address(dossier.results.get())).status_code == 404


def test_its_slip_leads_there_from_the_owners_page_and_the_desks(
    result: Result, counter: Counter
) -> None:
    dossier = result.dossier
    own, desk = citizen_client(counter.citizen), client_of(counter.desk)
    pages = {
        own: (
            reverse("services:own", args=[dossier.reference]),
            reverse("services:own_result_slip_pdf", args=[dossier.reference, result.pk]),
        ),
        desk: (
            reverse("services:dossier", args=[dossier.pk]),
            reverse("services:result_slip_pdf", args=[dossier.pk, result.pk]),
        ),
    }
    assert _address(result) in own.get(pages[own][0]).content.decode()
    for client, (page, slip) in pages.items():
        assert slip in client.get(page).content.decode()
        words = pdfium.PdfDocument(client.get(slip).content)[0].get_textpage().get_text_range()
        assert result.code in words
