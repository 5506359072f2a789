"""Sound signatures over something else than the packet says are no signatures of its document."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from asn1crypto.x509 import Certificate
from cryptography.hazmat.primitives.serialization import Encoding

from congvu.accounts.tests.factories import client_of
from congvu.core.refused import Conflict
from congvu.documents.actions import incoming
from congvu.documents.models import Incoming, Outgoing
from congvu.documents.types import IncomingState
from congvu.exchange import edxml as x
from congvu.exchange.actions.judging import judged
from congvu.exchange.models import Partner
from congvu.exchange.tests.stage import FARTHER, NEIGHBOUR, Stage, codes_of
from congvu.files.tests import samples
from congvu.signing import actions, authority
from congvu.signing.pdf import signing
from congvu.signing.providers.held import Held
from congvu.signing.tests.test_signing import VALUES, world

pytestmark = pytest.mark.django_db
LETTER: dict[str, Any] = {"code": x.Code("1804", "SNV"), "promulgated_on": date(2020, 4, 1)}


def holder(ca: authority.Authority, name: str, code: str = "", *, of: str = NEIGHBOUR.name) -> Held:
    made = authority.issue_certificate(
        ca, name=name, organisation=of, organisation_code=code, curve=True
    )
    certificate = Certificate.load(made.certificate.public_bytes(Encoding.DER))
    return Held(made.key, certificate, tuple(map(Certificate.load, made.chain)))


def letter(*, code: str = NEIGHBOUR.id, name: str = "", sealed: bool = True) -> bytes:
    """Number 1804 of the first of April, by certificates that are trusted; the seal's is the
    neighbour's, or of that `name` and without an identifier.
    """
    ca = authority.make_authority(curve=True)
    actions.trust(ca.root.public_bytes(Encoding.DER), name="Tổ chức thử")
    for one in authority.make_lists(ca):
        actions.take_list(one)
    signed = signing.sign(world().prepared, provider=holder(ca, "Trần Thị B"), image=None)
    seal = holder(ca, name, of=name) if name else holder(ca, NEIGHBOUR.name, code)
    return signing.seal(signed, values=VALUES, provider=seal, image=None) if sealed else signed


def came(stage: Stage, pdf: bytes, **given: Any) -> Incoming:
    stage.neighbour.send(stage.neighbour.document(stage.own[:1], **LETTER | given), [pdf])
    stage.work()
    return Incoming.objects.get()


def page(stage: Stage, document: Incoming, part: str = "") -> str:
    clerk = client_of(stage.province.first.clerk)
    return clerk.get(f"/van-ban/den/{document.pk}/{part}").content.decode()


@pytest.mark.parametrize("code", [NEIGHBOUR.id, "000.00.02.H41", ""], ids=["new", "old", "none"])
def test_a_seal_of_the_sender_over_its_own_number_is_valid(inbound: Stage, code: str) -> None:
    document = came(inbound, letter(code=code))
    assert document.verdict == "valid"
    assert "Chữ ký số hợp lệ khi đến" in page(inbound, document)


@pytest.mark.parametrize(
    "said",
    [{"code": x.Code("1805", "SNV")}, {"promulgated_on": date(2020, 5, 1)}],
    ids=["number", "day"],
)
def test_another_number_or_day_than_the_packets_is_not_entered(
    inbound: Stage, said: dict[str, Any]
) -> None:
    document = came(inbound, letter(), **said)
    office = inbound.province.first
    assert document.verdict == "invalid"
    with pytest.raises(Conflict, match="không vào sổ được"):
        incoming.register(document, actor=office.clerk, to=office.leader)
    reason = "Số hoặc ngày trên văn bản khác với nơi gửi ghi."
    assert reason in page(inbound, document)
    assert reason in page(inbound, document, "chu-ky/")


@pytest.mark.parametrize(
    ("pdf", "reason"),
    [
        ({"code": "H41.07"}, f"không phải của nơi gửi {NEIGHBOUR.name}"),
        ({"sealed": False}, "Thiếu chữ ký của cơ quan"),
    ],
    ids=["another seal", "no seal"],
)
def test_another_seal_or_none_leaves_it_to_the_clerk_who_reads_why(
    inbound: Stage, pdf: dict[str, Any], reason: str
) -> None:
    document = came(inbound, letter(**pdf))
    office = inbound.province.first
    assert document.verdict == "unknown"
    assert reason in page(inbound, document)
    incoming.register(document, actor=office.clerk, to=office.leader)
    assert document.state == IncomingState.REGISTERED


def test_what_is_issued_here_would_be_valid_where_it_goes(vxp: Stage) -> None:
    message = vxp.sent()
    issued = Outgoing.objects.get().issued
    assert issued is not None
    sender = Partner(code=message.sender.id, name=message.sender.name)
    assert judged([issued], message, sender) == ("valid", "")
    code = x.Code(f"{int(message.code.number) + 1}", message.code.notation)
    assert judged([issued], replace(message, code=code), sender)[0] == "invalid"


def test_a_partner_that_writes_anothers_name_is_not_believed(inbound: Stage) -> None:
    """Its certificate has no identifier, so that the name alone says whose seal it is."""
    disguised = replace(NEIGHBOUR, name=FARTHER.name)
    document = came(inbound, letter(name=FARTHER.name), sender=disguised)
    assert (document.issuer_name, document.verdict) == (NEIGHBOUR.name, "unknown")
    shown = page(inbound, document)
    assert f"({FARTHER.name}) không phải của nơi gửi {NEIGHBOUR.name}" in shown
    assert f"Gói tin ghi tên nơi gửi là “{FARTHER.name}”" in shown


def with_annexes(stage: Stage, sound: bytes, *files: bytes) -> Incoming:
    """The sound letter, and the files behind it."""
    names = [f"Phụ lục {at}.pdf" for at, _ in enumerate(files, 1)]
    attachments = [x.Attachment(f"{at}", name) for at, name in enumerate(["12.pdf", *names], 1)]
    message = stage.neighbour.document(stage.own[:1], **LETTER, attachments=tuple(attachments))
    stage.neighbour.send(message, [sound, *files])
    stage.work()
    return Incoming.objects.get()


def tampered(pdf: bytes) -> bytes:
    place = pdf.index(b"stream\n") + 20
    return pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]


def test_an_annex_needs_no_signature_but_a_false_one_is_told(inbound: Stage) -> None:
    sound = letter()
    document = with_annexes(inbound, sound, samples.pdf(), sound)
    assert document.verdict == "valid"
    office = inbound.province.first
    incoming.register(document, actor=office.clerk, to=office.leader)
    assert document.state == IncomingState.REGISTERED


def test_a_tampered_annex_makes_the_whole_invalid_and_is_named(inbound: Stage) -> None:
    sound = letter()
    document = with_annexes(inbound, sound, samples.pdf(), tampered(sound))
    office = inbound.province.first
    assert document.verdict == "invalid"
    with pytest.raises(Conflict, match="không vào sổ được"):
        incoming.register(document, actor=office.clerk, to=office.leader)
    reason = "Tài liệu kèm theo 2 (Phụ lục 2.pdf): Chữ ký số không hợp lệ."
    assert reason in page(inbound, document)
    assert reason in page(inbound, document, "chu-ky/")


def test_a_tampered_update_is_not_put_beside_the_document(inbound: Stage) -> None:
    sound = letter()
    document = came(inbound, sound)
    sent = inbound.neighbour.document(inbound.own[:1], **LETTER)
    business = x.Business(x.BusinessType.UPDATE, "Bổ sung", document_id=sent.document_id)
    update = inbound.neighbour.document(inbound.own[:1], **LETTER, business=business)
    inbound.neighbour.send(update, [tampered(sound)])
    inbound.work()
    assert not document.attachments.exists()
    found = inbound.neighbour.take()
    assert codes_of(found) == ["01", "16"]
    assert "Chữ ký số của tệp cập nhật không hợp lệ." in found[1].message.description  # type: ignore[union-attr]
