"""Corrections: what the receivers outside get of them, and what comes of those of others."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest

from congvu.core import clock
from congvu.documents.actions import following, incoming, recalling, withdrawing
from congvu.documents.actions.drafting import save_draft
from congvu.documents.models import Incoming, Outgoing
from congvu.documents.tests.way import fields, issued
from congvu.documents.types import IncomingState, Relation
from congvu.exchange import edxml as x
from congvu.exchange.actions.outside import Outside
from congvu.exchange.folding import standing
from congvu.exchange.models import Packet, Partner, Recipient
from congvu.exchange.tests.stage import FARTHER, Stage, came, codes_of
from congvu.exchange.types import FOLLOWED, PacketState
from congvu.files.tests import samples
from congvu.notices.models import Notice

pytestmark = pytest.mark.django_db


def corrected(stage: Stage, *, also: list[Partner] | None = None) -> tuple[Outgoing, Outgoing]:
    """The document that has gone out, and the letter that corrects it, issued to nobody else."""
    earlier = Outgoing.objects.get()
    letter = following.draft_following(
        earlier, actor=stage.province.specialist, relation=Relation.CORRECTS, form_key=uuid.uuid4()
    )
    words = fields(stage.province, abstract=letter.abstract)
    save_draft(letter, actor=stage.province.specialist, fields=words)
    if also:
        Outside().choose(letter, also, actor=stage.province.clerk)
    issued(stage.province, letter, to=[])
    return earlier, letter


def recipient_of(document: Outgoing, stage: Stage) -> Recipient:
    return Recipient.objects.get(outgoing=document, partner=stage.partner)


def documents(found: list[x.Read]) -> list[x.Document]:
    return [one.message for one in found if isinstance(one.message, x.Document)]


def test_a_correction_reaches_whoever_has_the_document_outside(stage: Stage) -> None:
    first = stage.sent()
    earlier, letter = corrected(stage)
    stage.work()
    [found] = stage.neighbour.take()
    message = found.message
    assert isinstance(message, x.Document)
    business = message.business
    assert (business.type, business.document_id) == (x.BusinessType.UPDATE, first.document_id)
    assert business.changes == x.Changes(document=True)
    assert business.reason == f"Đính chính công văn số {earlier.code}"
    assert (str(message.code), len(found.contents)) == (letter.code, 1)
    later = clock.now() + timedelta(seconds=5)
    stage.neighbour.send(stage.neighbour.status(first, x.StatusCode.CHANGE_ACCEPTED, later))
    stage.work()
    board = Outside().board(earlier)
    assert [one.label for one in board[0].told][1:] == [
        "Gửi văn bản thay thế, đính chính",
        "Đồng ý thu hồi, cập nhật",
    ]
    assert board[0].state == "Đã gửi"


def test_only_those_who_have_it_get_an_update(vxp: Stage) -> None:
    vxp.sent()
    farther = Partner.objects.get(code=FARTHER.id)
    corrected(vxp, also=[farther])
    vxp.work()
    told = {
        tuple(one.id for one in message.receivers): message.business.type
        for message in documents(vxp.neighbour.take())
    }
    assert told == {
        (vxp.partner.code,): x.BusinessType.UPDATE,
        (farther.code,): x.BusinessType.NEW,
    }


def test_the_same_answer_in_any_form_and_number_comes_to_the_same(vxp: Stage) -> None:
    first = vxp.sent()
    earlier, letter = corrected(vxp)
    vxp.work()
    [update] = documents(vxp.neighbour.take())
    moment = clock.now()
    for of in (update, first, update):  # by the letter's own id, or by the document's
        vxp.neighbour.send(vxp.neighbour.status(of, x.StatusCode.CHANGE_ACCEPTED, moment))
    vxp.work()
    said = recipient_of(earlier, vxp).evidence.values_list("code", flat=True)
    assert sorted(said) == ["15", FOLLOWED, "sent"]
    assert (recipient_of(earlier, vxp).state, recipient_of(letter, vxp).state) == ("sent", "sent")


def test_an_answer_to_the_correction_is_none_to_a_later_recall(vxp: Stage) -> None:
    first = vxp.sent()
    earlier, _ = corrected(vxp)
    vxp.work()
    before = clock.now() - timedelta(hours=1)
    vxp.neighbour.send(vxp.neighbour.status(first, x.StatusCode.CHANGE_ACCEPTED, before))
    withdrawing.decide_recall(earlier, actor=vxp.province.chairman, words="Gửi nhầm nơi nhận.")
    withdrawing.recall(earlier, actor=vxp.province.clerk)
    vxp.work()
    assert recipient_of(earlier, vxp).state == "recall_asked"
    later = clock.now() + timedelta(seconds=5)
    vxp.neighbour.send(vxp.neighbour.status(first, x.StatusCode.CHANGE_ACCEPTED, later))
    vxp.work()
    assert recipient_of(earlier, vxp).state == "recalled"


def test_answers_count_by_their_moment_where_more_was_asked() -> None:
    now = clock.now()
    old, new = now - timedelta(hours=1), now + timedelta(hours=1)
    asked = [("sent", old), ("13", now)]
    assert standing([*asked, ("15", old)]) == "recalled"  # nothing else was asked
    assert standing([*asked, (FOLLOWED, old), ("15", old)]) == "recall_asked"
    assert standing([("16", new), ("15", old), (FOLLOWED, old), *asked]) == "recall_refused"


def letter_of(stage: Stage, **given: Any) -> x.Document:
    """The neighbour's letter that corrects what it sent before."""
    first = stage.neighbour.document(stage.own[:1])
    business = x.Business(
        x.BusinessType.UPDATE,
        "Đính chính ngày họp",
        document_id=first.document_id,
        changes=x.Changes(document=True),
    )
    return stage.neighbour.document(
        stage.own[:1],
        document_id="H41.02,2020/04/02,13/SNV",
        code=x.Code("13", "SNV"),
        business=business,
        **given,
    )


def test_what_corrects_arrives_and_marks_what_it_corrects_once(inbound: Stage) -> None:
    first = came(inbound)
    inbound.neighbour.take()
    for _ in range(2):  # the axis delivers it twice
        inbound.neighbour.send(letter_of(inbound), [samples.pdf()])
    inbound.work()
    assert sorted(one.code for one in Incoming.objects.all()) == ["12/SNV", "13/SNV"]
    [step] = first.steps.filter(action="followed")
    assert step.label == "Văn bản được đính chính, cập nhật bằng 13/SNV"
    assert step.words == "Đính chính ngày họp"
    first.refresh_from_db()
    assert (first.state, first.abstract) == (
        IncomingState.ARRIVED,
        "phối hợp kiểm tra công tác văn thư",
    )
    assert sorted(codes_of(inbound.neighbour.take())) == ["01", "15"]


def test_what_corrects_waits_for_its_document_but_not_for_ever(inbound: Stage) -> None:
    inbound.neighbour.send(letter_of(inbound), [samples.pdf()])
    inbound.work()
    assert not Incoming.objects.exists()
    Packet.objects.update(attempts=7, state=PacketState.RECEIVED)
    inbound.work()
    assert Incoming.objects.get().code == "13/SNV"
    assert codes_of(inbound.neighbour.take()) == ["01"]


@pytest.mark.parametrize("gone", ["recalled", "returned"])
def test_what_is_gone_is_not_updated_and_the_sender_hears_so(inbound: Stage, gone: str) -> None:
    document = came(inbound)
    office = inbound.province.first
    if gone == "returned":
        incoming.return_to_sender(document, actor=office.clerk, words="Không thuộc thẩm quyền.")
    else:
        sent = inbound.neighbour.document(inbound.own[:1])
        business = x.Business(x.BusinessType.REVOKE, "Nhầm", document_id=sent.document_id)
        inbound.neighbour.send(
            inbound.neighbour.document(inbound.own[:1], business=business, attachments=())
        )
        inbound.work()
        document.refresh_from_db()
        recalling.agree_to_recall(document, actor=office.clerk)
    inbound.work()
    inbound.neighbour.take()
    inbound.neighbour.send(letter_of(inbound), [samples.pdf()])
    inbound.work()
    document.refresh_from_db()
    assert (document.state, document.steps.filter(action="followed").count()) == (gone, 0)
    answers = [one.message for one in inbound.neighbour.take()]
    said = {one.code: one.description for one in answers if isinstance(one, x.Status)}
    assert said["16"].endswith("trước đó.")


def replacement(stage: Stage, to: list[str], *organ_ids: str) -> x.Document:
    first = stage.neighbour.document(stage.own)
    replaced = (x.Replacement(first.document_id, organ_ids), x.Replacement("chưa từng đến"))
    return stage.neighbour.document(
        to,
        document_id="H41.02,2020/04/02,13/SNV",
        code=x.Code("13", "SNV"),
        business=x.Business(x.BusinessType.REPLACE, replacements=replaced),
    )


@pytest.mark.parametrize("named", ["all", "one"])
def test_what_replaces_arrives_and_marks_what_it_replaces_once(inbound: Stage, named: str) -> None:
    """One that names no receiver replaces for all; it comes in a packet for each of ours."""
    inbound.neighbour.send(inbound.neighbour.document(inbound.own), [samples.pdf()])
    inbound.work()
    organ_ids = inbound.own[:1] if named == "one" else []
    for to in (inbound.own[:1], inbound.own[1:], inbound.own):
        inbound.neighbour.send(replacement(inbound, to, *organ_ids), [samples.pdf()])
    inbound.work()
    assert Incoming.objects.filter(number="13").count() == 2
    marked = {
        one.agency.code: [step.label for step in one.steps.filter(action="followed")]
        for one in Incoming.objects.filter(number="12")
    }
    said = ["Văn bản được thay thế bằng 13/SNV"]
    assert marked == {
        inbound.own[0]: said,
        inbound.own[1]: said if named == "all" else [],
    }
    clerk = inbound.province.first.clerk
    assert Notice.objects.filter(recipient=clerk, text__startswith=said[0]).count() == 1


def test_an_update_under_its_documents_own_id_brings_its_file(inbound: Stage) -> None:
    first = came(inbound)
    sent = inbound.neighbour.document(inbound.own[:1])
    business = x.Business(x.BusinessType.UPDATE, "Bổ sung phụ lục", document_id=sent.document_id)
    update = inbound.neighbour.document(inbound.own[:1], business=business)
    inbound.neighbour.send(update, [samples.pdf(pages=2)])
    inbound.work()
    [kept] = first.attachments.all()
    assert kept.title == f"Cập nhật: {update.attachments[0].name}"
    assert kept.file_id != first.file_id
    assert Incoming.objects.count() == 1
    assert codes_of(inbound.neighbour.take()) == ["01", "15"]


def test_an_update_that_no_gate_lets_in_leaves_the_document_and_says_why(inbound: Stage) -> None:
    first = came(inbound)
    sent = inbound.neighbour.document(inbound.own[:1])
    business = x.Business(x.BusinessType.UPDATE, "Bổ sung", document_id=sent.document_id)
    update = inbound.neighbour.document(inbound.own[:1], business=business)
    inbound.neighbour.send(update, [b"MZ not a document"])
    inbound.work()
    assert not first.attachments.exists()
    assert codes_of(inbound.neighbour.take()) == ["01", "16"]


def test_an_update_waits_for_its_document(inbound: Stage) -> None:
    sent = inbound.neighbour.document(inbound.own[:1])
    business = x.Business(x.BusinessType.UPDATE, "Sửa trích yếu", document_id=sent.document_id)
    inbound.neighbour.send(
        inbound.neighbour.document(inbound.own[:1], business=business, attachments=())
    )
    inbound.work()
    assert Packet.objects.filter(state=PacketState.RECEIVED).count() == 1
    first = came(inbound)
    inbound.work()
    assert first.steps.filter(label="Nơi gửi cập nhật văn bản").count() == 1


def test_an_answer_that_nobody_asked_for_settles_no_later_recall(vxp: Stage) -> None:
    sent = vxp.sent()
    vxp.neighbour.send(vxp.neighbour.status(sent, x.StatusCode.CHANGE_ACCEPTED, clock.now()))
    vxp.work()
    letter = Outgoing.objects.get()
    withdrawing.decide_recall(letter, actor=vxp.province.chairman, words="Gửi nhầm nơi nhận.")
    withdrawing.recall(letter, actor=vxp.province.clerk)
    vxp.work()
    assert recipient_of(letter, vxp).state == "recall_asked"
    later = clock.now() + timedelta(seconds=5)
    vxp.neighbour.send(vxp.neighbour.status(sent, x.StatusCode.CHANGE_ACCEPTED, later))
    vxp.work()
    assert recipient_of(letter, vxp).state == "recalled"


def test_an_update_of_data_alone_is_noted_once(inbound: Stage) -> None:
    first = came(inbound)
    sent = inbound.neighbour.document(inbound.own[:1])
    business = x.Business(x.BusinessType.UPDATE, "Sửa trích yếu", document_id=sent.document_id)
    for _ in range(2):
        inbound.neighbour.send(
            inbound.neighbour.document(inbound.own[:1], business=business, attachments=())
        )
    inbound.work()
    [step] = first.steps.filter(action="followed")
    assert (step.label, step.words) == ("Nơi gửi cập nhật văn bản", "Sửa trích yếu")
    assert codes_of(inbound.neighbour.take()) == ["01", "15"]
