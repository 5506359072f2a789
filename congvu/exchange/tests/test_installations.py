"""Between two installations: who may speak, pieces that go on, and one receipt for one packet."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from congvu.core import clock
from congvu.directory.tests.factories import Office
from congvu.documents.actions import incoming
from congvu.documents.models import Incoming
from congvu.exchange import edxml as x
from congvu.exchange import jws
from congvu.exchange.actions import reconciling, taking
from congvu.exchange.keys import certificate_der, fingerprint, own_signer
from congvu.exchange.models import Difference, Line, Packet, Partner, Recipient
from congvu.exchange.providers import installation
from congvu.exchange.providers.base import Rejected, Unreachable
from congvu.exchange.providers.installation import Installation
from congvu.exchange.tests.axis import Neighbour, serving
from congvu.exchange.tests.keys import curve_signer, rsa_signer
from congvu.exchange.tests.rows import sent_to
from congvu.exchange.types import LineKind, PacketState, Parcel
from congvu.files.tests import samples

pytestmark = pytest.mark.django_db
SENDER = x.Organ("H41.02", "Sở Nội vụ tỉnh Nghệ An")


@dataclass
class Peer:
    """Another installation, by its key: it asks ours over HTTP."""

    line: Line
    signer: x.Signer
    agency: str

    def packet(self, **given: Any) -> bytes:
        out = io.BytesIO()
        given.setdefault("attachments", (x.Attachment("1", "12.pdf"),))
        signer = given.pop("signer", self.signer)
        contents = [x.Content(io.BytesIO(samples.pdf()), "1")] if given["attachments"] else []
        document = Neighbour.document(self, [self.agency], **given)  # type: ignore[arg-type]
        x.write(document, out, contents=contents, signer=signer)
        return out.getvalue()

    organ = SENDER

    def ask(self, verb: str, url: str, body: bytes = b"", place: str = "", **claim: Any) -> Any:
        said = {
            "method": verb,
            "path": url,
            "sha256": hashlib.sha256(body).hexdigest(),
            "range": place,
            "at": int(clock.now().timestamp()),
        }
        token = jws.sign(said | claim, self.signer)
        headers = {"Authorization": f"Congvu {token}"} | ({"Content-Range": place} if place else {})
        return Client().generic(verb, url, body, "application/octet-stream", headers=headers)

    def put(self, packet: bytes, start: int = 0, end: int | None = None, **claim: Any) -> Any:
        path = f"/lien-thong/nhan/{hashlib.sha256(packet).hexdigest()}/"
        piece = packet[start:end]
        place = f"bytes {start}-{start + len(piece) - 1}/{len(packet)}"
        return self.ask("PUT", path, piece, place, **claim)


@pytest.fixture
def peer(office: Office, tmp_path: Any, settings: Any) -> Iterator[Peer]:
    settings.DATA_DIR = tmp_path
    signer = curve_signer()
    der = certificate_der(signer)
    line = Line.objects.create(
        agency=office.agency,
        kind=LineKind.OWN,
        name="Nghệ An",
        address="http://127.0.0.1:9",
        certificate=der,
        fingerprint=fingerprint(der),
    )
    Partner.objects.create(line=line, code=SENDER.id, name=SENDER.name)
    return Peer(line, signer, office.agency.code)


def test_a_packet_is_kept_answered_and_taken_in_once(peer: Peer, office: Office) -> None:
    packet = peer.packet()
    first, second = peer.put(packet), peer.put(packet)
    assert (first.status_code, first.content) == (200, second.content)
    receipt = jws.verify(first.content.decode(), certificate_der(own_signer()))
    assert receipt["sha256"] == hashlib.sha256(packet).hexdigest()
    assert receipt["verdict"] == "valid"
    taking.take_due(peer.line)
    taking.take_due(peer.line)
    found = Incoming.objects.get()
    assert (found.agency, found.issuer_name) == (office.agency, SENDER.name)
    assert Packet.objects.filter(direction="in").count() == 1


def test_a_large_packet_goes_on_where_it_stopped(peer: Peer) -> None:
    packet = peer.packet()
    third = len(packet) // 3
    path = f"/lien-thong/nhan/{hashlib.sha256(packet).hexdigest()}/"
    assert peer.put(packet, 0, third).json() == {"offset": third}
    assert peer.put(packet, 2 * third).json() == {"offset": third}
    assert peer.ask("GET", path).json() == {"offset": third}
    assert peer.put(packet, third, 2 * third).status_code == 202
    assert peer.put(packet, 2 * third).status_code == 200
    assert peer.ask("GET", path).status_code == 200


def test_only_a_registered_key_speaks_for_what_it_signed(peer: Peer) -> None:
    packet = peer.packet()
    stranger = Peer(peer.line, rsa_signer(), peer.agency)
    refused = [
        stranger.put(packet),
        peer.put(packet, path="/lien-thong/nhan/0/"),
        peer.put(packet, method="GET"),
        peer.put(packet, sha256="0" * 64),
        peer.put(packet, at=int(clock.now().timestamp()) - 3600),
        Client().put(f"/lien-thong/nhan/{'0' * 64}/", packet),
    ]
    assert [one.status_code for one in refused] == [401] * len(refused)
    assert not Packet.objects.exists()


def test_what_cannot_be_taken_is_refused_with_the_axis_code(peer: Peer, office: Office) -> None:
    elsewhere = Line.objects.create(
        agency=office.agency, kind=LineKind.VXP, name="Trục", address="http://127.0.0.1:9"
    )
    Partner.objects.create(line=elsewhere, code="H41.09", name="Của đường khác")
    packet = peer.packet()
    cases = {
        peer.packet(signer=None): 22,
        peer.packet(signer=rsa_signer()): 22,
        packet.replace(b"Ngh", b"Ngx", 1): 22,
        peer.packet(receivers=(x.Organ("H99"),)): 18,
        peer.packet(sender=x.Organ("H41.09")): 19,
        b"<a/>": 22,
    }
    found = {peer.put(one).json()["fault"]: one for one in cases}
    assert set(found) == set(cases.values())
    place = f"bytes 0-{len(packet) - 1}/{len(packet)}"
    wrong = peer.ask("PUT", f"/lien-thong/nhan/{'0' * 64}/", packet, place)
    assert wrong.json()["fault"] == 10
    assert not Packet.objects.exists()


class Answering:
    """The other side as an ASGI application: our own views behind a socket, or silence."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, bytes]] = []

    async def __call__(self, _scope: Any, receive: Any, send: Any) -> None:
        while (await receive()).get("more_body"):
            pass
        status, body = self.answers.pop(0)
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": body})


def test_the_sender_believes_only_a_signed_receipt_of_its_packet(
    peer: Peer, monkeypatch: Any
) -> None:
    monkeypatch.setattr(installation, "PIECE", 4)
    content = b"0123456789"
    digest = hashlib.sha256(content).hexdigest()
    good = {"sha256": digest, "id": digest, "at": clock.now().isoformat()}
    parcel = Parcel(digest, len(content), "edoc", "d", SENDER.id)
    application = Answering()

    def send(*answers: tuple[int, bytes]) -> Any:
        application.answers = list(answers)
        return provider.send(parcel, lambda: io.BytesIO(content))

    signed = jws.sign(good, peer.signer).encode()
    with serving(application) as address:
        peer.line.address = address
        provider = Installation(peer.line)
        offsets = [(202, b'{"offset": %d}' % place) for place in (0, 4, 8)]
        accepted = send(*offsets, (200, signed))
        assert (accepted.axis_id, accepted.receipt) == (digest, signed.decode())
        for answer in (
            (200, jws.sign(good, rsa_signer()).encode()),
            (200, jws.sign(good | {"sha256": "0"}, peer.signer).encode()),
            (200, signed[:-20]),
            (503, b""),
        ):
            with pytest.raises(Unreachable):
                send(answer)
        with pytest.raises(Rejected) as refused:
            send(offsets[0], (422, b'{"fault": 18, "words": "x"}'))
        assert refused.value.fault == 18


def test_both_sides_compare_and_mend(peer: Peer, office: Office, monkeypatch: Any) -> None:
    """What the other side would answer is asked of our own view, as if we were both sides."""
    peer.put(peer.packet())
    taking.take_due(peer.line)
    document = Incoming.objects.get()
    incoming.register(document, actor=office.clerk, to=office.leader)
    answer = peer.ask("GET", "/lien-thong/doi-chieu/nhan/0/")
    told = jws.verify(answer.content.decode(), certificate_der(own_signer()))
    [row] = told["rows"]
    assert sorted(code for code, _, _ in row["statuses"]) == ["01", "03"]

    recipient = sent_to(peer.line, office, document_id=row["document"], code=office.agency.code)
    missing = sent_to(peer.line, office, document_id="khác", code="H41.77")
    monkeypatch.setattr(Installation, "compare", lambda _, after: told["rows"] if not after else [])
    found = reconciling.reconcile(peer.line)
    assert len(found) == Difference.objects.count() == 2
    recipient.refresh_from_db()
    assert recipient.state == "registered"
    assert Packet.objects.get(pk=missing.packet_id).state == PacketState.WAITING
    Packet.objects.filter(pk=missing.packet_id).update(state=PacketState.DEAD)
    assert reconciling.reconcile(peer.line) == []
    assert Recipient.objects.count() == 2
