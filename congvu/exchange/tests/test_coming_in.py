"""What comes to one installation, and what it answers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client

from congvu.accounts.tests.factories import account_for, client_of
from congvu.core.outside import Unreachable
from congvu.documents.actions import assignments, incoming, recalling
from congvu.documents.actions.giving import Share
from congvu.documents.models import Incoming
from congvu.documents.types import IncomingState, Part
from congvu.exchange import edxml as x
from congvu.exchange.models import Line, Packet, Partner
from congvu.exchange.providers.vxp import Vxp
from congvu.exchange.queries import watching
from congvu.exchange.testaxis.app import Faults
from congvu.exchange.tests.keys import rsa_signer
from congvu.exchange.tests.rows import sent_to
from congvu.exchange.tests.stage import (
    NEIGHBOUR,
    Stage,
    administrator,
    came,
    codes_of,
)
from congvu.exchange.types import PacketState
from congvu.files.queries import open_deposit
from congvu.files.tests import samples
from congvu.journal.models import Entry
from congvu.notices.models import Notice

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


def test_the_sender_hears_that_it_was_assigned_and_begun(inbound: Stage) -> None:
    document = came(inbound)
    office = inbound.province.first
    incoming.register(document, actor=office.clerk, to=office.leader)
    incoming.direct(document, actor=office.leader, shares=[Share(office.specialist)])
    inbound.work()
    assert codes_of(inbound.neighbour.take()) == ["01", "03", "04"]
    assignments.begin(document.assignments.get(), actor=office.specialist)
    inbound.work()
    [found] = [one.message for one in inbound.neighbour.take()]
    assert isinstance(found, x.Status)
    assert (found.code, found.reply.code) == ("05", "12/SNV")
    assert found.reply.organ_id == NEIGHBOUR.id
    incoming.direct(document, actor=office.leader, shares=[Share(office.head, Part.COORDINATE)])
    inbound.work()
    assert inbound.neighbour.take() == []  # assigned once more, told once


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


def refused_at_the_door(stage: Stage) -> Packet:
    """A document of the neighbour's that the axis holds and that may not come in by its line."""
    other = Line.objects.create(agency=stage.line.agency, kind="vxp", name="Trục khác")
    Partner.objects.update(line=other)  # it is known to speak by another line only
    stage.neighbour.send(stage.neighbour.document(stage.own[:1]), [samples.pdf()])
    stage.work()
    [letter] = watching.dead_letters()
    return letter


def test_what_cannot_be_taken_from_an_axis_is_shown_and_not_fetched_by_itself(
    inbound: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = refused_at_the_door(inbound)
    assert (letter.state, letter.fault, letter.sha256) == ("refused", 19, "")
    assert letter.error == "Đơn vị gửi không đăng ký trên đường liên thông này."
    monkeypatch.setattr(Vxp, "fetch", lambda *_: pytest.fail("fetched again"))
    inbound.work()
    assert Packet.objects.filter(direction="in").count() == 1


def operator(stage: Stage) -> Client:
    ruler = administrator(stage)
    account_for(ruler, factor=True)
    return client_of(ruler)


def test_once_the_cause_is_mended_an_operator_has_it_fetched_again_and_it_comes_once(
    stage: Stage,
) -> None:
    letter = refused_at_the_door(stage)
    ruler, url = operator(stage), f"/lien-thong/goi-tin/{letter.pk}/lay-lai/"
    page = ruler.post(url, follow=True).content.decode()
    assert "Vẫn không tiếp nhận được: Đơn vị gửi không đăng ký" in page
    assert url in page
    Partner.objects.update(line=stage.line)
    assert "Đã lấy lại gói tin" in ruler.post(url, follow=True).content.decode()
    for _ in range(2):
        stage.work()
    assert url not in ruler.get("/lien-thong/").content.decode()
    assert Incoming.objects.get().issuer_name == NEIGHBOUR.name
    assert codes_of(stage.neighbour.take()) == ["01"]
    page = ruler.post(url, follow=True).content.decode()  # the page of a while ago
    assert "Gói tin này đã chuyển trạng thái" in page
    stage.work()
    assert Packet.objects.filter(direction="in").count() == Incoming.objects.count() == 1


def test_an_axis_that_is_silent_or_has_it_no_more_is_told_to_the_operator(inbound: Stage) -> None:
    letter = refused_at_the_door(inbound)
    ruler, url = operator(inbound), f"/lien-thong/goi-tin/{letter.pk}/lay-lai/"
    Packet.objects.filter(pk=letter.pk).update(axis_id="999")
    assert (
        "Chưa lấy lại được: Không có gói tin này." in ruler.post(url, follow=True).content.decode()
    )
    inbound.axis.faults = Faults(drop=1.0)
    assert "Chưa lấy lại được" in ruler.post(url, follow=True).content.decode()
    assert Packet.objects.get(pk=letter.pk).state == PacketState.REFUSED


def test_what_was_fetched_again_is_ours_though_the_axis_is_not_told(
    inbound: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = refused_at_the_door(inbound)
    Partner.objects.update(line=inbound.line)

    def silent(*_: object, **__: object) -> None:
        raise Unreachable("Máy chủ bên kia không trả lời kịp.")

    url = f"/lien-thong/goi-tin/{letter.pk}/lay-lai/"
    with monkeypatch.context() as line:
        line.setattr(Vxp, "confirm", silent)
        page = operator(inbound).post(url, follow=True).content.decode()
    assert "Đã lấy lại gói tin" in page
    for _ in range(2):
        inbound.work()
    assert Incoming.objects.get().issuer_name == NEIGHBOUR.name


def test_what_is_kept_and_was_refused_goes_through_everything_anew(inbound: Stage) -> None:
    """A status that came before anybody knew of its document."""
    document = inbound.neighbour.document(inbound.own[:1])
    said = inbound.neighbour.status(document, x.StatusCode.ARRIVED)
    reply = replace(said.reply, organ_id=inbound.own[0], document_id="H47,1", code="1/UBND")
    inbound.neighbour.send(replace(said, reply=reply))
    inbound.work()
    [letter] = watching.dead_letters()
    assert letter.error == "Không tìm thấy văn bản mà trạng thái này nói đến."
    recipient = sent_to(
        inbound.line, inbound.province.first, document_id="H47,1", code=NEIGHBOUR.id
    )
    operator(inbound).post(f"/lien-thong/goi-tin/{letter.pk}/lay-lai/")
    inbound.work()
    recipient.refresh_from_db()
    assert recipient.state == "arrived"


def test_a_sender_that_was_told_why_sends_the_same_document_mended(inbound: Stage) -> None:
    document = inbound.neighbour.document(inbound.own[:1])
    for _ in range(2):  # the axis doubles it
        inbound.neighbour.send(document, [b"MZ not a document"])
    inbound.work()
    assert codes_of(inbound.neighbour.take()) == ["02"]
    [letter] = watching.dead_letters()
    ruler = operator(inbound)
    assert "Đã báo nơi gửi" in ruler.get("/lien-thong/").content.decode()
    ruler.post(f"/lien-thong/goi-tin/{letter.pk}/lay-lai/")
    inbound.work()
    assert not Incoming.objects.exists()
    for _ in range(2):
        inbound.neighbour.send(document, [samples.pdf()])
    inbound.work()
    office = inbound.province.first
    incoming.register(Incoming.objects.get(), actor=office.clerk, to=office.leader)
    inbound.work()
    assert codes_of(inbound.neighbour.take()) == ["01", "03"]


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


_ASKED_BACK = "/van-ban/den/muc/recall_asked/"


def called_back(stage: Stage, reason: str = "Ban hành nhầm") -> None:
    """The neighbour recalls what it sent to the first department."""
    sent = stage.neighbour.document(stage.own[:1])
    business = x.Business(x.BusinessType.REVOKE, reason, document_id=sent.document_id)
    stage.neighbour.send(stage.neighbour.document(stage.own[:1], business=business, attachments=()))
    stage.work()


def test_a_recall_is_answered_by_the_clerk_who_cancels_and_says_so(inbound: Stage) -> None:
    document = came(inbound)
    office = inbound.province.first
    incoming.register(document, actor=office.clerk, to=office.leader)
    called_back(inbound)
    document.refresh_from_db()
    assert document.state == IncomingState.REGISTERED
    assert codes_of(inbound.neighbour.take()) == ["01", "03"]
    told = Notice.objects.filter(kind="recall").values_list("recipient", flat=True)
    assert {office.clerk.pk, office.leader.pk} == set(told)
    clerk = client_of(office.clerk)
    page = clerk.get(f"/van-ban/den/{document.pk}/").content.decode()
    assert "Nơi gửi yêu cầu thu hồi văn bản này" in page
    assert "Đồng ý thu hồi" in page
    assert document.code in clerk.get(_ASKED_BACK).content.decode()
    assert client_of(office.leader).get(_ASKED_BACK).status_code == 404
    assert clerk.get(f"/van-ban/den/{document.pk}/dong-y-thu-hoi/").status_code == 200
    clerk.post(f"/van-ban/den/{document.pk}/dong-y-thu-hoi/")
    inbound.work()
    document.refresh_from_db()
    assert (document.state, document.recall_words) == (IncomingState.RECALLED, "Ban hành nhầm")
    assert codes_of(inbound.neighbour.take()) == ["15"]
    assert document.code not in clerk.get(_ASKED_BACK).content.decode()
    clerk.post(f"/van-ban/den/{document.pk}/dong-y-thu-hoi/")
    inbound.work()
    assert not inbound.neighbour.take()  # pressed twice, answered once
    labels = Entry.objects.filter(subject_id=document.pk).values_list("label", flat=True)
    assert {"Nhận yêu cầu thu hồi", "Đồng ý thu hồi"} <= set(labels)


def test_a_clerk_may_keep_it_and_the_sender_hears_why(inbound: Stage) -> None:
    document = came(inbound)
    office = inbound.province.first
    called_back(inbound)
    inbound.neighbour.take()
    clerk = client_of(office.clerk)
    url = f"/van-ban/den/{document.pk}/khong-thu-hoi/"
    assert "ít nhất 10 ký tự" in clerk.post(url, {"words": "Không"}).content.decode().lower()
    clerk.post(url, {"words": "Đã giải quyết xong theo văn bản."})
    called_back(inbound)  # the axis gives the same packet again: answered already
    document.refresh_from_db()
    assert (document.state, document.recall_asked_at) == (IncomingState.ARRIVED, None)
    [answer] = [one.message for one in inbound.neighbour.take()]
    assert isinstance(answer, x.Status)
    assert (answer.code, answer.description) == ("16", "Đã giải quyết xong theo văn bản.")
    called_back(inbound, "Ban hành nhầm, đề nghị xem lại")
    document.refresh_from_db()
    assert document.recall_asked_at is not None


def test_what_goes_back_needs_no_other_answer(inbound: Stage) -> None:
    document = came(inbound)
    called_back(inbound)
    office = inbound.province.first
    incoming.return_to_sender(document, actor=office.clerk, words="Không thuộc thẩm quyền.")
    inbound.work()
    assert document.recall_asked_at is None
    assert codes_of(inbound.neighbour.take()) == ["01", "02", "16"]


def test_a_recall_waits_for_its_document(inbound: Stage) -> None:
    called_back(inbound)
    assert not Incoming.objects.exists()
    came(inbound)
    inbound.work()
    assert Incoming.objects.get().recall_asked_at is not None


def test_a_status_asks_back_from_the_one_receiver_that_it_names(inbound: Stage) -> None:
    """Status 13 is the sender's; some name the document by its code alone."""
    sent = inbound.neighbour.document(inbound.own)
    inbound.neighbour.send(sent, [samples.pdf()])
    inbound.work()
    inbound.neighbour.take()
    asked = inbound.neighbour.status(sent, x.StatusCode.RECALL_ASKED)
    reply = replace(asked.reply, organ_id=inbound.own[0], document_id="")
    for _ in range(2):  # the axis doubles it
        inbound.neighbour.send(replace(asked, reply=reply, description="Gửi nhầm"))
    inbound.work()
    wanted = Incoming.objects.get(agency__code=inbound.own[0])
    other = Incoming.objects.get(agency__code=inbound.own[1])
    assert (wanted.recall_words, other.recall_asked_at) == ("Gửi nhầm", None)
    assert wanted.recall_asked_at is not None
    recalling.agree_to_recall(wanted, actor=inbound.province.first.clerk)
    inbound.work()
    [answer] = [one.message for one in inbound.neighbour.take()]
    assert isinstance(answer, x.Status)
    assert (answer.code, answer.sender.id) == ("15", inbound.own[0])
    assert answer.reply.document_id == sent.document_id


def test_a_status_that_asks_back_waits_for_its_document(inbound: Stage) -> None:
    sent = inbound.neighbour.document(inbound.own[:1])
    asked = inbound.neighbour.status(sent, x.StatusCode.RECALL_ASKED)
    inbound.neighbour.send(replace(asked, reply=replace(asked.reply, organ_id=inbound.own[0])))
    inbound.work()
    assert came(inbound).recall_asked_at is None
    inbound.work()
    assert Incoming.objects.get().recall_asked_at is not None


def test_a_recall_from_one_receiver_leaves_it_to_the_others(inbound: Stage) -> None:
    inbound.neighbour.send(inbound.neighbour.document(inbound.own), [samples.pdf()])
    inbound.work()
    called_back(inbound)
    asked = Incoming.objects.exclude(recall_asked_at=None)
    assert [one.agency.code for one in asked] == inbound.own[:1]


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
    assert first.recall_words == "Sửa nơi nhận"
    assert first.recall_asked_at is not None
    assert Incoming.objects.get(agency__code=inbound.own[1]).state == IncomingState.ARRIVED
