"""A payer without an account: chooses a way, comes back, waits for the gateway's word, is told."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError
from django.test import Client
from django.urls import reverse

from congvu.accounts.tests.factories import client_of
from congvu.core.refused import Refused
from congvu.directory.tests.factories import Office
from congvu.payments.actions import cancel, take_cash
from congvu.payments.models import Attempt, Entry, Notification, Payable, Posting, Receipt
from congvu.payments.tests import stage
from congvu.payments.types import AccountKind, Line

pytestmark = pytest.mark.django_db


def test_a_payer_goes_to_the_gateway_and_only_its_notice_pays(office: Office) -> None:
    stage.vnpay_channel(office)
    payable = stage.owed(office, return_to="/ho-so/1/")
    payer = Client()
    page = payer.get(payable.address)
    assert "250.000 đồng" in page.content.decode()
    assert page["Referrer-Policy"] == "same-origin"
    away = payer.post(payable.address, {"way": "vnpay"})
    there = away["Refresh"].partition("url=")[2]
    asked = {name: values[0] for name, values in parse_qs(urlsplit(there).query).items()}
    attempt = Attempt.objects.get()
    assert asked["vnp_TxnRef"] == attempt.reference
    assert asked["vnp_Amount"] == "25000000"
    query = stage.query_of(stage.said(attempt))
    back = payer.get(f"{reverse('payments:vnpay_return')}?{query}", follow=True)
    assert "Đang chờ xác nhận" in back.content.decode()
    assert back["Refresh"] == "5"
    assert Payable.objects.get().state == "due"
    assert stage.notify(query) == "00"
    again = payer.get(back.request["PATH_INFO"]).content.decode()
    assert "Đã nộp thành công" in again
    assert 'href="/ho-so/1/"' in again
    assert Receipt.objects.get().number == 1
    assert stage.balances(office) == {
        AccountKind.GATEWAY: 250_000,
        AccountKind.FEES: -100_000,
        AccountKind.CHARGES: -150_000,
    }


def test_a_forged_return_leads_nowhere(office: Office) -> None:
    stage.vnpay_channel(office)
    attempt = stage.begun(stage.owed(office), stage.bank_channel(office))
    forged = stage.query_of(stage.said(attempt), "another secret")
    answer = Client().get(f"{reverse('payments:vnpay_return')}?{forged}")
    assert answer.status_code == 404
    assert not Notification.objects.exists()


def test_a_failed_attempt_says_why_and_may_still_become_paid(office: Office) -> None:
    payable = stage.owed(office)
    attempt = stage.begun(payable, stage.vnpay_channel(office))
    failed = stage.said(attempt, ResponseCode="51", TransactionStatus="02")
    assert stage.notify(stage.query_of(failed)) == "00"
    assert stage.notify(stage.query_of(failed)) == "02"
    page = Client().get(reverse("payments:attempt", args=[payable.token, attempt.reference]))
    assert "Tài khoản không đủ số dư" in page.content.decode()
    assert stage.notify(stage.query_of(stage.said(attempt))) == "00"
    assert Payable.objects.get().state == "paid"


def test_a_transfer_shows_one_code_however_often_it_is_chosen(office: Office) -> None:
    stage.bank_channel(office)
    payable = stage.owed(office)
    first = Client().post(payable.address, {"way": "vietqr"})
    second = Client().post(payable.address, {"way": "vietqr"})
    assert first["Location"] == second["Location"]
    page = Client().get(first["Location"]).content.decode()
    assert 'src="data:image/svg+xml' in page
    assert Attempt.objects.get().reference in page


def test_nothing_chosen_is_said_beside_the_choice(office: Office) -> None:
    stage.vnpay_channel(office)
    page = Client().post(stage.owed(office).address, {})
    assert "Ông/bà chọn một cách nộp." in page.content.decode()
    assert not Attempt.objects.exists()


def test_the_address_cannot_be_guessed_and_tells_nothing_else(office: Office) -> None:
    payable = stage.owed(office)
    stage.owed(office, "H47.01-201125-0002", subject="Việc của người khác")
    page = Client().get(payable.address).content.decode()
    assert "Việc của người khác" not in page
    assert stage.PAYER.identity not in page
    assert stage.PAYER.phone not in page
    for wrong in (payable.token[:-1], payable.token.swapcase(), "x" * 32, str(payable.pk)):
        assert Client().get(reverse("payments:pay", args=[wrong])).status_code == 404


def test_a_dead_gateway_loses_nothing(office: Office) -> None:
    stage.vnpay_channel(office, way="national", address="http://127.0.0.1:9/init")
    payable = stage.owed(office)
    page = Client().post(payable.address, {"way": "national"}).content.decode()
    assert "Không kết nối được với cổng thanh toán." in page
    assert "chọn cách khác" in page
    assert Attempt.objects.get().state == "failed"


def test_attempts_are_not_opened_without_end(office: Office) -> None:
    channel, payable = stage.vnpay_channel(office), stage.owed(office)
    for _ in range(30):
        stage.begun(payable, channel)
    page = Client().post(payable.address, {"way": "vnpay"}).content.decode()
    assert "quá nhiều lần trong ngày" in page
    assert Attempt.objects.count() == 30


def test_asked_again_it_is_the_same_and_never_another_amount(office: Office) -> None:
    payable = stage.owed(office)
    assert stage.owed(office) == payable
    with pytest.raises(Refused, match="số tiền khác"):
        stage.owed(office, lines=[Line("LP01", "Lệ phí", "fee", 1)])
    with pytest.raises(Refused, match="lớn hơn 0"):
        stage.owed(office, "khác", lines=[Line("LP01", "Lệ phí", "fee", 0)])
    with pytest.raises(ValueError, match="goes back"):
        stage.owed(office, "khác", return_to="//example.com/")


def test_cash_pays_once_and_money_after_a_cancellation_is_the_payers(office: Office) -> None:
    payable = stage.owed(office)
    take_cash(payable, actor=office.clerk)
    with pytest.raises(Refused, match="trạng thái"):
        take_cash(payable, actor=office.clerk)
    channel = stage.vnpay_channel(office)
    other = stage.owed(office, "H47.01-201125-0002")
    attempt = stage.begun(other, channel)
    cancel(other, actor=office.clerk, reason="Miễn theo quy định.")
    assert stage.notify(stage.query_of(stage.said(attempt))) == "00"
    other.refresh_from_db()
    assert other.state == "cancelled"
    assert stage.balances(office)[AccountKind.SURPLUS] == -stage.TOTAL


def test_the_database_refuses_a_ledger_that_does_not_hold(office: Office) -> None:
    take_cash(stage.owed(office), actor=office.clerk)
    entry = Entry.objects.get()
    side = entry.postings.earliest("pk")
    for change in (
        lambda: Posting.objects.filter(pk=side.pk).update(debit=1),
        lambda: Posting.objects.filter(pk=side.pk).delete(),
        lambda: Entry.objects.filter(pk=entry.pk).update(words="khác"),
    ):
        with pytest.raises(ProgrammingError, match="what is booked stays"), transaction.atomic():
            change()
    with pytest.raises(IntegrityError, match="does not balance"):
        _at_once(lambda: Posting.objects.create(entry=entry, account=side.account, debit=5))
    with pytest.raises(IntegrityError, match="its lines"):
        _at_once(lambda: Payable.objects.update(total=1))


def _at_once(change: Callable[[], object]) -> None:
    """The change, with what is held back to the commit looked at now."""
    with transaction.atomic(), connection.cursor() as cursor:
        change()
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_an_official_needs_no_address_to_see_it(office: Office) -> None:
    assert client_of(office.clerk).get(stage.owed(office).address).status_code == 200
