"""The test gateway over real HTTP: it pays, refuses, stays silent, is asked, and gives back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from congvu.core import clock
from congvu.core.outside import Unreachable
from congvu.directory.tests.factories import Office
from congvu.exchange.tests.axis import serving
from congvu.payments.actions.asking_again import GIVE_UP, ask_due
from congvu.payments.actions.beginning import go
from congvu.payments.actions.reconciling import reconcile
from congvu.payments.actions.refunding import approve, ask_refund, send
from congvu.payments.models import Attempt, Channel, Notification, Payable, Refund
from congvu.payments.providers import vnpay
from congvu.payments.providers.base import hide
from congvu.payments.testgateway.app import Application, Merchant
from congvu.payments.testgateway.storage import Storage
from congvu.payments.tests import stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[str]:
    """Its address; where it would tell, nobody listens."""
    merchant = Merchant(stage.TMN, stage.SECRET, "http://127.0.0.1:9/thong-bao")
    with serving(Application(Storage(tmp_path), merchant, pause=0.01)) as address:
        yield address


@pytest.fixture
def channel(office: Office, gateway: str) -> Channel:
    return stage.vnpay_channel(office, address=gateway)


def choose(payable: Payable, channel: Channel, how: str) -> tuple[Attempt, httpx.Response]:
    """As a payer does it: open the gateway's page and press a button."""
    attempt, away = go(payable, channel=channel, address="203.0.113.7", back="http://here/back")
    page = httpx.get(away)
    assert page.status_code == 200
    assert "250.000 đồng" in page.text
    form = {**dict(re.findall(r'name="(tmn|ref)" value="([^"]+)"', page.text)), "how": how}
    answer = httpx.post(f"{channel.address}/paymentv2/chon", data=form)
    return attempt, answer


def due_now() -> int:
    with clock.fixed(clock.now() + timedelta(minutes=3)):
        return ask_due()


def test_what_the_gateway_says_is_what_we_believe(office: Office, channel: Channel) -> None:
    attempt, answer = choose(stage.owed(office), channel, "pay")
    query = urlsplit(answer.headers["Location"]).query
    assert vnpay.genuine(vnpay.fields_of(query) or {}, stage.SECRET)
    assert stage.notify(query) == "00"
    attempt.refresh_from_db()
    assert attempt.state == "paid"
    assert attempt.number.startswith("14")


def test_a_payment_of_which_nobody_was_told_is_found_by_asking(
    office: Office, channel: Channel
) -> None:
    attempt, answer = choose(stage.owed(office), channel, "close")
    assert "không báo gì" in answer.text
    assert ask_due() == 0
    assert due_now() == 1
    assert Payable.objects.get().state == "paid"
    assert Notification.objects.get().source == "query"
    assert due_now() == 0
    attempt.refresh_from_db()
    assert attempt.next_ask_at is None


def test_a_refusal_and_one_who_went_away(office: Office, channel: Channel) -> None:
    refused, _ = choose(stage.owed(office), channel, "poor")
    left, _ = choose(stage.owed(office, "H47.01-201125-0002"), channel, "leave")
    assert due_now() == 2
    refused.refresh_from_db()
    left.refresh_from_db()
    assert (refused.state, left.state) == ("failed", "waiting")
    with clock.fixed(clock.now() + GIVE_UP + timedelta(hours=1)):
        ask_due()
    left.refresh_from_db()
    assert left.state == "expired"


def test_one_that_never_arrived_there_expires(office: Office, channel: Channel) -> None:
    attempt = stage.begun(stage.owed(office), channel)
    with clock.fixed(clock.now() + timedelta(minutes=30)):
        ask_due()
    attempt.refresh_from_db()
    assert attempt.state == "expired"
    assert stage.notify(stage.query_of(stage.said(attempt))) == "00"
    attempt.refresh_from_db()
    assert attempt.state == "paid"


def test_an_answer_with_another_key_is_no_answer(office: Office, channel: Channel) -> None:
    attempt, _ = choose(stage.owed(office), channel, "close")
    channel.secret = hide("another")
    channel.save()
    assert due_now() == 1
    attempt.refresh_from_db()
    assert (attempt.state, attempt.asked) == ("waiting", 1)
    assert "chữ ký" in Notification.objects.get().content


def test_a_refund_goes_through_the_gateway_once(office: Office, channel: Channel) -> None:
    attempt, answer = choose(stage.owed(office), channel, "pay")
    stage.notify(urlsplit(answer.headers["Location"]).query)
    attempt.refresh_from_db()
    refund = ask_refund(attempt, actor=office.clerk, amount=100_000, reason="Thu thừa phí.")
    approve(refund, actor=office.leader)
    assert send(refund.pk)
    assert send(refund.pk)
    refund.refresh_from_db()
    assert refund.state == "done"
    assert stage.balances(office)["gateway"] == 150_000
    rest = ask_refund(attempt, actor=office.clerk, amount=150_000, reason="Rút hồ sơ.")
    approve(rest, actor=office.leader)
    send(rest.pk)
    assert Payable.objects.get().state == "refunded"
    assert set(stage.balances(office).values()) == {0}


def test_a_gateway_that_refuses_or_is_dead_leaves_the_money_owed(
    office: Office, channel: Channel
) -> None:
    attempt = stage.begun(stage.owed(office), channel)
    stage.notify(stage.query_of(stage.said(attempt)))  # the gateway knows nothing of it
    attempt.refresh_from_db()
    refund = ask_refund(attempt, actor=office.clerk, amount=250_000, reason="Rút hồ sơ.")
    approve(refund, actor=office.leader)
    Channel.objects.update(address="http://127.0.0.1:9")
    with pytest.raises(Unreachable):
        send(refund.pk)
    Channel.objects.update(address=channel.address)
    send(refund.pk)
    assert Refund.objects.get().state == "failed"
    assert stage.balances(office)["refunds"] == -250_000


def test_the_day_is_compared_with_the_gateway(office: Office, channel: Channel) -> None:
    paid, answer = choose(stage.owed(office), channel, "pay")
    stage.notify(urlsplit(answer.headers["Location"]).query)
    strange = stage.begun(stage.owed(office, "H47.01-201125-0002"), channel)
    stage.notify(stage.query_of(stage.said(strange)))  # signed, though the gateway has none such
    silent, _ = choose(stage.owed(office, "H47.01-201125-0003"), channel, "close")
    day = reconcile(office.agency, clock.today())
    assert (day.ledger_gateways, day.gateways) == (500_000, 500_000)
    found = {one.attempt_id: one.kind for one in day.differences.all()}
    assert found == {strange.pk: "ledger_only", silent.pk: "gateway_only"}
    paid.refresh_from_db()
    assert (paid.told, paid.told_amount) == ("paid", 250_000)


def test_a_request_with_a_wrong_signature_is_shown_the_door(gateway: str) -> None:
    answer = httpx.get(f"{gateway}/paymentv2/vpcpay.html?vnp_TmnCode={stage.TMN}&vnp_Amount=1")
    assert answer.status_code == 400
    assert "mã 70" in answer.text
