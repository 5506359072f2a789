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
from congvu.exchange.tests.stage import NEIGHBOUR, Stage
from congvu.signing import actions, authority
from congvu.signing.pdf import signing
from congvu.signing.providers.held import Held
from congvu.signing.tests.test_signing import VALUES, world

pytestmark = pytest.mark.django_db
LETTER: dict[str, Any] = {"code": x.Code("1804", "SNV"), "promulgated_on": date(2020, 4, 1)}


def holder(ca: authority.Authority, name: str, code: str = "") -> Held:
    made = authority.issue_certificate(
        ca, name=name, organisation=NEIGHBOUR.name, organisation_code=code, curve=True
    )
    certificate = Certificate.load(made.certificate.public_bytes(Encoding.DER))
    return Held(made.key, certificate, tuple(map(Certificate.load, made.chain)))


def letter(*, code: str = NEIGHBOUR.id, sealed: bool = True) -> bytes:
    """Number 1804 of the first of April, by certificates that are trusted."""
    ca = authority.make_authority(curve=True)
    actions.trust(ca.root.public_bytes(Encoding.DER), name="Tổ chức thử")
    for one in authority.make_lists(ca):
        actions.take_list(one)
    signed = signing.sign(world().prepared, provider=holder(ca, "Trần Thị B"), image=None)
    seal = holder(ca, NEIGHBOUR.name, code)
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
    assert judged(issued, message) == ("valid", "")
    code = x.Code(f"{int(message.code.number) + 1}", message.code.notation)
    assert judged(issued, replace(message, code=code))[0] == "invalid"
