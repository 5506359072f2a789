"""One installation on an axis: what it sends, what it takes in, and what both sides know after."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from congvu.accounts.tests.factories import account_for, client_of
from congvu.core import clock
from congvu.core.refused import Refused
from congvu.directory.models import Agency, Role
from congvu.directory.tests.factories import AppointmentFactory, TitleFactory
from congvu.documents.actions import following, incoming, withdrawing
from congvu.documents.actions.drafting import save_draft
from congvu.documents.actions.issuing import number_seal_and_issue
from congvu.documents.models import Incoming, Outgoing
from congvu.documents.tests.cast import PIN, Province, make_province
from congvu.documents.tests.way import fields, issued, signed, written
from congvu.documents.types import IncomingState, Relation
from congvu.exchange import edxml as x
from congvu.exchange.actions import lines, polling, recipients, sending, taking
from congvu.exchange.models import Arrival, Line, Packet, Partner, Recipient
from congvu.exchange.queries.watching import late_sendings
from congvu.exchange.testaxis.app import Application, Faults
from congvu.exchange.tests.axis import Neighbour, line_to, make_axis, serving, system
from congvu.exchange.tests.keys import rsa_signer
from congvu.exchange.types import LineKind, PacketState
from congvu.files.queries import open_deposit, read
from congvu.files.tests import samples
from congvu.notices.models import Notice
from congvu.signing.queries import verify

pytestmark = pytest.mark.django_db
NEIGHBOUR = x.Organ("H41.02", "Sở Nội vụ tỉnh Nghệ An")
FARTHER = x.Organ("H41.03", "Sở Y tế tỉnh Nghệ An")


@dataclass
class Stage:
    """The province on an axis, and one neighbour there."""

    province: Province
    axis: Application
    line: Line
    neighbour: Neighbour
    partner: Partner

    @property
    def own(self) -> list[str]:
        return [self.province.first.agency.code, self.province.second.agency.code]

    def work(self) -> None:
        """Everything that is due, as the worker does it."""
        Packet.objects.update(next_at=clock.now())
        sending.send_due(self._fresh())
        polling.poll(self._fresh())
        taking.take_due(self._fresh())
        sending.send_due(self._fresh())

    def _fresh(self) -> Line:
        Line.objects.update(opened_until=None)
        return Line.objects.get(pk=self.line.pk)

    def state(self) -> str:
        return Recipient.objects.get(partner=self.partner).state

    def sent(self, **given: Any) -> x.Document:
        """A document issued to the neighbour, as the neighbour gets it."""
        self.issue(**given)
        self.work()
        [found] = self.neighbour.take()
        assert isinstance(found.message, x.Document)
        return found.message

    def issue(self, document: Outgoing | None = None) -> Outgoing:
        document = signed(self.province, document)
        recipients.choose(document, [self.partner])
        number_seal_and_issue(document, actor=self.province.clerk, pin=PIN, agencies=[])
        return document


@pytest.fixture(params=[LineKind.VXP, LineKind.LGSP])
def stage(request: Any, tmp_path: Path, settings: Any) -> Iterator[Stage]:
    settings.DATA_DIR = tmp_path / "data"
    yield from staged(tmp_path, request.param)


@pytest.fixture
def vxp(tmp_path: Path, settings: Any) -> Iterator[Stage]:
    settings.DATA_DIR = tmp_path / "data"
    yield from staged(tmp_path, LineKind.VXP)


def staged(folder: Path, kind: str) -> Iterator[Stage]:
    province = make_province()
    inside = [(one.code, one.name) for one in Agency.objects.all()]
    outside = [(one.id, one.name) for one in (NEIGHBOUR, FARTHER)]
    axis = make_axis(folder / "axis", [system("ta", *inside), system("ban", *outside)])
    with serving(axis) as address:
        line = line_to(address, province.agency, "ta", kind)
        line.save()
        polling.sync_directory(line)
        neighbour = Neighbour(line_to(address, province.agency, "ban", kind), NEIGHBOUR)
        partner = Partner.objects.get(code=NEIGHBOUR.id)
        yield Stage(province, axis, line, neighbour, partner)


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
    board = client_of(vxp.province.clerk).get(f"/van-ban/di/{Outgoing.objects.get().pk}/bang-noi-nhan/")
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
    vxp.neighbour.send(vxp.neighbour.status(message, x.StatusCode.CHANGE_ACCEPTED))
    vxp.work()
    assert vxp.state() == "recalled"


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


def came(stage: Stage, **given: Any) -> Incoming:
    """A document of the neighbour's, taken in at the first department."""
    stage.neighbour.send(stage.neighbour.document(stage.own[:1], **given), [samples.pdf()])
    stage.work()
    return Incoming.objects.get()


def codes_of(found: list[x.Read]) -> list[str]:
    return [one.message.code for one in found if isinstance(one.message, x.Status)]


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
    secret = samples.pdf(text="TUYỆT MẬT")
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


def test_unknown_senders_are_held_until_somebody_knows_them(vxp: Stage) -> None:
    Partner.objects.filter(pk=vxp.partner.pk).delete()
    vxp.neighbour.send(vxp.neighbour.document(vxp.own[:1]), [samples.pdf()])
    vxp.work()
    held = Partner.objects.get(held=True)
    assert (Incoming.objects.count(), Packet.objects.get().state) == (0, PacketState.HELD)
    lines.accept_sender(held, actor=administrator(vxp))
    vxp.work()
    assert Incoming.objects.get().issuer_name == NEIGHBOUR.name


def administrator(stage: Stage) -> Any:
    return AppointmentFactory(
        agency=stage.province.agency,
        title=TitleFactory(name="Quản trị tỉnh"),
        role=Role.PROVINCE_ADMINISTRATOR,
    )


def test_nobody_answering_is_tried_again_and_rests(vxp: Stage) -> None:
    vxp.axis.faults = Faults(drop=1.0)
    vxp.issue()
    for _ in range(3):
        Packet.objects.update(next_at=clock.now())
        sending.send_due(vxp._fresh())
    line = Line.objects.get(pk=vxp.line.pk)
    assert line.opened_until is not None
    assert line.opened_until > clock.now()
    assert sending.send_due(line) == 0
    vxp.axis.faults = Faults()
    vxp.work()
    assert (vxp.state(), Line.objects.get(pk=line.pk).failures) == ("sent", 0)


def test_cut_answers_and_doubles_make_no_second_document(vxp: Stage) -> None:
    vxp.axis.faults = Faults(cut=0.5, double=1.0)
    vxp.issue()
    for _ in range(12):
        vxp.work()
    vxp.axis.faults = Faults()
    vxp.work()
    assert vxp.state() == "sent"
    ids = {one.message.document_id for one in vxp.neighbour.take()}  # type: ignore[union-attr]
    assert len(ids) == 1


def test_a_refusal_is_a_dead_letter_that_can_be_sent_again(vxp: Stage) -> None:
    known = (vxp.axis.axis.folder / "systems.json").read_text()
    (vxp.axis.axis.folder / "systems.json").write_text(
        known.replace(NEIGHBOUR.id, "H99.99").replace("000.00.02.H41", "000.00.99.H99")
    )
    vxp.issue()
    vxp.work()
    packet = Packet.objects.get()
    assert (packet.state, packet.fault, vxp.state()) == (PacketState.DEAD, 18, "failed")
    ruler = administrator(vxp)
    account_for(ruler, factor=True)
    page = client_of(ruler).get("/lien-thong/").content.decode()
    assert "Đơn vị nhận không tồn tại." in page
    (vxp.axis.axis.folder / "systems.json").write_text(known)
    client_of(ruler).post(f"/lien-thong/goi-tin/{packet.pk}/gui-lai/")
    vxp.work()
    assert vxp.state() == "sent"


def test_the_directory_follows_and_forgets_nobody(vxp: Stage) -> None:
    place = vxp.axis.axis.folder / "systems.json"
    known = place.read_text()
    place.write_text(known.replace('"name": "S\\u1edf Y', '"deleted": "1", "name": "S\\u1edf Y'))
    polling.sync_directory(vxp.line)
    gone = Partner.objects.get(code=FARTHER.id)
    assert gone.deleted_at is not None
    assert gone.old_code == "000.00.03.H41"
    with pytest.raises(Refused):
        recipients.choose(signed(vxp.province), [gone])
    assert not Partner.objects.filter(code__in=vxp.own).exists()


def test_what_is_too_large_or_inside_is_not_chosen(vxp: Stage) -> None:
    document = signed(vxp.province)
    inside = Partner(line=vxp.line, code=vxp.own[0], name="Bên trong")
    inside.save()
    with pytest.raises(Refused):
        recipients.choose(document, [inside])
    assert document.signed is not None
    type(document.signed.blob).objects.filter(pk=document.signed.blob_id).update(size=10**9)
    with pytest.raises(Refused):
        recipients.choose(Outgoing.objects.get(pk=document.pk), [vxp.partner])


def test_an_answer_names_the_document_that_came(vxp: Stage) -> None:
    document = came(vxp)
    answer = written(vxp.province)
    Outgoing.objects.filter(pk=answer.pk).update(reply_to=document)
    answer.refresh_from_db()
    vxp.neighbour.take()
    vxp.issue(answer)
    vxp.work()
    [found] = [one for one in vxp.neighbour.take() if isinstance(one.message, x.Document)]
    [reply] = found.message.replies
    assert (reply.code, reply.document_id) == ("12/SNV", f"{NEIGHBOUR.id},2020/04/01,12/SNV")


def test_late_sendings_are_seen(vxp: Stage) -> None:
    document = vxp.issue()
    assert late_sendings() == []
    Outgoing.objects.filter(pk=document.pk).update(issued_at=clock.now() - timedelta(days=9))
    [late] = late_sendings()
    assert late.recipient.outgoing_id == document.pk


def test_issuing_inside_only_makes_no_packets(vxp: Stage) -> None:
    issued(vxp.province)
    assert not Packet.objects.exists()
    assert not Arrival.objects.exists()
