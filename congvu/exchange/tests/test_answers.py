"""Answers that come to what we sent, and the days by which one asks the other to act."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from congvu.accounts.tests.factories import client_of
from congvu.core import clock
from congvu.documents.actions import incoming
from congvu.documents.models import Incoming, Outgoing
from congvu.documents.tests.way import written
from congvu.exchange import edxml as x
from congvu.exchange.tests.rows import sent_to
from congvu.exchange.tests.stage import FARTHER, NEIGHBOUR, Stage, came
from congvu.files.tests import samples
from congvu.notices.models import Notice

pytestmark = pytest.mark.django_db
OWN_ID = "H47.01,2020/03/01,7/STN-VP"


def sent_before(stage: Stage) -> Outgoing:
    """What the first department sent to the neighbour."""
    office = stage.province.first
    document = sent_to(stage.line, office, document_id=OWN_ID, code=NEIGHBOUR.id).outgoing
    document.refresh_from_db()
    document.packets.update(document_code=document.code)
    return document


def answer(stage: Stage, *replies: x.Reply, to: list[str] | None = None) -> None:
    message = stage.neighbour.document(to or stage.own[:1], replies=replies)
    stage.neighbour.send(message, [samples.pdf()])
    stage.work()


def pages(stage: Stage, document: Outgoing) -> tuple[str, str]:
    """Of our document, with its board, and of what came: as the clerk sees them."""
    clerk = client_of(stage.province.first.clerk)
    came_in = Incoming.objects.get(agency=document.agency)
    return (
        clerk.get(f"/van-ban/di/{document.pk}/").content.decode(),
        clerk.get(f"/van-ban/den/{came_in.pk}/").content.decode(),
    )


def by_id(document: Outgoing) -> x.Reply:
    return x.Reply("H00", "không rõ", OWN_ID)


def by_code(document: Outgoing) -> x.Reply:
    return x.Reply(document.agency.code, document.code, "mã riêng của nơi gửi")


@pytest.mark.parametrize("reply", [by_id, by_code])
def test_an_answer_stands_on_the_board_and_on_both_pages(inbound: Stage, reply: Any) -> None:
    document = sent_before(inbound)
    answer(inbound, reply(document), reply(document), to=inbound.own)
    ours, theirs = pages(inbound, document)
    assert ours.count("Có văn bản trả lời") == 1
    assert "Công văn số 12/SNV" in ours
    assert f"/van-ban/den/{Incoming.objects.get(agency=document.agency).pk}/" in ours
    assert "Được trả lời bằng" in ours
    assert f"/van-ban/di/{document.pk}/" in theirs
    assert "Trả lời: " in theirs
    [told] = Notice.objects.filter(text__contains=f"{NEIGHBOUR.name} trả lời {document.code}")
    assert told.recipient == document.drafter
    assert not Incoming.objects.exclude(agency=document.agency).get().answers.exists()


def test_who_never_got_it_answers_nothing(inbound: Stage) -> None:
    """Another agency names our document, or another document is named."""
    office = inbound.province.first
    sent_to(inbound.line, office, document_id=OWN_ID, code=FARTHER.id)
    answer(inbound, x.Reply(office.agency.code, "7/STN-VP", OWN_ID), x.Reply("H00", "", "khác"))
    assert not Incoming.objects.get().answers.exists()


def test_the_day_that_the_sender_asks_for_is_proposed_to_the_leader(inbound: Stage) -> None:
    day = clock.today() + timedelta(days=20)
    document = came(
        inbound,
        due_on=day,
        steering=2,
        places=("Như trên", "Lưu: VT"),
        business=x.Business(paper=True),
    )
    office = inbound.province.first
    incoming.register(document, actor=office.clerk, to=office.leader)
    leader = client_of(office.leader)
    page = leader.get(f"/van-ban/den/{document.pk}/").content.decode()
    for words in (f"{day:%d/%m/%Y}", "Văn bản chỉ đạo", "Như trên; Lưu: VT", "kèm bản giấy"):
        assert words in page
    dialog = leader.get(f"/van-ban/den/{document.pk}/phan-cong/").content.decode()
    assert f'value="{day:%d/%m/%Y}"' in dialog or f'value="{day:%Y-%m-%d}"' in dialog


def test_the_day_that_we_ask_for_goes_with_the_document(vxp: Stage) -> None:
    day = clock.today() + timedelta(days=9)
    draft = written(vxp.province, due_on=day)
    assert vxp.sent(document=draft).due_on == day
    clerk = client_of(vxp.province.clerk)
    page = clerk.get(f"/van-ban/di/{draft.pk}/").content.decode()
    assert "Hạn nơi nhận xử lý" in page
