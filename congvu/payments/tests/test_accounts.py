"""Several bank accounts of one agency: each sum goes to the right one, and is found there."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from congvu.accounts.tests.factories import client_of
from congvu.core.refused import Refused
from congvu.directory.tests.factories import AgencyFactory, Office
from congvu.payments.actions.channels import ChannelFields, save_channel
from congvu.payments.actions.statements import import_statement, post
from congvu.payments.models import Attempt, Channel, Payable
from congvu.payments.providers.vietqr import VietQR
from congvu.payments.queries.paying import channels_for
from congvu.payments.tests import stage
from congvu.payments.types import Line

pytestmark = pytest.mark.django_db
FEE, CHARGE = stage.LINES


@pytest.fixture
def accounts(office: Office) -> dict[str, Channel]:
    """One for all, one for fees, one for a field, one for that field's charges."""
    given: dict[str, dict[str, Any]] = {
        "all": {"account": "1000000001"},
        "fees": {"account": "1000000002", "takes": "fee"},
        "land": {"account": "1000000003", "purpose": "dat-dai"},
        "land charges": {"account": "1000000004", "purpose": "dat-dai", "takes": "charge"},
    }
    return {name: stage.bank_channel(office, name=name, **one) for name, one in given.items()}


def _owed(office: Office, *lines: Line, purpose: str = "") -> Payable:
    reference = f"KN-{Payable.objects.count()}"
    return stage.owed(office, reference, lines=lines, purpose=purpose)


@pytest.mark.parametrize(
    ("lines", "purpose", "name"),
    [
        ((FEE, CHARGE), "", "all"),
        ((CHARGE,), "", "all"),
        ((FEE,), "", "fees"),
        ((FEE,), "ho-tich", "fees"),
        ((FEE, CHARGE), "dat-dai", "land"),
        ((FEE,), "dat-dai", "land"),
        ((CHARGE,), "dat-dai", "land charges"),
    ],
)
def test_the_account_that_fits_best_is_paid_to(
    office: Office,
    accounts: dict[str, Channel],
    lines: tuple[Line, ...],
    purpose: str,
    name: str,
) -> None:
    payable = _owed(office, *lines, purpose=purpose)
    assert channels_for(payable) == [accounts[name]]
    page = reverse("payments:pay", args=[payable.token])
    Client().post(page, {"way": "vietqr"})
    attempt = Attempt.objects.get()
    assert attempt.channel == accounts[name]
    assert accounts[name].account in VietQR(accounts[name]).code(attempt)


def test_an_account_that_does_not_fit_leaves_the_shared_one_above(office: Office) -> None:
    above = AgencyFactory.create()
    office.agency.parent = above
    office.agency.save()
    shared = stage.bank_channel(office, agency=above, account="2000000001", shared=True)
    own = stage.bank_channel(office, account="1000000002", takes="fee")
    assert channels_for(_owed(office, FEE)) == [own]
    assert channels_for(_owed(office, CHARGE)) == [shared]


def test_two_accounts_for_the_same_are_refused(
    office: Office, accounts: dict[str, Channel]
) -> None:
    fields = ChannelFields(way="vietqr", name="Nữa", merchant="970436", account="1", takes="fee")
    with pytest.raises(Refused, match="đã có cách nộp loại này"):
        save_channel(Channel(agency=office.agency), actor=None, fields=fields)
    with pytest.raises(IntegrityError, match="payments_channel_once"), transaction.atomic():
        stage.bank_channel(office, takes="fee")


def test_a_gateway_is_not_divided(office: Office) -> None:
    fields = ChannelFields(way="vnpay", name="V", merchant="X", secret="s", takes="fee")
    with pytest.raises(Refused) as refused:
        save_channel(Channel(agency=office.agency), actor=None, fields=fields)
    assert refused.value.field == "takes"
    with pytest.raises(IntegrityError, match="only_banks_divide"), transaction.atomic():
        stage.vnpay_channel(office, purpose="dat-dai")


def _csv(head: str, *attempts: Attempt) -> bytes:
    rows = "".join(f"25/11/2026,{one.amount},NOP {one.reference}\n" for one in attempts)
    return f"{head}\nNgày,Ghi có,Nội dung\n{rows}".encode()


_CAMT = """<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><Stmt>
<Acct><Id><Othr><Id>{account}</Id></Othr></Id></Acct><Ntry><Amt Ccy="VND">1000</Amt>
<CdtDbtInd>CRDT</CdtDbtInd><BookgDt><Dt>2026-11-25</Dt></BookgDt></Ntry></Stmt></BkToCstmrStmt>
</Document>"""


@pytest.mark.parametrize(
    "content",
    [
        "Số TK: 1000 0000 02\nNgày,Ghi có,Nội dung\n25/11/2026,1000,x\n".encode(),
        _CAMT.format(account="1000000002").encode(),
    ],
)
def test_a_statement_of_another_account_is_sent_there(
    office: Office, accounts: dict[str, Channel], content: bytes
) -> None:
    with pytest.raises(Refused) as refused:
        import_statement(accounts["all"], actor=office.clerk, name="a", content=content)
    assert refused.value.field == "channel"
    assert "1000000002 (fees)" in refused.value.sentence
    statement = import_statement(accounts["fees"], actor=office.clerk, name="a", content=content)
    assert statement.channel == accounts["fees"]


def test_each_transfer_is_found_in_the_statement_of_its_account(
    office: Office, accounts: dict[str, Channel]
) -> None:
    fee, both = _owed(office, FEE), _owed(office, FEE, CHARGE)
    attempts = [stage.begun(one, channels_for(one)[0]) for one in (fee, both)]
    content = _csv("Số tài khoản 1000000002", *attempts)
    statement = import_statement(accounts["fees"], actor=office.clerk, name="a", content=content)
    assert [one.state for one in statement.lines.all()] == ["matched", "unmatched"]
    post(statement, actor=office.clerk)
    fee.refresh_from_db()
    both.refresh_from_db()
    assert (fee.state, both.state) == ("paid", "due")
    assert stage.apart() == 0


def test_the_clerk_tells_accounts_apart_by_their_numbers(
    office: Office, accounts: dict[str, Channel]
) -> None:
    shown = client_of(office.clerk).get(reverse("payments:statements")).content.decode()
    assert "fees, 1000000002 Vietcombank" in shown
