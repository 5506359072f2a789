"""Between two installations: who may speak, pieces that go on, and one receipt for one packet."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from django.test import Client

from congvu.core import clock
from congvu.core.outside import Unreachable
from congvu.directory.tests.factories import Office
from congvu.documents.actions import incoming
from congvu.documents.models import Incoming
from congvu.exchange import edxml as x
from congvu.exchange import jws
from congvu.exchange.actions import reconciling, taking
from congvu.exchange.actions.sending import send_due
from congvu.exchange.keys import certificate_der, fingerprint, own_signer
from congvu.exchange.models import Difference, Line, Packet, Partner, Recipient
from congvu.exchange.providers import installation
from congvu.exchange.providers.base import Rejected
from congvu.exchange.providers.installation import Installation
from congvu.exchange.tests.axis import Neighbour, serving
from congvu.exchange.tests.keys import curve_signer, rsa_signer
from congvu.exchange.tests.rows import sent_to
from congvu.exchange.types import LineKind, PacketState, Parcel
from congvu.files.queries import open_deposit
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

    def put_several(self, *packets: bytes, named: Any = None) -> Any:
        said = named or [[hashlib.sha256(one).hexdigest(), len(one)] for one in packets]
        body = json.dumps(said).encode() + b"\n" + b"".join(packets)
        return self.ask("PUT", "/lien-thong/nhan/", body)


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
    with open_deposit(receipt["sha256"]) as kept:
        assert kept.read() == packet
    taking.take_due(peer.line)
    taking.take_due(peer.line)
    found = Incoming.objects.get()
    assert (found.agency, found.issuer_name) == (office.agency, SENDER.name)
    assert Packet.objects.filter(direction="in").count() == 1


def test_several_packets_come_together_and_each_is_answered(peer: Peer) -> None:
    """One came already, one comes twice in the same request, one is not what it says it is."""
    first, second, third = (peer.packet(document_id=f"H41.02,{n}") for n in range(3))
    alone = peer.put(first).content.decode()
    names = [hashlib.sha256(one).hexdigest() for one in (first, second, second)]
    named = [[name, len(one)] for name, one in zip(names, (first, second, second), strict=True)]
    answer = peer.put_several(first, second, second, third, named=[*named, ["0" * 64, len(third)]])
    known, new, again, wrong = answer.json()["packets"]
    assert known == {"receipt": alone}
    assert new == again
    receipt = jws.verify(new["receipt"], certificate_der(own_signer()))
    assert (receipt["sha256"], receipt["verdict"]) == (names[1], "valid")
    assert wrong["words"] == "Gói tin nhận được không đúng mã băm."
    assert Packet.objects.filter(direction="in").count() == 2
    assert peer.put_several(first, second).json()["packets"] == [known, new]


def test_several_packets_are_refused_unless_they_are_what_is_named(peer: Peer) -> None:
    packet = peer.packet()
    name = hashlib.sha256(packet).hexdigest()
    for named in (
        [[name, len(packet) - 1]],
        [[name, len(packet)], [name, len(packet)]],
        [["không", len(packet)]],
        [[name, -1], [name, len(packet) + 1]],
        [[name, 1]] * 30,
        {"a": 1},
        [name],
    ):
        assert peer.put_several(packet, named=named).status_code == 422
    stranger = Peer(peer.line, rsa_signer(), peer.agency)
    assert stranger.put_several(packet).status_code == 401
    assert not Packet.objects.exists()


def test_small_packets_travel_together_and_a_refused_one_holds_up_none(
    peer: Peer, office: Office, monkeypatch: Any
) -> None:
    """Twenty are due at once; the other side refuses one, answers the others, and is then cut: each
    of the last two is tried, the second alone.
    """
    rows = [sent_to(peer.line, office, document_id=f"{n}", code="H41.02") for n in range(22)]
    Packet.objects.filter(direction="out").update(state=PacketState.WAITING, done_at=None)
    Recipient.objects.update(state="waiting")
    asked: list[int] = []

    def answers(_method: str, url: str, **given: Any) -> httpx.Response:
        several = isinstance(given["content"], bytes)
        named = json.loads(given["content"].partition(b"\n")[0]) if several else []
        asked.append(len(named) or 1)
        if len(asked) > 1:
            return httpx.Response(200, content=b'{"packets": [')
        at = clock.now().isoformat()
        told = [{"receipt": jws.sign({"sha256": one, "id": one, "at": at}, peer.signer)}
                for one, _ in named]  # fmt: skip
        told[3] = {"fault": 18, "words": "không có đơn vị này"}  # type: ignore[dict-item]
        return httpx.Response(200, json={"packets": told})

    monkeypatch.setattr(installation, "ask", answers)
    assert send_due(peer.line) == 20
    assert asked == [20, 2, 1]
    states = list(
        Packet.objects.filter(direction="out").order_by("id").values_list("state", flat=True)
    )
    assert states == ["sent"] * 3 + ["dead"] + ["sent"] * 16 + ["waiting"] * 2
    sent = Packet.objects.filter(state="sent").first()
    assert sent is not None
    assert jws.verify(sent.receipt, certificate_der(peer.signer))["sha256"] == sent.sha256
    for row in rows:
        row.refresh_from_db()
    assert [row.state for row in rows] == ["sent"] * 3 + ["failed"] + ["sent"] * 16 + [
        "waiting"
    ] * 2
    assert rows[0].evidence.filter(code="sent").count() == 2
    assert rows[3].evidence.filter(code="sent").count() == 1
    tried = Packet.objects.filter(state="waiting").order_by("id").values_list("attempts", flat=True)
    assert list(tried) == [1, 1]


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
        peer.packet(receivers=(x.Organ(peer.agency), x.Organ("H98"))): 18,
        peer.packet(sender=x.Organ("H41.09")): 19,
        b"<a/>": 22,
    }
    found = {peer.put(one).json()["fault"]: one for one in cases}
    assert set(found) == set(cases.values())
    place = f"bytes 0-{len(packet) - 1}/{len(packet)}"
    wrong = peer.ask("PUT", f"/lien-thong/nhan/{'0' * 64}/", packet, place)
    assert wrong.json()["fault"] == 10
    assert not Packet.objects.exists()


def test_the_same_packet_is_taken_once_its_refusal_has_lost_its_cause(
    peer: Peer, office: Office
) -> None:
    """The sender's dead letter, sent again: the sender keeps the bytes, we kept nothing."""
    elsewhere = Line.objects.create(
        agency=office.agency, kind=LineKind.VXP, name="Trục", address="http://127.0.0.1:9"
    )
    Partner.objects.update(line=elsewhere)
    packet = peer.packet()
    for _ in range(2):
        assert peer.put(packet).json()["fault"] == 19
        assert peer.put_several(packet).json()["packets"][0]["fault"] == 19
    Partner.objects.update(line=peer.line)
    half = len(packet) // 2
    assert peer.put(packet, 0, half).json() == {"offset": half}
    receipts = {peer.put(packet, half).content, peer.put(packet).content}
    assert len(receipts) == 1
    taking.take_due(peer.line)
    assert Incoming.objects.get().issuer_name == SENDER.name
    assert Packet.objects.filter(direction="in").count() == 1


@pytest.mark.parametrize("arrived", [False, True])
def test_a_large_packet_is_sent_on_from_where_it_was_cut(
    peer: Peer, monkeypatch: Any, *, arrived: bool
) -> None:
    """Our sender asks our own receiving view, as if we were both sides; the line breaks at the
    third piece, before it has come over or after.
    """
    der = certificate_der(own_signer())
    Line.objects.update(certificate=der, fingerprint=fingerprint(der))
    peer.line.refresh_from_db()
    packet = peer.packet(signer=own_signer())
    piece = len(packet) // 5 + 1
    places: list[str] = []

    def through(method: str, url: str, **given: Any) -> httpx.Response:
        headers = given["headers"]
        if method == "PUT":
            places.append(headers["Content-Range"])
        cut = method == "PUT" and len(places) == 3
        if cut and not arrived:
            raise Unreachable("Máy chủ bên kia ngắt kết nối giữa chừng.")
        path = url.removeprefix(peer.line.address)
        body = b"".join(given["content"]) if method == "PUT" else b""
        answer = Client().generic(method, path, body, "application/octet-stream", headers=headers)
        if cut:
            raise Unreachable("Máy chủ bên kia ngắt kết nối giữa chừng.")
        return httpx.Response(answer.status_code, content=answer.content)

    monkeypatch.setattr(installation, "PIECE", piece)
    monkeypatch.setattr(installation, "ask", through)
    digest = hashlib.sha256(packet).hexdigest()
    parcel = Parcel(digest, len(packet), "edoc", "d", SENDER.id)
    with pytest.raises(Unreachable):
        Installation(peer.line).send(parcel, lambda: io.BytesIO(packet))
    assert not Packet.objects.exists()
    accepted = Installation(peer.line).send(parcel, lambda: io.BytesIO(packet))
    starts = [0, 1, 2, 3, 4] if arrived else [0, 1, 2, 2, 3, 4]
    assert places == [
        f"bytes {at * piece}-{min(at * piece + piece, len(packet)) - 1}/{len(packet)}"
        for at in starts
    ]
    assert jws.verify(accepted.receipt, der)["sha256"] == digest
    with open_deposit(digest) as kept:
        assert kept.read() == packet


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
