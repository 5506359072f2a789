"""What goes out of one installation, and what it hears of it."""

from __future__ import annotations

import random
import uuid

import pytest

from congvu.accounts.tests.factories import account_for, client_of
from congvu.documents.actions import following, withdrawing
from congvu.documents.actions.drafting import save_draft
from congvu.documents.actions.issuing import number_seal_and_issue
from congvu.documents.models import Outgoing
from congvu.documents.tests.cast import PIN
from congvu.documents.tests.way import fields, signed
from congvu.documents.types import Relation
from congvu.exchange import edxml as x
from congvu.exchange.actions import recipients
from congvu.exchange.models import Packet, Partner, Recipient
from congvu.exchange.tests.stage import (
    FARTHER,
    NEIGHBOUR,
    Stage,
    administrator,
)
from congvu.exchange.types import PacketState
from congvu.files.queries import open_deposit, read
from congvu.notices.models import Notice
from congvu.signing.queries import verify

pytestmark = pytest.mark.django_db


def test_what_was_issued_arrives_as_the_very_file_that_was_signed(stage: Stage) -> None:
    document = stage.issue()
    assert stage.state() == "waiting"
    stage.work()
    [found] = stage.neighbour.take()
    message = found.message
    assert isinstance(message, x.Document)
    assert (message.code.number, message.subject) == (f"{document.number:02d}", document.abstract)
    assert found.worth is x.Worth.SOUND
    [content] = [one.read() for one in found.contents]
    assert document.issued is not None
    assert content == read(document.issued)
    assert verify(content).complete
    packet = Packet.objects.get()
    with open_deposit(packet.sha256) as kept:
        assert x.read(kept).sha256 == found.sha256
    assert (packet.state, stage.state()) == (PacketState.SENT, "sent")


def test_statuses_late_twice_and_out_of_order_come_to_the_same(vxp: Stage) -> None:
    message = vxp.sent()
    codes = ["01", "03", "04", "05", "06", "03", "01"]
    random.shuffle(codes)
    for code in codes:
        vxp.neighbour.send(vxp.neighbour.status(message, x.StatusCode(code)))
        vxp.work()
    assert vxp.state() == "finished"
    board = client_of(vxp.province.clerk).get(
        f"/van-ban/di/{Outgoing.objects.get().pk}/bang-noi-nhan/"
    )
    assert NEIGHBOUR.name in board.content.decode()
    assert "Đã xử lý xong" in board.content.decode()


def test_a_return_is_told_to_whoever_issued(vxp: Stage) -> None:
    message = vxp.sent()
    vxp.neighbour.send(vxp.neighbour.status(message, x.StatusCode.REFUSED))
    vxp.work()
    assert vxp.state() == "returned"
    told = Notice.objects.filter(recipient=vxp.province.specialist, kind="returned").get()
    assert NEIGHBOUR.name in told.text


def test_a_recall_is_sent_and_its_answer_kept(vxp: Stage) -> None:
    message = vxp.sent()
    document = Outgoing.objects.get()
    withdrawing.decide_recall(document, actor=vxp.province.chairman, words="Gửi nhầm nơi nhận.")
    withdrawing.recall(document, actor=vxp.province.clerk)
    assert vxp.state() == "recall_asked"
    vxp.work()
    [found] = vxp.neighbour.take()
    assert isinstance(found.message, x.Document)
    business = found.message.business
    assert (business.type, business.document_id) == (x.BusinessType.REVOKE, message.document_id)
    assert business.reason == "Gửi nhầm nơi nhận."
    [reply] = found.message.replies
    assert (reply.document_id, reply.code) == (message.document_id, document.code)
    vxp.neighbour.send(vxp.neighbour.status(message, x.StatusCode.CHANGE_ACCEPTED))
    vxp.work()
    assert vxp.state() == "recalled"


def test_who_understands_only_the_status_is_asked_by_it(stage: Stage) -> None:
    ruler = administrator(stage)
    account_for(ruler, factor=True)
    url = f"/lien-thong/co-quan/{stage.partner.pk}/"
    typed = {"code": NEIGHBOUR.id, "name": NEIGHBOUR.name, "recalled_by_status": "on"}
    assert client_of(ruler).post(url, typed).status_code == 302
    farther = Partner.objects.get(code=FARTHER.id)
    document = signed(stage.province)
    recipients.choose(document, [stage.partner, farther])
    number_seal_and_issue(document, actor=stage.province.clerk, pin=PIN, agencies=[])
    stage.work()
    stage.neighbour.take()
    withdrawing.decide_recall(document, actor=stage.province.chairman, words="Gửi nhầm nơi nhận.")
    withdrawing.recall(document, actor=stage.province.clerk)
    stage.work()
    found = [one.message for one in stage.neighbour.take()]
    [recall] = [one for one in found if isinstance(one, x.Document)]
    [asked] = [one for one in found if isinstance(one, x.Status)]
    assert [one.id for one in recall.receivers] == [FARTHER.id]
    assert (asked.code, asked.reply.organ_id) == ("13", NEIGHBOUR.id)
    assert (asked.sender.id, asked.description) == (document.agency.code, "Gửi nhầm nơi nhận.")
    assert (asked.reply.code, asked.reply.document_id) == (document.code, recall.document_id)
    assert stage.state() == "recall_asked"
    stage.neighbour.send(stage.neighbour.status(recall, x.StatusCode.CHANGE_ACCEPTED))
    stage.work()
    assert stage.state() == "recalled"
    assert Recipient.objects.get(partner=farther).state == "recall_asked"


def test_what_never_left_is_recalled_here(vxp: Stage) -> None:
    document = vxp.issue()
    withdrawing.decide_recall(document, actor=vxp.province.chairman, words="Gửi nhầm nơi nhận.")
    withdrawing.recall(document, actor=vxp.province.clerk)
    vxp.work()
    assert (vxp.state(), vxp.neighbour.take()) == ("recalled", [])


def test_a_replacement_names_what_it_replaces(vxp: Stage) -> None:
    first = vxp.sent()
    earlier = Outgoing.objects.get()
    later = following.draft_following(
        earlier, actor=vxp.province.specialist, relation=Relation.REPLACES, form_key=uuid.uuid4()
    )
    save_draft(later, actor=vxp.province.specialist, fields=fields(vxp.province))
    vxp.issue(later)
    vxp.work()
    [found] = vxp.neighbour.take()
    assert isinstance(found.message, x.Document)
    [replaced] = found.message.business.replacements
    assert (replaced.document_id, replaced.organ_ids) == (first.document_id, (NEIGHBOUR.id,))
