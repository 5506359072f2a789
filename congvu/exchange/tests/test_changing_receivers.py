"""After a document was issued, others outside get it and some are asked to give it back."""

from __future__ import annotations

import pytest
from django.test import Client

from congvu.accounts.tests.factories import client_of
from congvu.core import clock
from congvu.core.refused import Refused
from congvu.documents.actions import withdrawing
from congvu.documents.actions.issuing import number_seal_and_issue
from congvu.documents.models import Outgoing
from congvu.documents.tests.cast import PIN
from congvu.documents.tests.way import signed
from congvu.exchange import edxml as x
from congvu.exchange.actions import changing_receivers, recipients
from congvu.exchange.models import Partner, Recipient
from congvu.exchange.tests.stage import FARTHER, NEIGHBOUR, Stage

pytestmark = pytest.mark.django_db
REASON = "Sửa danh sách nơi nhận."


def farther() -> Partner:
    return Partner.objects.get(code=FARTHER.id)


def url(document: Outgoing) -> str:
    return f"/van-ban/di/{document.pk}/noi-nhan-ngoai/"


def change(stage: Stage, document: Outgoing, *partners: Partner, words: str = REASON) -> str:
    clerk = client_of(stage.province.clerk)
    chosen = [one.pk for one in partners]
    answer = clerk.post(url(document), {"beyond": chosen, "words": words}, follow=True)
    return answer.content.decode()


def taken(stage: Stage) -> list[x.Read]:
    stage.work()
    return stage.neighbour.take()


def states(document: Outgoing) -> dict[str, str]:
    rows = Recipient.objects.filter(outgoing=document)
    return dict(rows.values_list("partner__code", "state"))


def test_one_is_taken_off_and_another_added_by_an_update_of_the_list(stage: Stage) -> None:
    first = stage.sent()
    document = Outgoing.objects.get()
    page = client_of(stage.province.clerk).get(url(document)).content.decode()
    assert NEIGHBOUR.name in page
    assert "Đã cập nhật nơi nhận" in change(stage, document, farther())
    found = taken(stage)
    listed = {}
    for message in [one.message for one in found]:
        assert isinstance(message, x.Document)
        business = message.business
        assert (business.type, business.reason) == (x.BusinessType.UPDATE, REASON)
        assert business.document_id == message.document_id == first.document_id
        assert business.changes is not None
        assert (business.changes.document, business.changes.receivers) == (False, True)
        listed |= {one.organ_id: one.type for one in business.changes.list}
    assert listed == {FARTHER.id: x.ReceiverType.ADDED, NEIGHBOUR.id: x.ReceiverType.REMOVED}
    assert sum(len(one.contents) for one in found) == 1
    assert states(document) == {NEIGHBOUR.id: "recall_asked", FARTHER.id: "sent"}
    stage.neighbour.send(stage.neighbour.status(first, x.StatusCode.CHANGE_ACCEPTED))
    stage.neighbour.organ = FARTHER
    stage.neighbour.send(stage.neighbour.status(first, x.StatusCode.ACCEPTED))
    stage.work()
    assert states(document) == {NEIGHBOUR.id: "recalled", FARTHER.id: "registered"}
    shown = client_of(stage.province.clerk).get(f"/van-ban/di/{document.pk}/").content.decode()
    assert f"Thêm {FARTHER.name}. Bớt {NEIGHBOUR.name}. Lý do: {REASON}" in shown


def test_who_is_only_taken_off_does_not_get_the_file_once_more(vxp: Stage) -> None:
    vxp.sent()
    document = Outgoing.objects.get()
    change(vxp, document)
    [found] = taken(vxp)
    assert isinstance(found.message, x.Document)
    assert (found.message.attachments, found.contents) == ((), ())
    Partner.objects.update(recalled_by_status=True)
    change(vxp, document, farther())
    taken(vxp)
    change(vxp, document)
    [found] = taken(vxp)
    assert isinstance(found.message, x.Status)
    assert (found.message.code, found.message.reply.organ_id) == ("13", FARTHER.id)


def test_what_makes_no_sense_is_said_beside_the_field(vxp: Stage) -> None:
    document = signed(vxp.province)
    recipients.choose(document, [vxp.partner])
    number_seal_and_issue(document, actor=vxp.province.clerk, pin=PIN, agencies=[])
    assert "xin đợi gửi xong" in change(vxp, document)
    taken(vxp)
    assert "không thay đổi" in change(vxp, document, vxp.partner)
    assert "ít nhất 10 ký tự" in change(vxp, document, farther(), words="ngắn")
    Partner.objects.filter(pk=vxp.partner.pk).update(deleted_at=clock.now())
    change(vxp, document, vxp.partner, farther())  # who has it may be reached no more
    assert states(document) == {NEIGHBOUR.id: "sent", FARTHER.id: "waiting"}
    Partner.objects.update(deleted_at=None)
    vxp.work()
    change(vxp, document, farther())
    assert "đã trả lại hoặc được yêu cầu trả lại" in change(vxp, document, farther(), vxp.partner)
    stranger = Partner(pk=0, line=vxp.line, name="Lạ", held=True)
    with pytest.raises(Refused, match="Chưa gửi liên thông được"):
        changing_receivers.change(document, [stranger], words=REASON)


def test_only_the_clerks_of_its_agency_change_who_has_it(vxp: Stage) -> None:
    vxp.sent()
    document, province = Outgoing.objects.get(), vxp.province
    others: list[Client] = [client_of(province.specialist), client_of(province.first.clerk)]
    assert [one.get(url(document)).status_code for one in others] == [403, 404]


def test_a_recall_of_all_asks_nobody_who_has_given_it_back(vxp: Stage) -> None:
    first = vxp.sent()
    document = Outgoing.objects.get()
    change(vxp, document, farther())
    vxp.work()
    vxp.neighbour.send(vxp.neighbour.status(first, x.StatusCode.CHANGE_ACCEPTED))
    taken(vxp)
    withdrawing.decide_recall(document, actor=vxp.province.chairman, words="Gửi nhầm nơi nhận.")
    withdrawing.recall(document, actor=vxp.province.clerk)
    [found] = taken(vxp)
    assert isinstance(found.message, x.Document)
    assert [one.id for one in found.message.receivers] == [FARTHER.id]
