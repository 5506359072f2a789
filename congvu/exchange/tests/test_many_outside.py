"""Receivers outside where many documents are issued at once, and where receivers are pressed."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from congvu.accounts.tests.factories import client_of
from congvu.core import clock
from congvu.documents.actions import batches
from congvu.documents.actions.numbering import usual_register
from congvu.documents.models import Batch, Incoming, Outgoing, ReceiverGroup, Register
from congvu.documents.tests.cast import PIN
from congvu.documents.tests.way import signed, written
from congvu.documents.types import BatchKind, OutgoingState, RegisterKind
from congvu.exchange import edxml as x
from congvu.exchange.actions import recipients
from congvu.exchange.models import Evidence, Partner, Recipient
from congvu.exchange.tests.stage import FARTHER, NEIGHBOUR, Stage

pytestmark = pytest.mark.django_db


def waiting(stage: Stage, count: int) -> list[Outgoing]:
    return [
        signed(stage.province, written(stage.province, abstract=f"việc số {number}"))
        for number in range(count)
    ]


def went(document: Outgoing) -> list[tuple[str, str]]:
    rows = Recipient.objects.filter(outgoing=document).order_by("partner__code")
    return list(rows.values_list("partner__code", "state"))


def test_a_batch_goes_to_its_receivers_outside_and_to_each_document_s_own(vxp: Stage) -> None:
    first, second = waiting(vxp, 2)
    farther = Partner.objects.get(code=FARTHER.id)
    recipients.choose(first, [farther])
    clerk = client_of(vxp.province.clerk)
    page = clerk.get(reverse("documents:outgoing_many", args=["phat-hanh"])).content.decode()
    assert "Nơi nhận ngoài hệ thống" in page
    register = usual_register(vxp.province.agency, RegisterKind.OUTGOING)
    asked = {
        "key": uuid.uuid4(),
        "van_ban": [first.pk, second.pk],
        "register": register.pk,
        "beyond": [vxp.partner.pk],
        "pin": PIN,
    }
    answer = clerk.post(reverse("documents:outgoing_many", args=["phat-hanh"]), asked, follow=True)
    assert "xong 2" in answer.content.decode()
    assert went(first) == [(NEIGHBOUR.id, "waiting"), (FARTHER.id, "waiting")]
    assert went(second) == [(NEIGHBOUR.id, "waiting")]
    vxp.work()
    found = [one.message for one in vxp.neighbour.take()]
    assert len({one.document_id for one in found if isinstance(one, x.Document)}) == 2


def test_a_kept_group_holds_receivers_outside_too(vxp: Stage) -> None:
    [letter] = waiting(vxp, 1)
    clerk = client_of(vxp.province.clerk)
    new = reverse("documents:group_new")
    assert "Nơi nhận ngoài hệ thống" in clerk.get(new).content.decode()
    clerk.post(new, {"name": "Liên tỉnh", "beyond": [vxp.partner.pk]})
    group = ReceiverGroup.objects.get()
    listed = clerk.get(reverse("documents:groups")).content.decode()
    assert "và 1 ngoài hệ thống" in listed
    edit = clerk.get(reverse("documents:group", args=[group.pk])).content.decode()
    assert vxp.partner.name in edit
    asked = {"groups": [group.pk], "register": letter_register(vxp).pk, "pin": PIN}
    clerk.post(reverse("documents:outgoing_issue", args=[letter.pk]), asked)
    letter.refresh_from_db()
    assert letter.state == OutgoingState.ISSUED
    assert went(letter) == [(NEIGHBOUR.id, "waiting")]


def letter_register(stage: Stage) -> Register:
    return usual_register(stage.province.agency, RegisterKind.OUTGOING)


def test_what_cannot_go_outside_is_not_issued_and_holds_up_no_other(vxp: Stage) -> None:
    large, small = waiting(vxp, 2)
    assert large.signed is not None
    type(large.signed.blob).objects.filter(pk=large.signed.blob_id).update(size=10**9)
    wanted = batches.Wanted(BatchKind.ISSUE, [large, small], beyond=[vxp.partner.pk])
    batch = batches.begin(uuid.uuid4(), wanted, actor=vxp.province.clerk, pin=PIN)
    words = dict(batch.items.values_list("outgoing", "words"))
    assert "36 MB" in words[large.pk]
    states = dict(Outgoing.objects.values_list("pk", "state"))
    assert states == {large.pk: OutgoingState.SIGNED, small.pk: OutgoingState.ISSUED}
    assert (went(large), went(small)) == ([], [(NEIGHBOUR.id, "waiting")])
    assert Batch.objects.get().beyond == [vxp.partner.pk]


def test_those_outside_who_are_late_are_named_with_how_to_reach_them(vxp: Stage) -> None:
    Partner.objects.filter(pk=vxp.partner.pk).update(email="vanthu.snv@nghean.gov.vn")
    vxp.sent()
    document = Outgoing.objects.get()
    clerk = client_of(vxp.province.clerk)
    page = reverse("documents:outgoing", args=[document.pk])
    remind = reverse("documents:outgoing_remind", args=[document.pk])
    reach = f"xin liên hệ trực tiếp văn thư của {NEIGHBOUR.name} (vanthu.snv@nghean.gov.vn)"
    assert reach not in clerk.get(page).content.decode()
    Evidence.objects.update(at=clock.now() - timedelta(days=9))
    assert reach in clerk.get(page).content.decode()
    refused = clerk.post(remind)
    assert refused.status_code == 409
    assert reach in refused.content.decode()
    vxp.neighbour.send(
        vxp.neighbour.status(_message(vxp, document), x.StatusCode.ACCEPTED)
    )  # entered there: nobody is pressed any more
    vxp.work()
    assert reach not in clerk.get(page).content.decode()
    assert not Incoming.objects.exists()


def _message(stage: Stage, document: Outgoing) -> x.Document:
    """What a status about the document needs of it."""
    packet = document.packets.get()
    return stage.neighbour.document(
        [], sender=x.Organ(packet.sender), document_id=packet.document_id
    )
