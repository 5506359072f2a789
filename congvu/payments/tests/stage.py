"""What tests of payments need: an agency that is set up, something owed, notices of a gateway."""

from __future__ import annotations

from typing import Any

from django.db.models import Sum
from django.test import Client
from django.urls import reverse

from congvu.core import clock
from congvu.directory.tests.factories import Office
from congvu.payments.actions import ask
from congvu.payments.actions.beginning import begin
from congvu.payments.models import Attempt, Channel, Payable, Posting
from congvu.payments.providers import vnpay
from congvu.payments.providers.base import hide
from congvu.payments.types import Line, Payer, Way

SECRET = "RAOEXHYVSDDIIENYWSLDIIZTANXUXZFJ"
TMN = "CONGVU01"
LINES = (
    Line("LP01", "Lệ phí đăng ký kinh doanh", "fee", 100_000),
    Line("P01", "Phí công bố nội dung", "charge", 150_000),
)
TOTAL = 250_000
PAYER = Payer("Nguyễn Thị Thử", "049180000001", "Tam Kỳ", "0901234567", "thu@example.vn")


def vnpay_channel(office: Office, **given: Any) -> Channel:
    plain: dict[str, Any] = {
        "agency": office.agency,
        "way": Way.VNPAY,
        "name": "VNPay thử",
        "merchant": TMN,
        "secret": hide(SECRET),
        "address": "http://127.0.0.1:9",
    }
    return Channel.objects.create(**plain | given)


def bank_channel(office: Office, **given: Any) -> Channel:
    plain: dict[str, Any] = {
        "agency": office.agency,
        "way": Way.VIETQR,
        "name": "Tài khoản thu",
        "merchant": "970436",
        "account": "1012345678",
        "holder": "SO THU NGHIEM",
        "bank": "Vietcombank",
    }
    return Channel.objects.create(**plain | given)


def owed(office: Office, reference: str = "H47.01-201125-0001", **given: Any) -> Payable:
    plain: dict[str, Any] = {
        "reference": reference,
        "agency": office.agency,
        "subject": "Đăng ký thành lập hộ kinh doanh",
        "lines": LINES,
        "payer": PAYER,
    }
    return ask(**plain | given)


def begun(payable: Payable, channel: Channel) -> Attempt:
    attempt = begin(payable, actor=None, channel=channel, address="203.0.113.7")
    attempt.payable = payable
    return attempt


def said(attempt: Attempt, **given: str) -> dict[str, str]:
    """What VNPay says of a paid attempt, other values as given (`Amount="1"`)."""
    plain = {
        "Amount": str(attempt.amount * 100),
        "BankCode": "NCB",
        "BankTranNo": "VNP14226112",
        "CardType": "ATM",
        "OrderInfo": f"Nop phi le phi {attempt.reference}",
        "PayDate": vnpay.written(clock.now()),
        "ResponseCode": "00",
        "TmnCode": TMN,
        "TransactionNo": f"14{attempt.pk:06}",
        "TransactionStatus": "00",
        "TxnRef": attempt.reference,
    }
    return {f"vnp_{name}": value for name, value in (plain | given).items()}


def query_of(fields: dict[str, str], secret: str = SECRET) -> str:
    return vnpay.signed(fields, secret)


def notify(query: str, client: Client | None = None) -> str:
    """The RspCode that a notice is answered with, over HTTP."""
    answer = (client or Client()).get(f"{reverse('payments:vnpay_notice')}?{query}")
    assert answer.status_code == 200
    return str(answer.json()["RspCode"])


def balances(office: Office) -> dict[str, int]:
    """Debits less credits of each kind of account."""
    rows = Posting.objects.filter(account__agency=office.agency).values("account__kind")
    return {
        row["account__kind"]: row["debit"] - row["credit"]
        for row in rows.annotate(debit=Sum("debit"), credit=Sum("credit")).order_by()
    }


def apart() -> int:
    """By how much all debits and credits differ."""
    sums = Posting.objects.aggregate(debit=Sum("debit"), credit=Sum("credit"))
    return (sums["debit"] or 0) - (sums["credit"] or 0)
