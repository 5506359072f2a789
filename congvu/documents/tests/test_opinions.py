"""Opinions asked of people and of agencies, and the table in which they come together."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from congvu.accounts.tests.factories import client_of
from congvu.core import clock
from congvu.documents.models import Opinion, Outgoing
from congvu.documents.tests.cast import Province, make_province
from congvu.documents.tests.way import written
from congvu.files.tests import samples

pytestmark = pytest.mark.django_db


@pytest.fixture
def province(db: None) -> Province:
    return make_province()


@pytest.fixture
def document(province: Province) -> Outgoing:
    return written(province)


def address(name: str, document: Outgoing) -> str:
    return reverse(f"documents:{name}", args=[document.pk])


def test_agencies_answer_through_their_heads(province: Province, document: Outgoing) -> None:
    drafter = client_of(province.specialist)
    asked = {
        "asked": [province.second.specialist.pk],
        "agencies": [province.first.agency.pk],
        "question": "Về tiến độ",
    }
    assert drafter.post(address("outgoing_ask", document), asked).status_code == 302
    owed = Opinion.objects.get(as_agency=True)
    assert owed.asked == province.first.leader
    leader, colleague = client_of(province.first.leader), client_of(province.first.specialist)
    passed = {"to": province.first.specialist.pk, "words": "Xem giúp."}
    assert leader.post(address("outgoing_pass_opinion", document), passed).status_code == 302
    assert leader.get(address("outgoing_opinion", document)).status_code == 404
    answer = {
        "agrees": "no",
        "answer": "Đề nghị lùi thời hạn.",
        "file_file": SimpleUploadedFile("gop y.pdf", samples.pdf()),
    }
    assert colleague.post(address("outgoing_opinion", document), answer).status_code == 302
    Opinion.objects.filter(as_agency=False).update(due_on=clock.today() - timedelta(days=10))
    page = drafter.get(address("outgoing_opinions", document)).content.decode()
    assert "1 chưa thống nhất, 1 chưa trả lời; 1 trễ hạn" in page
    assert "Đề nghị lùi thời hạn." in page
    file = reverse("documents:opinion_file", args=[owed.pk])
    assert drafter.get(file).status_code == 200
    assert client_of(province.second.head).get(file).status_code == 404
    sheet = drafter.get(address("outgoing_opinions", document), {"xlsx": ""}).content
    rows = list(load_workbook(io.BytesIO(sheet)).active.values)
    assert rows[4][1] == province.first.agency.name or rows[5][1] == province.first.agency.name


def test_an_agency_without_a_head_is_not_asked(province: Province, document: Outgoing) -> None:
    province.first.leader.delete()
    asked = {"agencies": [province.first.agency.pk]}
    said = client_of(province.specialist).post(address("outgoing_ask", document), asked)
    assert "chưa có người đứng đầu" in said.content.decode()
    nobody = client_of(province.specialist).post(address("outgoing_ask", document), {"due": ""})
    assert "Xin chọn người hoặc cơ quan" in nobody.content.decode()
