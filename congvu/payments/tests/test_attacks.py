"""Notices that are forged, replayed, altered, late or out of order: one table, over real requests.

After each the ledger balances, the payable is what it should be, and the money booked is exactly
what genuine notices brought.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote, unquote_plus

import pytest
from django.test import Client
from django.urls import reverse

from congvu.directory.tests.factories import Office
from congvu.payments.actions import cancel, take_cash
from congvu.payments.models import Attempt, Channel, Entry, Notification, Payable, Receipt
from congvu.payments.providers import national, vnpay
from congvu.payments.tests import stage
from congvu.payments.tests.stage import notify, query_of, said

pytestmark = pytest.mark.django_db
OTHER_TMN, OTHER_SECRET = "OTHER001", "ANOTHERSECRETANOTHERSECRETANOTHE"


@dataclass
class Scene:
    """What an attacker works on: something owed, an attempt at it, and somebody else's."""

    office: Office
    channel: Channel
    payable: Payable
    attempt: Attempt
    stranger: Attempt

    def fields(self, **given: str) -> dict[str, str]:
        return said(self.attempt, **given)

    def good(self, **given: str) -> str:
        return query_of(self.fields(**given))


@pytest.fixture
def scene(office: Office, other_office: Office) -> Scene:
    channel = stage.vnpay_channel(office)
    payable = stage.owed(office)
    theirs = stage.vnpay_channel(other_office, merchant=OTHER_TMN, secret=stage.hide(OTHER_SECRET))
    other = stage.owed(other_office, "H47.02-201125-0001")
    return Scene(
        office, channel, payable, stage.begun(payable, channel), stage.begun(other, theirs)
    )


def altered(scene: Scene, name: str, value: str) -> str:
    """A genuine notice in which one value was changed afterwards."""
    plain = scene.good()
    before = scene.fields()[f"vnp_{name}"]
    assert f"vnp_{name}={quote(before)}" in plain.replace("+", "%20")
    pairs = [one.partition("=") for one in plain.split("&")]
    return "&".join(f"{n}={value if n == f'vnp_{name}' else v}" for n, _, v in pairs)


def unsigned(scene: Scene) -> str:
    return vnpay.canonical(scene.fields())


def cut(scene: Scene, length: int) -> str:
    return scene.good()[:-length]


def named(scene: Scene, **given: str) -> str:
    """Signed by us over other names than were paid."""
    return scene.good(**given)


def by_another(scene: Scene) -> str:
    """Another merchant signs, rightly, for our attempt."""
    return query_of(scene.fields(TmnCode=OTHER_TMN), OTHER_SECRET)


def twice_named(scene: Scene, name: str, value: str) -> str:
    return f"{scene.good()}&vnp_{name}={value}"


def hash_of(scene: Scene, mark: str) -> str:
    query, _, _ = scene.good().partition("&vnp_SecureHash=")
    return f"{query}&vnp_SecureHash={mark}"


# What is sent, one after another; what is answered; whether the payable is paid at the end.
TABLE: dict[str, tuple[Callable[[Scene], list[str]], list[str], bool]] = {
    "genuine": (lambda s: [s.good()], ["00"], True),
    "replayed": (lambda s: [s.good()] * 3, ["00", "02", "02"], True),
    "replayed fifty times": (lambda s: [s.good()] * 50, ["00", *["02"] * 49], True),
    "no signature": (lambda s: [unsigned(s)], ["97"], False),
    "empty signature": (lambda s: [hash_of(s, "")], ["97"], False),
    "signature of zeros": (lambda s: [hash_of(s, "0" * 128)], ["97"], False),
    "signature cut by one": (lambda s: [cut(s, 1)], ["97"], False),
    "signature cut to half": (lambda s: [cut(s, 64)], ["97"], False),
    "signature with marks": (lambda s: [hash_of(s, "%C3%A1" * 20)], ["97"], False),
    "signature of another key": (lambda s: [query_of(s.fields(), "guess")], ["97"], False),
    "signature of an empty key": (lambda s: [query_of(s.fields(), "")], ["97"], False),
    "signature in capitals": (
        lambda s: [hash_of(s, s.good().rpartition("=")[2].upper())], ["00"], True,
    ),
    "plain hash instead of HMAC": (
        lambda s: [hash_of(s, national.check_of({}, [], stage.SECRET) * 2)], ["97"], False,
    ),
    "signed over the raw string": (
        lambda s: [hash_of(s, vnpay._hmac(unquote_plus(unsigned(s)), stage.SECRET))],
        ["97"], False,
    ),
    "amount lowered after signing": (lambda s: [altered(s, "Amount", "100")], ["97"], False),
    "amount raised after signing": (lambda s: [altered(s, "Amount", "99000000")], ["97"], False),
    "result turned to paid": (
        lambda s: [s.good(ResponseCode="24", TransactionStatus="02").replace(
            "vnp_ResponseCode=24", "vnp_ResponseCode=00").replace(
            "vnp_TransactionStatus=02", "vnp_TransactionStatus=00")],
        ["97"], False,
    ),
    "reference of another attempt put in": (
        lambda s: [altered(s, "TxnRef", s.stranger.reference)], ["97"], False,
    ),
    "merchant put in after signing": (lambda s: [altered(s, "TmnCode", OTHER_TMN)], ["97"], False),
    "another merchant for our attempt": (lambda s: [by_another(s)], ["01"], False),
    "unknown merchant": (lambda s: [named(s, TmnCode="NOBODY00")], ["97"], False),
    "no merchant": (lambda s: [named(s, TmnCode="")], ["97"], False),
    "signed, amount one đồng less": (lambda s: [named(s, Amount="24999900")], ["04"], False),
    "signed, amount one đồng more": (lambda s: [named(s, Amount="25000100")], ["04"], False),
    "signed, amount in đồng, not times 100": (lambda s: [named(s, Amount="250000")], ["04"], False),
    "signed, part of a đồng": (lambda s: [named(s, Amount="25000001")], ["04"], False),
    "signed, negative amount": (lambda s: [named(s, Amount="-25000000")], ["04"], False),
    "signed, amount with an exponent": (lambda s: [named(s, Amount="25e6")], ["04"], False),
    "signed, amount in other digits": (
        lambda s: [named(s, Amount="\uff12\uff15" + "\uff10" * 6)], ["04"], False,
    ),
    "unsigned, merchant with a null": (lambda _: ["vnp_TmnCode=A%00B"], ["97"], False),
    "signed, no amount": (lambda s: [named(s, Amount="")], ["04"], False),
    "signed, unknown reference": (lambda s: [named(s, TxnRef="CV000000000000")], ["01"], False),
    "signed, no reference": (lambda s: [named(s, TxnRef="")], ["01"], False),
    "signed, reference in small letters": (
        lambda s: [named(s, TxnRef=s.attempt.reference.lower())], ["01"], False,
    ),
    "signed, reference with a space": (
        lambda s: [named(s, TxnRef=f"{s.attempt.reference} ")], ["01"], False,
    ),
    "signed, reference with a null": (
        lambda s: [named(s, TxnRef=f"{s.attempt.reference}\0")], ["97"], False,
    ),
    "signed, reference of the other agency": (
        lambda s: [named(s, TxnRef=s.stranger.reference)], ["01"], False,
    ),
    "a field twice, the second forged": (lambda s: [twice_named(s, "Amount", "1")], ["97"], False),
    "the signature twice": (lambda s: [twice_named(s, "SecureHash", "0")], ["97"], False),
    "a field added": (lambda s: [twice_named(s, "Extra", "1")], ["97"], False),
    "other fields beside do no harm": (lambda s: [f"{s.good()}&utm=1&Amount=1"], ["00"], True),
    "hash type beside does no harm": (
        lambda s: [f"{s.good()}&vnp_SecureHashType=HmacSHA512"], ["00"], True,
    ),
    "in another order": (lambda s: ["&".join(reversed(s.good().split("&")))], ["00"], True),
    "far too long": (lambda s: [f"{s.good()}&x={'y' * 5000}"], ["97"], False),
    "nothing at all": (lambda _: [""], ["97"], False),
    "bytes that are no text": (lambda s: [f"{s.good()}&vnp_x=%FF%FE"], ["97"], False),
    "result 00, state 01": (lambda s: [named(s, TransactionStatus="01")], ["00"], False),
    "result 00, state missing": (lambda s: [named(s, TransactionStatus="")], ["00"], False),
    "result 07, suspect": (
        lambda s: [named(s, ResponseCode="07", TransactionStatus="07")], ["00"], False,
    ),
    "result 24, state 00": (lambda s: [named(s, ResponseCode="24")], ["00"], False),
    "reversed": (lambda s: [named(s, TransactionStatus="04")], ["00"], False),
    "failed, then paid": (
        lambda s: [named(s, ResponseCode="51", TransactionStatus="02"), s.good()],
        ["00", "00"], True,
    ),
    "paid, then failed": (
        lambda s: [s.good(), named(s, ResponseCode="51", TransactionStatus="02")],
        ["00", "02"], True,
    ),
    "paid, then reversed": (
        lambda s: [s.good(), named(s, TransactionStatus="04")], ["00", "02"], True,
    ),
    "paid, then pending": (
        lambda s: [s.good(), named(s, TransactionStatus="01")], ["00", "02"], True,
    ),
    "paid, then another number": (
        lambda s: [s.good(), named(s, TransactionNo="99999999")], ["00", "02"], True,
    ),
    "paid, then another amount": (lambda s: [s.good(), named(s, Amount="100")], ["00", "04"], True),
    "failed fifty times": (
        lambda s: [named(s, ResponseCode="24", TransactionStatus="02")] * 50,
        ["00", *["02"] * 49], False,
    ),
    "pending, failed, paid, failed, paid": (
        lambda s: [
            named(s, TransactionStatus="01"),
            named(s, ResponseCode="11", TransactionStatus="02"),
            s.good(),
            named(s, ResponseCode="11", TransactionStatus="02"),
            s.good(),
        ],
        ["00", "00", "00", "02", "02"], True,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TABLE)
def test_an_attack_changes_nothing_that_it_should_not(name: str, scene: Scene) -> None:
    send, answers, paid = TABLE[name]
    assert [notify(query) for query in send(scene)] == answers
    scene.payable.refresh_from_db()
    assert scene.payable.state == ("paid" if paid else "due")
    assert stage.apart() == 0
    assert Entry.objects.count() == Receipt.objects.count() == int(paid)
    assert stage.balances(scene.office).get("gateway", 0) == (stage.TOTAL if paid else 0)
    assert Notification.objects.count() == len(answers)
    assert Payable.objects.get(pk=scene.stranger.payable_id).state == "due"


def test_the_table_is_as_long_as_was_promised() -> None:
    assert len(TABLE) >= 40


def test_only_some_addresses_may_tell(scene: Scene) -> None:
    scene.channel.options = {"addresses": ["203.0.113.9"]}
    scene.channel.save()
    assert notify(scene.good()) == "03"
    assert notify(scene.good(), Client(REMOTE_ADDR="203.0.113.9")) == "00"


def test_two_attempts_paid_at_once_make_one_payment_and_one_surplus(scene: Scene) -> None:
    second = stage.begun(scene.payable, scene.channel)
    assert notify(scene.good()) == "00"
    assert notify(query_of(said(second))) == "00"
    assert stage.balances(scene.office)["surplus"] == -stage.TOTAL
    assert Receipt.objects.count() == 1
    assert stage.apart() == 0


def test_one_number_of_the_gateway_pays_one_attempt(scene: Scene) -> None:
    other = stage.owed(scene.office, "H47.01-201125-0009")
    second = stage.begun(other, scene.channel)
    assert notify(scene.good(TransactionNo="777")) == "00"
    assert notify(query_of(said(second, TransactionNo="777"))) == "99"
    other.refresh_from_db()
    assert other.state == "due"
    assert Notification.objects.filter(verdict="error").count() == 1


def test_after_cash_or_a_cancellation_the_gateways_money_is_the_payers(scene: Scene) -> None:
    take_cash(scene.payable, actor=scene.office.clerk)
    other = stage.owed(scene.office, "H47.01-201125-0010")
    second = stage.begun(other, scene.channel)
    cancel(other, actor=None, reason="Rút hồ sơ.")
    assert [notify(scene.good()), notify(query_of(said(second)))] == ["00", "00"]
    assert stage.balances(scene.office)["surplus"] == -2 * stage.TOTAL
    assert stage.apart() == 0


def confirmation(attempt: Attempt, key: str, **given: str) -> str:
    fields = {
        "LoaiBanTin": "confirm", "MaLoi": "00", "MaDoiTac": "PARTNER1",
        "MaThamChieu": attempt.reference, "SoTien": str(attempt.amount), "MaTienTe": "VND",
        "MaGiaoDich": "889", "MaNganHang": "VCB", "ThoiGianGD": "20261127101500",
        "ThongTinGiaoDich": "Nop phi",
    } | given  # fmt: skip
    mark = national.check_of(fields, national._CONFIRMED, key)
    return json.dumps(fields | {"MaXacThuc": mark})


def test_the_national_platform_is_believed_by_its_check_alone(scene: Scene) -> None:
    channel = stage.vnpay_channel(
        scene.office, way="national", merchant="PARTNER1", secret=stage.hide("key")
    )
    attempt = stage.begun(scene.payable, channel)
    url, client = reverse("payments:national_notice"), Client()

    def tell(body: str) -> str:
        answer = client.post(url, body, content_type="application/json")
        return str(answer.json()["MaLoi"])

    assert tell(confirmation(attempt, "guess")) == "97"
    assert tell("[" * 3000) == "97"
    assert tell("null") == "97"
    assert tell(json.dumps({"MaDoiTac": "PARTNER1\0"})) == "97"
    assert tell(confirmation(attempt, "key", SoTien="1")) == "04"
    assert tell(confirmation(attempt, "key", SoTien="-1")) == "04"
    assert tell(confirmation(attempt, "key", MaThamChieu="CV1")) == "01"
    assert [tell(confirmation(attempt, "key")) for _ in range(3)] == ["00", "00", "00"]
    scene.payable.refresh_from_db()
    assert scene.payable.state == "paid"
    assert Entry.objects.count() == 1


def test_paygov_is_not_believed_until_its_checksum_is_known(scene: Scene) -> None:
    channel = stage.vnpay_channel(
        scene.office, way="paygov", merchant="PG1", secret=stage.hide("key")
    )
    attempt = stage.begun(scene.payable, channel)
    notice = {"orderId": attempt.reference, "amount": "250000", "errorCode": "00", "checksum": ""}
    url = reverse("payments:paygov_notice")

    def tell() -> str:
        answer = Client().post(url, json.dumps(notice), content_type="application/json")
        return str(answer.json()["error_code"])

    assert tell() == "97"
    channel.options = {"checksum": ["orderId", "amount", "errorCode"], "joiner": "|"}
    channel.save()
    assert tell() == "97"
    from congvu.payments.providers.paygov import check_of

    notice["checksum"] = check_of(notice, channel)
    assert [tell(), tell()] == ["00", "00"]
    scene.payable.refresh_from_db()
    assert scene.payable.state == "paid"
