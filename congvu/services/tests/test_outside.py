"""Outside systems over real HTTP: the national portal, the post, the SMS gateway."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import groupby
from typing import Any

import httpx
import pypdfium2 as pdfium
import pytest
from django.conf import settings
from django.urls import reverse

from congvu.accounts.tests.factories import client_of
from congvu.core import clock
from congvu.core.barcode import bars_of
from congvu.services.actions import messages, posting, syncing
from congvu.services.actions.messages import queue_message
from congvu.services.models import Message, SyncMessage
from congvu.services.providers import post as provider
from congvu.services.tests.factories import Counter, accepted, citizen_client, done
from congvu.services.tests.post_office import order, postman
from congvu.services.types import PostState, SyncState

pytestmark = pytest.mark.django_db


@dataclass
class Outside:
    """A server that answers as it is told and remembers what it was sent."""

    url: str = ""
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    answers: dict[str, Any] = field(default_factory=dict)
    broken: bool = False

    def services(self) -> list[str]:
        return [body["service"] for _, body in self.asked if body.get("service") != "Login"]


@pytest.fixture
def outside() -> Iterator[Outside]:
    state = Outside()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            state.asked.append((self.path, body))
            key = body.get("service") or self.path
            answer = state.answers.get(key, {"session": "S1", "error_code": "0"})
            self.send_response(503 if state.broken else 200)
            self.end_headers()
            self.wfile.write(b"<html>" if state.broken else json.dumps(answer).encode())

        def log_message(self, *args: object) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    state.url = f"http://127.0.0.1:{server.server_port}"
    yield state
    server.shutdown()


@pytest.fixture
def national(outside: Outside, monkeypatch: pytest.MonkeyPatch) -> Outside:
    changed = replace(
        settings.ENVIRONMENT, national_portal=f"{outside.url}/mapi/g", national_account="a:b"
    )
    monkeypatch.setattr(settings, "ENVIRONMENT", changed)
    return outside


def later(minutes: int) -> Any:
    return clock.fixed(clock.now() + timedelta(minutes=minutes))


def test_each_state_is_told_whole_and_as_progress(counter: Counter, national: Outside) -> None:
    dossier = done(counter)
    syncing.send_due()
    assert set(national.services()) == {"DongBoHoSoMC", "CapNhatTienDoHoSoMC"}
    whole = [b["data"] for _, b in national.asked if b.get("service") == "DongBoHoSoMC"]
    assert [one["TrangThaiHoSo"] for one in whole] == [2, 4, 9]
    assert whole[0]["MaHoSo"] == dossier.code
    assert whole[0]["MaTTHC"] == counter.procedure.code
    assert whole[-1]["NgayKetThucXuLy"]
    assert not SyncMessage.objects.exclude(state=SyncState.SENT).exists()


def test_a_silent_portal_is_asked_again_and_nothing_overtakes(
    counter: Counter, national: Outside
) -> None:
    accepted(counter)
    national.broken = True
    assert syncing.send_due() == 0
    assert SyncMessage.objects.filter(attempts=1).count() == 1
    national.broken = False
    national.asked.clear()
    assert syncing.send_due() == 0
    with later(10):
        assert syncing.send_due() == 2
    assert national.services() == ["DongBoHoSoMC", "CapNhatTienDoHoSoMC"]


def test_a_refusal_in_words_is_kept_for_people(counter: Counter, national: Outside) -> None:
    accepted(counter)
    national.answers["DongBoHoSoMC"] = {"error_code": "7", "message": "Sai mã thủ tục"}
    syncing.send_due()
    refused = SyncMessage.objects.get(service="DongBoHoSoMC")
    assert (refused.state, refused.error) == (SyncState.REFUSED, "Sai mã thủ tục")


def test_without_a_portal_nothing_is_kept_to_be_told(counter: Counter) -> None:
    accepted(counter)
    assert not SyncMessage.objects.exists()


@pytest.fixture
def post(outside: Outside, monkeypatch: pytest.MonkeyPatch) -> Outside:
    changed = replace(settings.ENVIRONMENT, post=outside.url, post_token="t")
    monkeypatch.setattr(settings, "ENVIRONMENT", changed)
    return outside


def test_an_order_is_placed_and_followed(counter: Counter, post: Outside) -> None:
    one = order(counter)
    post.answers["/orders"] = {"tracking": "EE123456789VN"}
    assert posting.send_due() == 1
    sent = post.asked[-1][1]
    assert sent["receiver"]["Address"] == "12 Trần Phú"
    assert sent["codAmount"] == 16000
    post.answers["/status"] = {"status": "delivered", "events": [{"at": "?"}, 7]}
    with later(60):
        posting.ask_states()
    one.refresh_from_db()
    assert (one.state, one.tracking) == (PostState.DELIVERED, "EE123456789VN")


def test_a_parcel_is_followed_to_the_door(counter: Counter, parcels: str) -> None:
    one = order(counter)
    posting.send_due()
    posting.ask_states()
    one.refresh_from_db()
    assert one.state == PostState.ORDERED
    assert one.number in httpx.get(f"{parcels}/").text
    for minutes, how in ((40, "collected"), (80, "transit"), (120, "delivered")):
        assert postman(parcels, one, how) == 303
        with later(minutes):
            posting.ask_states()
            posting.ask_states()
    one.refresh_from_db()
    assert one.state == PostState.DELIVERED
    assert one.collected_at is not None
    assert [stop["label"] for stop in one.stops] == [
        "Bưu cục đã nhận đơn", "Bưu tá đã lấy", "Đang chuyển", "Đã giao",
    ]  # fmt: skip
    told = one.dossier.events.filter(name__startswith="post", public=True).exclude(
        name="post_order"
    )
    assert [event.label.removeprefix("Bưu chính công ích: ") for event in told] == [
        "Bưu cục đã nhận đơn", "Bưu tá đã lấy", "Đang chuyển", "Đã giao", "Bưu tá đã thu hộ",
    ]  # fmt: skip
    assert Message.objects.filter(dossier=one.dossier, text__contains=one.tracking).count() == 1
    assert postman(parcels, one, "transit") == 404
    client = citizen_client(counter.citizen)
    shown = client.get(f"/dich-vu-cong/ho-so/{one.dossier.reference}/").content.decode()
    assert one.tracking in shown
    assert "đã thu hộ 16.000 đồng" in shown


def test_an_order_again_is_no_second_parcel(counter: Counter, parcels: str) -> None:
    one = order(counter)
    first = provider.order(posting.data_of(one))
    assert provider.order(posting.data_of(one)) == first
    assert len(first) == 13


def test_the_post_lets_in_whom_it_knows(
    counter: Counter, parcels: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = order(counter)
    monkeypatch.setattr(settings, "ENVIRONMENT", replace(settings.ENVIRONMENT, post_token="x"))
    posting.send_due()
    one.refresh_from_db()
    assert (one.state, one.error) == (PostState.FAILED, "Sai mã truy cập")


def test_the_label_says_what_the_envelope_needs(
    counter: Counter, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    one = order(counter)
    url = reverse("services:post_label_pdf", args=[one.dossier_id, one.pk])
    client = client_of(counter.desk)
    client.get(url)
    with django_assert_max_num_queries(11):
        answer = client.get(url)
    assert answer["Content-Type"] == "application/pdf"
    page = pdfium.PdfDocument(answer.content)[0]
    words = page.get_textpage().get_text_range()
    for part in (one.number, one.name, "12 Trần Phú", "THU HỘ KHI GIAO: 16.000 đồng"):
        assert part in words
    assert [round(side / 72 * 25.4) for side in page.get_size()] == [105, 148]
    picture = page.render(scale=8, grayscale=True).to_pil()
    begin = int(picture.height * 0.17) * picture.width
    row = [grey < 128 for grey in picture.tobytes()[begin : begin + picture.width]]
    scanned = [len(list(run)) for _, run in groupby(row)][1:-1]
    module = sum(scanned) / (11 * (len(one.number) + 2) + 13)
    drawn = re.findall(r"h(\d+)v", bars_of(one.number).decode())
    assert [round(width / module) for width in scanned[::2]] == [int(width) for width in drawn]


@pytest.mark.parametrize("who", ["specialist", "leader"])
def test_the_label_is_the_desks_own(counter: Counter, who: str) -> None:
    one = order(counter)
    url = reverse("services:post_label_pdf", args=[one.dossier_id, one.pk])
    assert client_of(getattr(counter.office, who)).get(url).status_code == 403


def test_a_dead_post_is_tried_again_later(counter: Counter, post: Outside) -> None:
    order(counter)
    post.broken = True
    assert posting.send_due() == 0
    post.broken, post.answers["/orders"] = False, {"tracking": "X"}
    assert posting.send_due() == 0
    with later(5):
        assert posting.send_due() == 1


def test_a_message_is_sent_once_and_again_only_if_it_failed(
    outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = replace(settings.ENVIRONMENT, sms=f"{outside.url}/sms", sms_token="t")
    monkeypatch.setattr(settings, "ENVIRONMENT", changed)
    message = queue_message("0905000111", "thử")
    outside.broken = True
    messages.send(message)
    assert message.sent_at is None
    outside.broken, outside.answers["/sms"] = False, {"accepted": True}
    messages.send(message)
    messages.send(message)
    assert message.sent_at is not None
    assert [body["to"] for _, body in outside.asked] == ["0905000111"] * 2
