"""What happens to a document after issue: recalled, replaced, corrected."""

from __future__ import annotations

import uuid

import pytest
from django.db import ProgrammingError, transaction
from django.urls import reverse

from congvu.accounts.tests.factories import client_of
from congvu.documents.actions import drafting
from congvu.documents.models import Outgoing, Recall
from congvu.documents.tests.cast import Province, make_province
from congvu.documents.tests.way import fields, issued
from congvu.documents.types import IncomingState, OutgoingState
from congvu.notices.models import Notice

pytestmark = pytest.mark.django_db

REASON = "Ban hành nhầm phụ lục số liệu."


@pytest.fixture
def province(db: None) -> Province:
    return make_province()


def address(name: str, document: Outgoing) -> str:
    return reverse(f"documents:{name}", args=[document.pk])


def test_a_leader_decides_a_recall_and_the_clerk_carries_it_out(province: Province) -> None:
    document = issued(province)
    clerk, leader = client_of(province.clerk), client_of(province.chairman)
    recall = address("outgoing_recall", document)
    assert clerk.post(recall).status_code == 403
    short = leader.post(address("outgoing_decide_recall", document), {"words": "sai"})
    assert "ít nhất 10 ký tự" in short.content.decode()
    leader.post(address("outgoing_decide_recall", document), {"words": REASON})
    assert "chờ văn thư thực hiện" in clerk.get(address("outgoing", document)).content.decode()
    assert clerk.post(recall, {"sure": 1}).status_code == 302
    document.refresh_from_db()
    assert document.state == OutgoingState.RECALLED
    assert {one.state for one in document.arrivals.all()} == {IncomingState.RECALLED}
    page = clerk.get(address("outgoing", document)).content.decode()
    assert REASON in page
    assert "Nơi gửi đã thu hồi" in page
    arrival = document.arrivals.get(agency=province.first.agency)
    there = client_of(province.first.clerk).get(address("incoming", arrival)).content.decode()
    assert REASON in there
    assert Recall.objects.get().done_by == province.clerk


def test_a_recalled_document_is_frozen_in_the_database(province: Province) -> None:
    document = issued(province, to=[])
    Recall.objects.create(outgoing=document, words=REASON, decided_by=province.chairman)
    client_of(province.clerk).post(address("outgoing_recall", document), {"sure": 1})
    with pytest.raises(ProgrammingError, match="frozen"), transaction.atomic():
        Outgoing.objects.filter(pk=document.pk).update(abstract="khác")


def test_a_replacement_ends_the_earlier_when_it_is_issued(province: Province) -> None:
    earlier = issued(province)
    drafter = client_of(province.specialist)
    key = uuid.uuid4()
    for _ in range(2):
        begun = drafter.post(address("outgoing_replace", earlier), {"form_key": key})
        assert begun.status_code == 302, begun.content.decode()
    later = Outgoing.objects.get(form_key=key)
    assert later.abstract == earlier.abstract
    earlier.refresh_from_db()
    assert earlier.state == OutgoingState.ISSUED
    drafting.save_draft(later, actor=province.specialist, fields=fields(province))
    issued(province, later)
    earlier.refresh_from_db()
    assert earlier.state == OutgoingState.REPLACED
    pages = [drafter.get(address("outgoing", one)).content.decode() for one in (earlier, later)]
    assert "Được thay thế bằng: <a" in pages[0]
    assert "Thay thế: <a" in pages[1]
    receiver = client_of(province.first.clerk)
    arrival = earlier.arrivals.get(agency=province.first.agency)
    theirs = receiver.get(address("incoming", arrival)).content.decode()
    assert "Được thay thế bằng: <a" in theirs
    for page, warned in ((pages[0], True), (pages[1], False), (theirs, True)):
        assert ("Văn bản đã được thay thế" in page) is warned
    told = Notice.objects.filter(recipient=province.first.clerk, kind="followed").get()
    assert "được thay thế bằng Công văn 02/UBND-KGVX" in told.text
    assert drafter.get(address("outgoing_replace", earlier)).status_code == 409


def test_a_correction_leaves_the_earlier_in_force(province: Province) -> None:
    earlier = issued(province)
    drafter = client_of(province.specialist)
    drafter.post(address("outgoing_correct", earlier), {"form_key": uuid.uuid4()})
    later = Outgoing.objects.get(earlier=earlier)
    assert later.abstract.startswith("đính chính công văn số 01/UBND-KGVX ngày ")
    given = fields(province, abstract=later.abstract)
    drafting.save_draft(later, actor=province.specialist, fields=given)
    issued(province, later, to=[province.first.agency])
    earlier.refresh_from_db()
    assert earlier.state == OutgoingState.ISSUED
    left_out = earlier.arrivals.get(agency=province.second.agency)
    page = client_of(province.second.clerk).get(address("incoming", left_out)).content.decode()
    assert "Được đính chính bằng: Công văn 02/UBND-KGVX" in page


def test_another_agency_follows_nothing(province: Province) -> None:
    document = issued(province)
    stranger = client_of(province.first.leader)
    for name in ("outgoing_decide_recall", "outgoing_replace", "outgoing_correct"):
        assert stranger.get(address(name, document)).status_code == 404
