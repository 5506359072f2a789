"""The desk files for somebody who stands before it."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from congvu.accounts.tests.factories import client_of
from congvu.services.models import Dossier, Draft
from congvu.services.tests.factories import Counter
from congvu.services.tests.pages import PDF, begin, page, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(counter: Counter) -> Client:
    return client_of(counter.desk)


def test_filing_for_a_citizen_at_the_desk(counter: Counter, desk: Client) -> None:
    assert counter.procedure.name in page(desk, "desk_choose", q="xac nhan")
    begin(desk, "desk_begin", counter.procedure.code)
    token = Draft.objects.get().token
    person = {"channel": "1", "kind": "1", "name": "Trần Văn Già", "identity": "200123456",
              "phone": "0977000111", "address": "Thôn 2"}  # fmt: skip
    refused = send(desk, "desk_applicant", token, **person, consent="")
    assert refused.status_code == 200
    send(desk, "desk_applicant", token, **person, consent="Người nộp có mặt, đồng ý")
    filled = {"ten": "Trần Văn Già", "giay_to": "200123456", "tinh_trang": "chua"}
    send(desk, "desk_page", token, "nguoi", **filled)
    send(desk, "desk_page", token, "ban", **{"so_ban": "1", "noi-rows": "0"})
    send(desk, "desk_papers", token, cccd=SimpleUploadedFile("a.pdf", PDF), xong="1")
    send(desk, "desk_delivery", token, delivery="1")
    assert "Trần Văn Già" in page(desk, "desk_review", token)
    send(desk, "desk_review", token)
    dossier = Dossier.objects.get()
    assert (dossier.channel, dossier.desk, dossier.citizen) == (1, counter.desk, None)
    assert "đồng ý" in dossier.consent


def test_the_applicants_numbers_are_checked_and_lead_back_to_the_dossier(
    counter: Counter, desk: Client
) -> None:
    begin(desk, "desk_begin", counter.procedure.code)
    token = Draft.objects.get().token
    person = {"channel": "1", "kind": "1", "name": "Trần Văn Già", "address": "Thôn 2",
              "consent": "Người nộp có mặt"}  # fmt: skip
    refused = send(desk, "desk_applicant", token, **person, identity="20012", phone="977")
    shown = refused.content.decode()
    assert 'id="id_identity_error"' in shown
    assert 'id="id_phone_error"' in shown
    assert 'value="20012"' in shown
    company = {**person, "kind": "2", "phone": "0977000111", "identity": "200123456"}
    assert "Mã số thuế gồm" in send(desk, "desk_applicant", token, **company).content.decode()
    spaced = {"identity": "049 185 000 123", "phone": "+84 977.000.111"}
    send(desk, "desk_applicant", token, **person, **spaced)
    send(desk, "desk_page", token, "nguoi", ten="Già", giay_to="200123456", tinh_trang="chua")
    send(desk, "desk_page", token, "ban", **{"so_ban": "1", "noi-rows": "0"})
    send(desk, "desk_papers", token, cccd=SimpleUploadedFile("a.pdf", PDF), xong="1")
    send(desk, "desk_delivery", token, delivery="1")
    send(desk, "desk_review", token)
    dossier = Dossier.objects.get()
    assert (dossier.applicant_identity, dossier.applicant_phone) == ("049185000123", "0977000111")
    found = send(Client(), "follow", code=dossier.reference, phone="0977 000 111")
    assert counter.procedure.name in found.content.decode()
