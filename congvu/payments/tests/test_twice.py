"""The desk's pages about money, sent twice: a lost answer, two tabs, two people at once.

Nothing doubles, and who comes second reads why, with what was typed still there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import reverse

from congvu.accounts.tests.factories import client_of
from congvu.directory.models import Appointment
from congvu.directory.tests.factories import Office
from congvu.payments.actions import take_cash
from congvu.payments.actions.refunding import approve, ask_refund
from congvu.payments.models import Attempt, Entry, Payable, Posting, Receipt, Refund
from congvu.payments.tests import stage
from congvu.payments.tests.test_races import at_once

SAID = "Không thể thực hiện “{}”"


@dataclass(frozen=True)
class Form:
    """A page: what must have happened before, who sends what, what the second one reads."""

    name: str
    before: Callable[[Office], Payable | Refund | Attempt]
    who: str
    sent: dict[str, str]
    said: str
    typed: str
    done: dict[str, int]
    """How many attempts, entries, receipts and refunds there are in the end."""

    def url(self, about: Payable | Refund | Attempt) -> str:
        args: list[object] = [about.pk]
        if isinstance(about, Attempt):
            args = [about.payable_id, about.reference]
        return reverse(f"payments:{self.name}", args=args)

    def client(self, office: Office) -> Client:
        actor: Appointment = getattr(office, self.who)
        return client_of(actor)


def taken(office: Office) -> Attempt:
    return take_cash(stage.owed(office), actor=office.clerk)


def asked(office: Office) -> Refund:
    return ask_refund(taken(office), actor=office.clerk, amount=stage.TOTAL, reason="Rút hồ sơ")


def approved(office: Office) -> Refund:
    refund = asked(office)
    approve(refund, actor=office.leader)
    return refund


def counted(attempts: int, entries: int, receipts: int, refunds: int) -> dict[str, int]:
    return {"attempts": attempts, "entries": entries, "receipts": receipts, "refunds": refunds}


FORMS = [
    Form(
        "cash", stage.owed, "clerk", {"amount": "250.000"}, SAID.format("Thu tiền mặt"),
        'value="250.000"', counted(1, 1, 1, 0),
    ),
    Form(
        "cancel", stage.owed, "clerk", {"reason": "Nộp nhầm"}, SAID.format("Hủy khoản nộp"),
        'value="Nộp nhầm"', counted(0, 0, 0, 0),
    ),
    Form(
        "refund", taken, "clerk", {"amount": "100.000", "reason": "Rút hồ sơ"},
        "đang có một đề nghị hoàn trả", 'value="Rút hồ sơ"', counted(1, 1, 1, 1),
    ),
    Form(
        "refund_approve", asked, "leader", {}, SAID.format("Duyệt hoàn trả"), "Hoàn trả",
        counted(1, 2, 1, 1),
    ),
    Form(
        "refund_refuse", asked, "leader", {"words": "Đã giải quyết"},
        SAID.format("Không duyệt"), 'value="Đã giải quyết"', counted(1, 1, 1, 1),
    ),
    Form(
        "refund_pay_back", approved, "clerk", {"place": "cash", "number": "PC 12"},
        SAID.format("Ghi nhận đã trả tiền"), 'value="PC 12"', counted(1, 3, 1, 1),
    ),
]  # fmt: skip
each_form = pytest.mark.parametrize("form", FORMS, ids=lambda one: one.name)


def counts() -> dict[str, int]:
    return counted(*(kind.objects.count() for kind in (Attempt, Entry, Receipt, Refund)))


@pytest.mark.django_db
@each_form
def test_sent_again_from_the_same_tab_or_another_it_is_done_once_and_said(
    office: Office, form: Form
) -> None:
    about = form.before(office)
    url, tabs = form.url(about), [form.client(office), form.client(office)]
    assert tabs[0].post(url, form.sent).status_code == 302
    before = list(Posting.objects.values_list("account", "debit", "credit"))
    for again in tabs:
        second = again.post(url, form.sent)
        assert second.status_code in {409, 422}
        shown = second.content.decode()
        assert form.said in shown
        assert form.typed in shown
    assert counts() == form.done
    assert list(Posting.objects.values_list("account", "debit", "credit")) == before
    assert stage.apart() == 0


@pytest.mark.django_db(transaction=True)
@each_form
def test_sent_by_two_at_the_same_moment_it_is_done_once(office: Office, form: Form) -> None:
    url, tabs = form.url(form.before(office)), [form.client(office) for _ in range(3)]
    answers = at_once(*[lambda tab=one: tab.post(url, form.sent).status_code for one in tabs])
    assert answers.count(302) == 1
    assert set(answers) - {302} <= {409, 422}
    assert counts() == form.done
    assert stage.apart() == 0


@pytest.mark.django_db
def test_cash_taken_while_the_gateway_s_money_came_is_not_taken_twice(office: Office) -> None:
    """The payer paid on the phone while standing at the desk: the desk reads that."""
    payable = stage.owed(office)
    attempt = stage.begun(payable, stage.vnpay_channel(office))
    desk, url = client_of(office.clerk), reverse("payments:cash", args=[payable.pk])
    assert desk.get(url).status_code == 200
    stage.notify(stage.query_of(stage.said(attempt)))
    shown = desk.post(url, {"amount": "250.000"}).content.decode()
    assert "đã chuyển sang trạng thái “Đã nộp”" in shown
    assert stage.balances(office).get("cash", 0) == 0
    assert Receipt.objects.count() == 1
