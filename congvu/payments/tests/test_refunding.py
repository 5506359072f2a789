"""Money goes back: asked by one person, decided by another, paid once, booked on both sides."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from congvu.accounts.tests.factories import client_of
from congvu.core.refused import Forbidden
from congvu.directory.models import Appointment, Role
from congvu.directory.tests.factories import AppointmentFactory, Office, TitleFactory
from congvu.notices.models import Notice
from congvu.payments.actions import take_cash
from congvu.payments.actions.refunding import approve, ask_refund
from congvu.payments.models import Attempt, Payable, Refund
from congvu.payments.tests import stage

pytestmark = pytest.mark.django_db


def paid(office: Office) -> Payable:
    payable = stage.owed(office)
    take_cash(payable, actor=office.clerk)
    payable.refresh_from_db()
    return payable


def refund_of(payable: Payable, by: Client, **given: str) -> int:
    attempt = Attempt.objects.get(payable=payable)
    url = reverse("payments:refund", args=[payable.pk, attempt.reference])
    plain = {"amount": "250.000", "reason": "Rút hồ sơ trước khi giải quyết."}
    return by.post(url, plain | given).status_code


def test_the_clerk_asks_the_leader_decides_and_the_clerk_pays(office: Office) -> None:
    payable, clerk, leader = paid(office), client_of(office.clerk), client_of(office.leader)
    assert refund_of(payable, clerk) == 302
    refund = Refund.objects.get()
    payable.refresh_from_db()
    assert payable.state == "refunding"
    assert clerk.post(reverse("payments:refund_approve", args=[refund.pk])).status_code == 403
    assert "Duyệt" in leader.get(reverse("payments:refunds")).content.decode()
    (told,) = Notice.objects.values_list("recipient", flat=True)
    assert told == office.leader.pk
    assert leader.post(reverse("payments:refund_approve", args=[refund.pk])).status_code == 302
    assert leader.post(reverse("payments:refund_approve", args=[refund.pk])).status_code == 409
    assert stage.balances(office)["refunds"] == -stage.TOTAL
    back = reverse("payments:refund_pay_back", args=[refund.pk])
    assert clerk.post(back, {"place": "cash", "number": "PC 12"}).status_code == 302
    payable.refresh_from_db()
    assert payable.state == "refunded"
    assert set(stage.balances(office).values()) == {0}
    assert stage.apart() == 0
    page = clerk.get(reverse("payments:payable", args=[payable.pk])).content.decode()
    assert "chứng từ PC 12" in page


def test_a_part_goes_back_and_never_more_than_came(office: Office) -> None:
    payable, clerk = paid(office), client_of(office.clerk)
    attempt = Attempt.objects.get()
    url = reverse("payments:refund", args=[payable.pk, attempt.reference])
    page = clerk.post(url, {"amount": "250.001", "reason": "Thử"}).content.decode()
    assert "Chỉ hoàn được từ 1 đồng đến 250.000 đồng." in page
    assert 'value="250.001"' in page
    assert "chữ số, ví dụ" in clerk.post(url, {"amount": "abc", "reason": "x"}).content.decode()
    assert refund_of(payable, clerk, amount="100.000") == 302
    refund = Refund.objects.get()
    approve(refund, actor=office.leader)
    clerk.post(
        reverse("payments:refund_pay_back", args=[refund.pk]), {"place": "cash", "number": "1"}
    )
    payable.refresh_from_db()
    assert payable.state == "paid"
    assert stage.balances(office)["cash"] == 150_000
    page = clerk.get(url).content.decode()
    assert "Còn hoàn được 150.000 đồng" in page


def test_a_refusal_says_why_and_leaves_everything_paid(office: Office) -> None:
    payable, clerk = paid(office), client_of(office.clerk)
    refund_of(payable, clerk)
    refund = Refund.objects.get()
    refuse = reverse("payments:refund_refuse", args=[refund.pk])
    assert client_of(office.leader).post(refuse, {"words": "Đã giải quyết."}).status_code == 302
    payable.refresh_from_db()
    assert payable.state == "paid"
    assert "Đã giải quyết." in clerk.get(reverse("payments:refunds")).content.decode()
    assert refund_of(payable, clerk) == 302


def test_one_person_in_two_posts_is_still_one(office: Office) -> None:
    both: Appointment = AppointmentFactory(
        agency=office.agency,
        person=office.clerk.person,
        title=TitleFactory(name="Phó Giám đốc"),
        role=Role.LEADER,
    )
    refund_of(paid(office), client_of(office.clerk))
    refund = Refund.objects.get()
    with pytest.raises(Forbidden):
        approve(refund, actor=both)
    with pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
        Refund.objects.update(state="approved", decided_by=both, decided_person=both.person)


def test_what_was_paid_in_excess_goes_back_without_touching_the_payable(office: Office) -> None:
    payable, channel = stage.owed(office), stage.vnpay_channel(office)
    first, second = stage.begun(payable, channel), stage.begun(payable, channel)
    for one in (first, second):
        stage.notify(stage.query_of(stage.said(one)))
    second.refresh_from_db()
    refund = ask_refund(second, actor=office.clerk, amount=stage.TOTAL, reason="Nộp hai lần.")
    approve(refund, actor=office.leader)
    payable.refresh_from_db()
    assert payable.state == "paid"
    assert stage.balances(office)["surplus"] == 0
    assert stage.balances(office)["refunds"] == -stage.TOTAL
    assert stage.apart() == 0
