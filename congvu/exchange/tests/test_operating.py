"""Lines that fail, senders that nobody knows, letters that die."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

import pytest

from congvu.accounts.tests.factories import account_for, client_of
from congvu.core import clock
from congvu.core.refused import Refused
from congvu.documents.actions import drafting, following
from congvu.documents.actions.issuing import number_seal_and_issue
from congvu.documents.actions.numbering import usual_register
from congvu.documents.models import Attachment, Incoming, Outgoing
from congvu.documents.tests.cast import PIN
from congvu.documents.tests.way import fields, issued, signed, written
from congvu.documents.types import RegisterKind, Relation
from congvu.exchange import edxml as x
from congvu.exchange.actions import failing, lines, polling, recipients, sending
from congvu.exchange.edxml.writing import ZONE
from congvu.exchange.models import Arrival, Line, Packet, Partner
from congvu.exchange.queries.lateness import late_sendings
from congvu.exchange.queries.parties import partner_of
from congvu.exchange.secrets import hide
from congvu.exchange.testaxis.app import Faults
from congvu.exchange.tests.stage import (
    FARTHER,
    NEIGHBOUR,
    Stage,
    administrator,
    came,
)
from congvu.exchange.types import PacketState
from congvu.files.actions import keep
from congvu.files.tests import samples

pytestmark = pytest.mark.django_db


def test_unknown_senders_are_held_until_somebody_knows_them(inbound: Stage) -> None:
    Partner.objects.filter(pk=inbound.partner.pk).delete()
    inbound.neighbour.send(inbound.neighbour.document(inbound.own[:1]), [samples.pdf()])
    inbound.work()
    held = Partner.objects.get(held=True)
    page = operators_page(inbound)
    assert page.index(NEIGHBOUR.name) < page.index("1 gói tin")
    assert (Incoming.objects.count(), Packet.objects.get().state) == (0, PacketState.HELD)
    lines.accept_sender(held, actor=administrator(inbound))
    inbound.work()
    assert Incoming.objects.get().issuer_name == NEIGHBOUR.name


def test_test_codes_of_the_axis_are_not_offered(inbound: Stage) -> None:
    for code, old in (("H41.W00.01", ""), ("H41.98", "000.W00.98.H41")):
        Partner.objects.create(line=inbound.line, code=code, old_code=old, name="Đơn vị Thử nghiệm")
    clerk = client_of(inbound.province.clerk)
    offered = clerk.get("/lien-thong/co-quan/tim/?q=nghiem").json()["items"]
    assert offered == []
    [known] = clerk.get("/lien-thong/co-quan/tim/?q=nội vụ").json()["items"]
    assert known["note"] == NEIGHBOUR.id


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


def test_a_fault_of_the_axis_itself_is_worth_another_attempt(
    vxp: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ill(*_: object, **__: object) -> int:
        raise x.FormatError(x.Fault.SYSTEM, "Lỗi hệ thống.")

    with monkeypatch.context() as patch:
        patch.setattr(vxp.axis.axis, "take", ill)
        vxp.issue()
        vxp.work()
    packet = Packet.objects.get()
    assert (packet.state, vxp.state()) == (PacketState.WAITING, "waiting")
    assert "Lỗi hệ thống." in packet.error
    Packet.objects.update(next_at=clock.now())
    vxp.work()
    assert vxp.state() == "sent"


def test_after_three_days_of_silence_an_operator_is_asked(vxp: Stage) -> None:
    vxp.axis.faults = Faults(drop=1.0)
    document = vxp.issue()
    sending.send_due(vxp._fresh())
    assert Packet.objects.get().state == PacketState.WAITING
    long_ago = clock.now() - failing.GIVE_UP - timedelta(minutes=1)
    Packet.objects.update(created_at=long_ago, next_at=clock.now())
    sending.send_due(vxp._fresh())
    assert (Packet.objects.get().state, vxp.state()) == (PacketState.DEAD, "failed")
    page = operators_page(vxp)
    assert "Đã thử 2 lần trong 3 ngày." in page
    assert document.code in page


def operators_page(stage: Stage) -> str:
    ruler = administrator(stage)
    account_for(ruler, factor=True)
    return client_of(ruler).get("/lien-thong/").content.decode()


def test_a_wrong_secret_is_said_to_the_operator_and_mended(stage: Stage) -> None:
    """The axis holds the signature against the secret, the platform its key."""
    right = stage.line.secret
    Line.objects.update(secret=hide("sai\nsai"))
    stage.issue()
    stage.work()
    packet = Packet.objects.get()
    assert (packet.state, packet.fault) == (PacketState.DEAD, 15)
    assert "Sai SystemId hoặc SecretKey." in operators_page(stage)
    assert stage.neighbour.take() == []
    Line.objects.update(secret=right)
    sending.send_again(packet, actor=administrator(stage))
    stage.work()
    assert stage.state() == "sent"


def test_a_session_that_the_platform_forgot_is_begun_anew(stage: Stage) -> None:
    stage.issue()
    stage.axis._tokens.clear()
    stage.work()
    assert stage.state() == "sent"


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
    assert (
        f"Đơn vị nhận không tồn tại: {NEIGHBOUR.id}."
        in client_of(ruler).get("/lien-thong/").content.decode()
    )
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


def test_an_agency_that_gets_another_code_stays_the_same_agency(vxp: Stage) -> None:
    place = vxp.axis.axis.folder / "systems.json"
    before = Partner.objects.get(code=FARTHER.id)
    place.write_text(place.read_text().replace(f'"code": "{FARTHER.id}"', '"code": "H41.30"'))
    assert polling.sync_directory(vxp.line) == 1
    assert polling.sync_directory(vxp.line) == 0
    after = partner_of("H41.30")
    assert after is not None
    assert (after.pk, after.old_code, after.deleted_at) == (before.pk, before.old_code, None)
    assert partner_of(before.old_code) == after


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


def with_picture(stage: Stage, document: Outgoing) -> None:
    picture = keep(
        b"not looked at", name="hiện trường.heic", media_type="image/heic",
        agency=stage.province.agency, actor=None,
    )  # fmt: skip
    Attachment.objects.create(outgoing=document, file=picture, title="Ảnh hiện trường")


def test_what_receivers_do_not_open_is_said_before_a_number_is_taken(vxp: Stage) -> None:
    document = signed(vxp.province)
    with_picture(vxp, document)
    clerk, url = client_of(vxp.province.clerk), f"/van-ban/di/{document.pk}/phat-hanh/"
    register = usual_register(vxp.province.agency, RegisterKind.OUTGOING)
    typed = {"register": register.pk, "agencies": [vxp.province.first.agency.pk], "pin": PIN}
    page = clerk.post(url, {**typed, "beyond": [vxp.partner.pk]}).content.decode()
    assert "Tệp “hiện trường.heic” không thuộc loại hệ thống nơi nhận mở được" in page
    document.refresh_from_db()
    assert (document.number, Packet.objects.count()) == (None, 0)
    assert clerk.post(url, typed).status_code == 302  # inside only: it is opened here


def test_who_gets_a_correction_unasked_is_looked_at_too(vxp: Stage) -> None:
    vxp.sent()
    earlier = Outgoing.objects.get()
    letter = following.draft_following(
        earlier, actor=vxp.province.specialist, relation=Relation.CORRECTS, form_key=uuid.uuid4()
    )
    words = fields(vxp.province, abstract=letter.abstract)
    drafting.save_draft(letter, actor=vxp.province.specialist, fields=words)
    with_picture(vxp, letter)
    signed(vxp.province, letter)
    with pytest.raises(Refused, match="hiện trường"):
        recipients.choose(letter, [])
    with pytest.raises(Refused, match="hiện trường"):
        number_seal_and_issue(letter, actor=vxp.province.clerk, pin=PIN, agencies=[])
    assert not letter.packets.exists()


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


WEDNESDAY = datetime(2020, 4, 1, 15, 30, tzinfo=ZONE)


def test_late_is_what_has_not_gone_by_noon_after_the_day_of_signing(vxp: Stage) -> None:
    """Counted from the signature, however late it was issued."""
    document = vxp.issue()
    assert late_sendings() == []
    Outgoing.objects.filter(pk=document.pk).update(
        signed_at=WEDNESDAY, issued_at=WEDNESDAY + timedelta(days=9)
    )
    noon = datetime(2020, 4, 3, 12, 0, tzinfo=ZONE)  # the 2nd is the kings' day
    with clock.fixed(noon):
        assert late_sendings() == []
    with clock.fixed(noon + timedelta(seconds=1)):
        [late] = late_sendings()
    assert (late.what, late.whom, late.since) == (document.code, NEIGHBOUR.name, noon)
    page = operators_page(vxp)
    assert "Quá thời hạn gửi" in page
    assert f"{document.code} gửi {NEIGHBOUR.name}: Chờ gửi, hạn 12:00 03/04/2020" in page
    vxp.work()
    assert late_sendings() == []


def test_late_is_also_what_was_signed_and_never_issued(vxp: Stage) -> None:
    document = signed(vxp.province)
    assert late_sendings() == []
    Outgoing.objects.filter(pk=document.pk).update(signed_at=WEDNESDAY)
    whose = f"Công văn của {document.agency.name}: Đã ký, chờ cấp số, hạn 12:00 03/04/2020"
    assert whose in operators_page(vxp)


def test_issuing_inside_only_makes_no_packets(vxp: Stage) -> None:
    issued(vxp.province)
    assert not Packet.objects.exists()
    assert not Arrival.objects.exists()


FIELDS = {"kind": "vxp", "name": "Trục khác", "system_id": "ta", "secret": "khóa", "active": "on"}


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("http://truc.gov.vn/vxp", False),
        ("http://10.0.0.9/vxp", False),
        ("https://truc.gov.vn/vxp", True),
        ("http://127.0.0.1:8080/vxp", True),
        ("http://localhost:8080/vxp", True),
    ],
)
def test_a_line_in_clear_is_refused_beside_its_address(
    inbound: Stage, address: str, kept: bool
) -> None:
    ruler = administrator(inbound)
    account_for(ruler, factor=True)
    asked = FIELDS | {"address": address}
    answer = client_of(ruler).post("/lien-thong/duong/moi/", asked, follow=True)
    assert Line.objects.filter(address=address).exists() == kept
    assert ("Địa chỉ phải bắt đầu bằng https://" in answer.content.decode()) != kept


def test_nothing_goes_over_a_line_that_was_stored_in_clear(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr("congvu.core.outside.ask", lambda _method, url, **_: asked.append(url))
    stage.issue()
    Line.objects.update(address="http://truc.gov.vn/vxp")
    stage.work()
    assert (stage.state(), asked) == ("waiting", [])
    assert "dùng http://" in operators_page(stage)
