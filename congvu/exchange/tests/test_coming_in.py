"""What comes to one installation, and what it answers."""

from __future__ import annotations

import pytest

from congvu.documents.actions import incoming
from congvu.documents.models import Incoming
from congvu.documents.types import IncomingState
from congvu.exchange import edxml as x
from congvu.exchange.models import Packet
from congvu.exchange.tests.keys import rsa_signer
from congvu.exchange.tests.stage import (
    NEIGHBOUR,
    Stage,
    came,
    codes_of,
)
from congvu.files.tests import samples

pytestmark = pytest.mark.django_db


def test_what_comes_is_registered_and_each_step_told(stage: Stage) -> None:
    document = came(stage)
    office = stage.province.first
    assert (document.state, document.issuer_name) == (IncomingState.ARRIVED, NEIGHBOUR.name)
    assert (document.verdict, document.kind) == ("unknown", "letter")
    incoming.register(document, actor=office.clerk, to=office.leader)
    incoming.put_on_file(document, actor=office.leader)
    stage.work()
    assert codes_of(stage.neighbour.take()) == ["01", "03", "06"]


def test_the_same_document_twice_is_one(vxp: Stage) -> None:
    came(vxp)
    vxp.neighbour.send(vxp.neighbour.document(vxp.own[:1]), [samples.pdf()])
    vxp.neighbour.send(vxp.neighbour.document(vxp.own, subject="nội dung khác"), [samples.pdf()])
    vxp.work()
    assert sorted(Incoming.objects.values_list("agency__code", flat=True)) == sorted(vxp.own)


def test_what_bears_a_mark_of_secrecy_goes_back_with_the_reason(vxp: Stage) -> None:
    secret = samples.word("Kính báo cáo", "TUYỆT MẬT", "nội dung")
    vxp.neighbour.send(vxp.neighbour.document(vxp.own[:1]), [secret])
    vxp.work()
    assert not Incoming.objects.exists()
    [found] = vxp.neighbour.take()
    assert isinstance(found.message, x.Status)
    assert (found.message.code, "độ mật" in found.message.description) == ("02", True)


def test_a_strangers_packet_signature_is_unknown_and_a_broken_one_goes_back(vxp: Stage) -> None:
    document = vxp.neighbour.document(vxp.own[:1])
    vxp.neighbour.send(document, [samples.pdf()], signer=rsa_signer())
    vxp.work()
    assert (Packet.objects.get(direction="in").verdict, Incoming.objects.count()) == ("unknown", 1)
    other = vxp.neighbour.document(vxp.own[:1], document_id="khác")
    vxp.neighbour.send(other, [samples.pdf()], signer=rsa_signer(), spoil=True)
    vxp.work()
    assert Incoming.objects.count() == 1
    assert codes_of(vxp.neighbour.take()) == ["01", "02"]


def test_a_recall_cancels_what_came_and_says_so(vxp: Stage) -> None:
    document = came(vxp)
    office = vxp.province.first
    incoming.register(document, actor=office.clerk, to=office.leader)
    sent = vxp.neighbour.document(vxp.own[:1])
    business = x.Business(x.BusinessType.REVOKE, "Ban hành nhầm", document_id=sent.document_id)
    vxp.neighbour.send(vxp.neighbour.document(vxp.own[:1], business=business, attachments=()))
    vxp.work()
    document.refresh_from_db()
    assert (document.state, document.recall_words) == (IncomingState.RECALLED, "Ban hành nhầm")
    assert codes_of(vxp.neighbour.take()) == ["01", "03", "15"]


def test_a_recall_waits_for_its_document(vxp: Stage) -> None:
    sent = vxp.neighbour.document(vxp.own[:1])
    business = x.Business(x.BusinessType.REVOKE, "Ban hành nhầm", document_id=sent.document_id)
    recalling = vxp.neighbour.document(vxp.own[:1], business=business, attachments=())
    vxp.neighbour.send(recalling)
    vxp.work()
    assert not Incoming.objects.exists()
    came(vxp)
    vxp.work()
    assert Incoming.objects.get().state == IncomingState.RECALLED


def test_an_update_adds_and_removes_receivers(vxp: Stage) -> None:
    first = came(vxp)
    sent = vxp.neighbour.document(vxp.own[:1])
    changes = x.Changes(
        receivers=True,
        list=(
            x.ReceiverChange(vxp.own[0], x.ReceiverType.REMOVED),
            x.ReceiverChange(vxp.own[1], x.ReceiverType.ADDED),
        ),
    )
    business = x.Business(
        x.BusinessType.UPDATE, "Sửa nơi nhận", document_id=sent.document_id, changes=changes
    )
    vxp.neighbour.send(vxp.neighbour.document(vxp.own, business=business), [samples.pdf()])
    vxp.work()
    first.refresh_from_db()
    assert first.state == IncomingState.RECALLED
    assert Incoming.objects.get(agency__code=vxp.own[1]).state == IncomingState.ARRIVED
