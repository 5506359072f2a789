"""The officials' pages: lists, filters, the ledger, the seal, ways of paying; what they cost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from congvu.accounts.tests.factories import client_of
from congvu.core import clock
from congvu.directory.models import Role
from congvu.directory.tests.factories import AppointmentFactory, Office, TitleFactory
from congvu.payments.actions import take_cash
from congvu.payments.actions.receipts import make
from congvu.payments.actions.reconciling import reconcile
from congvu.payments.actions.refunding import ask_refund
from congvu.payments.models import Attempt, Channel, Receipt
from congvu.payments.providers.base import secret_of
from congvu.payments.tests import stage
from congvu.signing.actions import issue_demo_key, new_key
from congvu.signing.models import SealUse
from congvu.signing.queries import verify

pytestmark = pytest.mark.django_db


def test_a_list_is_filtered_and_paged(office: Office) -> None:
    for number in range(35):
        stage.owed(office, f"H47.01-201125-{number:04}")
    clerk, url = client_of(office.clerk), reverse("payments:payables")
    first = clerk.get(url)
    assert len(first.context["payables"]) == 30
    rest = clerk.get(first.context["older"])
    assert [one.reference for one in rest.context["payables"]][-1] == "H47.01-201125-0000"
    found = clerk.get(url, {"q": "0007 nguyen thi", "trang_thai": "due"})
    assert [one.reference for one in found.context["payables"]] == ["H47.01-201125-0007"]
    assert not clerk.get(url, {"trang_thai": "paid"}).context["payables"]


def test_the_desk_takes_what_is_owed_and_no_other_sum(office: Office) -> None:
    desk = AppointmentFactory(
        agency=office.agency, title=TitleFactory(name="Cán bộ"), role=Role.DESK_OFFICER
    )
    payable, client = stage.owed(office), client_of(desk)
    url = reverse("payments:cash", args=[payable.pk])
    page = client.post(url, {"amount": "200.000"}).content.decode()
    assert "Số tiền thu phải đúng bằng số phải nộp." in page
    assert 'value="200.000"' in page
    assert client.post(url, {"amount": "250.000"}).status_code == 302
    assert client.get(reverse("payments:seal")).status_code == 403
    page = client_of(office.leader).get(reverse("payments:ledger")).content.decode()
    assert "Cân" in page
    assert "Tiền mặt tại quầy" in page


def test_a_receipt_is_made_sealed_and_fetched_by_the_payer(office: Office, settings: Any) -> None:
    settings.DEMO = True
    payable = stage.owed(office)
    take_cash(payable, actor=office.clerk)
    receipt = Receipt.objects.get()
    file, client = reverse("payments:receipt", args=[payable.token]), client_of(office.clerk)
    assert client.get(file).status_code == 404
    make(receipt.pk)
    make(receipt.pk)
    plain = b"".join(client.get(file).streaming_content)
    assert plain.startswith(b"%PDF")
    url = reverse("payments:seal")
    assert "chưa có chứng thư số" in client.post(url, {"pin": "482913"}).content.decode()
    issue_demo_key(new_key(office.agency), pin="482913", actor=None)
    SealUse.objects.create(agency=office.agency, appointment=office.clerk)
    assert "1 biên lai được ký lần này" in client.get(url).content.decode()
    assert "Sai mã PIN" in client.post(url, {"pin": "000000"}).content.decode()
    assert client.post(url, {"pin": "482913"}).status_code == 302
    sealed = b"".join(client.get(file).streaming_content)
    verdict = verify(sealed)
    assert [one.signer for one in verdict.signatures] == [office.agency.name]
    receipt.refresh_from_db()
    assert (receipt.number, receipt.sealed_by) == (1, office.clerk)


def test_a_way_of_paying_keeps_its_secret(office: Office, settings: Any) -> None:
    settings.DEMO = False
    admin, url = client_of(office.administrator), reverse("payments:channel_new")
    typed = {
        "way": "vnpay", "name": "VNPay", "merchant": "ABCD1234", "secret": "", "active": "on",
        "address": "https://sandbox.vnpayment.vn",
    }  # fmt: skip
    page = admin.post(url, typed).content.decode()
    assert "Xin ghi khóa ký do cổng cấp." in page
    assert "ABCD1234" in page
    assert admin.post(url, typed | {"secret": "rất bí mật"}).status_code == 302
    channel = Channel.objects.get()
    assert "bí mật" not in channel.secret
    assert secret_of(channel) == "rất bí mật"
    change = reverse("payments:channel", args=[channel.pk])
    assert "bí mật" not in admin.get(change).content.decode()
    assert admin.post(change, typed | {"name": "VNPay 2"}).status_code == 302
    channel.refresh_from_db()
    assert (channel.name, secret_of(channel)) == ("VNPay 2", "rất bí mật")
    wrong = typed | {"way": "vietqr", "merchant": "12", "options": "{"}
    page = admin.post(url, wrong).content.decode()
    assert "Tùy chọn viết bằng JSON" in page
    assert "gồm 6 chữ số" in admin.post(url, wrong | {"options": ""}).content.decode()


def more(office: Office, count: int) -> None:
    """Payables, paid ones among them, with attempts and refunds."""
    channel = Channel.objects.filter(way="vnpay").first() or stage.vnpay_channel(office)
    begin = Attempt.objects.count()
    for number in range(begin, begin + count):
        payable = stage.owed(office, f"H47.01-201125-{number:04}")
        attempt = stage.begun(payable, channel)
        stage.notify(stage.query_of(stage.said(attempt)))
        attempt.refresh_from_db()
        ask_refund(attempt, actor=office.clerk, amount=1_000, reason="Thử")


@pytest.mark.parametrize(
    "page", ["payables", "refunds", "ledger", "days", "day", "statements", "channels"]
)
def test_a_page_costs_the_same_however_full(
    office: Office, province: Any, page: str, count_queries: Callable[..., int]
) -> None:
    more(office, 2)
    reconcile(office.agency, clock.today())
    person = {"channels": office.administrator}.get(page, office.clerk)
    arguments = [clock.today().isoformat()] * (page == "day")
    client, url = client_of(person), reverse(f"payments:{page}", args=arguments)
    client.get(url)
    few = count_queries(client, url)
    more(office, 8)
    reconcile(office.agency, clock.today())
    assert count_queries(client, url) == few
    assert few <= 16


def test_one_payable_costs_the_same_however_much_happened(
    office: Office, count_queries: Callable[..., int]
) -> None:
    channel, payable = stage.vnpay_channel(office), stage.owed(office)
    client, url = client_of(office.clerk), reverse("payments:payable", args=[payable.pk])
    attempts = [stage.begun(payable, channel) for _ in range(7)]
    stage.notify(stage.query_of(stage.said(attempts[0])))
    client.get(url)
    few = count_queries(client, url)
    for one in attempts[1:]:
        stage.notify(stage.query_of(stage.said(one)))
    assert count_queries(client, url) == few


def test_the_payers_page_costs_little(office: Office, count_queries: Callable[..., int]) -> None:
    stage.vnpay_channel(office)
    payable = stage.owed(office)
    assert count_queries(Client(), payable.address) <= 6


@pytest.fixture
def count_queries() -> Callable[..., int]:
    def count(client: Any, url: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert client.get(url).status_code == 200
        return len(found)

    return count
