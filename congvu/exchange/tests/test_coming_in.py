"""What comes to one installation, and what it answers."""

from __future__ import annotations

import pytest

from congvu.documents.actions import incoming
from congvu.documents.models import Incoming
from congvu.documents.types import IncomingState
from congvu.exchange import edxml as x
from congvu.exchange.models import Line, Packet, Partner
from congvu.exchange.providers.vxp import Vxp
from congvu.exchange.queries import watching
from congvu.exchange.tests.keys import rsa_signer
from congvu.exchange.tests.stage import (
    NEIGHBOUR,
    Stage,
    came,
    codes_of,
)
from congvu.files.queries import open_deposit
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


def test_the_same_document_twice_is_one(inbound: Stage) -> None:
    came(inbound)
    inbound.neighbour.send(inbound.neighbour.document(inbound.own[:1]), [samples.pdf()])
    inbound.neighbour.send(
        inbound.neighbour.document(inbound.own, subject="nội dung khác"), [samples.pdf()]
    )
    inbound.work()
    assert sorted(Incoming.objects.values_list("agency__code", flat=True)) == sorted(inbound.own)


def test_what_bears_a_mark_of_secrecy_goes_back_with_the_reason(inbound: Stage) -> None:
    secret = samples.word("Kính báo cáo", "TUYỆT MẬT", "nội dung")
    inbound.neighbour.send(inbound.neighbour.document(inbound.own[:1]), [secret])
    inbound.work()
    assert not Incoming.objects.exists()
    [found] = inbound.neighbour.take()
    assert isinstance(found.message, x.Status)
    assert (found.message.code, "độ mật" in found.message.description) == ("02", True)
    with pytest.raises(FileNotFoundError):
        open_deposit(Packet.objects.get(direction="in").sha256)


def test_what_cannot_be_taken_from_an_axis_is_shown_and_not_fetched_again(
    inbound: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Line.objects.create(agency=inbound.line.agency, kind="vxp", name="Trục khác")
    Partner.objects.update(line=other)  # it is known to speak by another line only
    inbound.neighbour.send(inbound.neighbour.document(inbound.own[:1]), [samples.pdf()])
    inbound.work()
    [letter] = watching.dead_letters()
    assert (letter.state, letter.fault, letter.sha256) == ("refused", 19, "")
    assert letter.error == "Đơn vị gửi không đăng ký trên đường liên thông này."
    monkeypatch.setattr(Vxp, "fetch", lambda *_: pytest.fail("fetched again"))
    inbound.work()
    assert Packet.objects.filter(direction="in").count() == 1


def test_a_strangers_packet_signature_is_unknown_and_a_broken_one_goes_back(inbound: Stage) -> None:
    document = inbound.neighbour.document(inbound.own[:1])
    inbound.neighbour.send(document, [samples.pdf()], signer=rsa_signer())
    inbound.work()
    assert (Packet.objects.get(direction="in").verdict, Incoming.objects.count()) == ("unknown", 1)
    other = inbound.neighbour.document(inbound.own[:1], document_id="khác")
    inbound.neighbour.send(other, [samples.pdf()], signer=rsa_signer(), spoil=True)
    inbound.work()
    assert Incoming.objects.count() == 1
    assert codes_of(inbound.neighbour.take()) == ["01", "02"]


def test_a_recall_cancels_what_came_and_says_so(inbound: Stage) -> None:
    document = came(inbound)
    office = inbound.province.first
    incoming.register(document, actor=office.clerk, to=office.leader)
    sent = inbound.neighbour.document(inbound.own[:1])
    business = x.Business(x.BusinessType.REVOKE, "Ban hành nhầm", document_id=sent.document_id)
    inbound.neighbour.send(
        inbound.neighbour.document(inbound.own[:1], business=business, attachments=())
    )
    inbound.work()
    document.refresh_from_db()
    assert (document.state, document.recall_words) == (IncomingState.RECALLED, "Ban hành nhầm")
    assert codes_of(inbound.neighbour.take()) == ["01", "03", "15"]


def test_a_recall_waits_for_its_document(inbound: Stage) -> None:
    sent = inbound.neighbour.document(inbound.own[:1])
    business = x.Business(x.BusinessType.REVOKE, "Ban hành nhầm", document_id=sent.document_id)
    recalling = inbound.neighbour.document(inbound.own[:1], business=business, attachments=())
    inbound.neighbour.send(recalling)
    inbound.work()
    assert not Incoming.objects.exists()
    came(inbound)
    inbound.work()
    assert Incoming.objects.get().state == IncomingState.RECALLED


def test_an_update_adds_and_removes_receivers(inbound: Stage) -> None:
    first = came(inbound)
    sent = inbound.neighbour.document(inbound.own[:1])
    changes = x.Changes(
        receivers=True,
        list=(
            x.ReceiverChange(inbound.own[0], x.ReceiverType.REMOVED),
            x.ReceiverChange(inbound.own[1], x.ReceiverType.ADDED),
        ),
    )
    business = x.Business(
        x.BusinessType.UPDATE, "Sửa nơi nhận", document_id=sent.document_id, changes=changes
    )
    inbound.neighbour.send(
        inbound.neighbour.document(inbound.own, business=business), [samples.pdf()]
    )
    inbound.work()
    first.refresh_from_db()
    assert first.state == IncomingState.RECALLED
    assert Incoming.objects.get(agency__code=inbound.own[1]).state == IncomingState.ARRIVED
