"""Forged notices are looked at by somebody, and stay as they came."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from congvu.accounts.tests.factories import client_of
from congvu.directory.models import Role
from congvu.directory.tests.factories import AppointmentFactory, Office
from congvu.journal.models import Entry
from congvu.payments.models import Channel, NoticesSeen, Notification
from congvu.payments.tests import stage
from congvu.payments.tests.stage import notify, query_of, said

pytestmark = pytest.mark.django_db
LIST, SEEN = "payments:refused", "payments:refused_seen"


@pytest.fixture
def keeper(office: Office) -> Client:
    return client_of(
        AppointmentFactory.create(unit=None, agency=office.agency, role=Role.PROVINCE_ADMINISTRATOR)
    )


def _forge(office: Office, times: int = 1) -> None:
    payable = stage.owed(office, f"KN-{Notification.objects.count()}")
    channel = Channel.objects.first() or stage.vnpay_channel(office)
    query = query_of(said(stage.begun(payable, channel)), secret="sai")
    for _ in range(times):
        assert notify(query) == "97"


def _newest() -> int:
    return Notification.objects.latest("pk").pk


def test_what_was_seen_is_no_news_and_nothing_is_lost(office: Office, keeper: Client) -> None:
    _forge(office, 3)
    before = list(Notification.objects.order_by("pk").values())
    assert "3 thông báo nộp tiền bị từ chối chưa ai xem" in (
        keeper.get(reverse("payments:channels")).content.decode()
    )
    assert len(keeper.get(reverse(LIST)).context["found"].rows) == 3
    assert f"?den={_newest()}" in keeper.get(reverse(LIST)).content.decode()
    data = {"upto": _newest(), "words": "Dò khóa ký từ một máy, đã chặn"}
    _forge(office)
    assert keeper.post(reverse(SEEN), data).status_code == 302
    page = keeper.get(reverse(LIST))
    assert len(page.context["found"].rows) == 1
    assert "Dò khóa ký từ một máy" in page.content.decode()
    assert len(keeper.get(reverse(LIST), {"tat-ca": "1"}).context["found"].rows) == 4
    assert list(Notification.objects.order_by("pk").values())[:3] == before
    assert NoticesSeen.objects.get().count == 3
    told = Entry.objects.filter(label="Đánh dấu đã xem thông báo bị từ chối").get()
    assert told.detail["words"] == data["words"]


def test_good_notices_are_no_part_of_it(office: Office, keeper: Client) -> None:
    payable = stage.owed(office)
    query = query_of(said(stage.begun(payable, stage.vnpay_channel(office))))
    assert [notify(query), notify(query)] == ["00", "02"]
    assert not keeper.get(reverse(LIST)).context["found"].rows
    answer = keeper.post(reverse(SEEN), {"upto": _newest(), "words": "Không có gì"})
    assert "đã có người đánh dấu" in answer.content.decode()


def test_without_a_word_nothing_is_marked(office: Office, keeper: Client) -> None:
    _forge(office)
    answer = keeper.post(reverse(SEEN), {"upto": _newest(), "words": " "})
    assert "Ông/bà chưa điền mục này" in answer.content.decode()
    assert not NoticesSeen.objects.exists()


@pytest.mark.parametrize("upto", ["0", "-1", "x", str(2**70)])
def test_a_strange_number_marks_nothing(office: Office, keeper: Client, upto: str) -> None:
    _forge(office)
    assert keeper.post(reverse(SEEN), {"upto": upto, "words": "x"}).status_code == 422
    assert not NoticesSeen.objects.exists()


def test_many_are_paged_for_few_queries(
    office: Office, keeper: Client, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    Notification.objects.bulk_create(
        Notification(way="vnpay", source="notice", content=f"lần {n}", verdict="signature")
        for n in range(60)
    )
    keeper.get(reverse(LIST))
    with django_assert_max_num_queries(9):
        page = keeper.get(reverse(LIST))
    assert len(page.context["found"].rows) == 50
    rest = keeper.get(reverse(LIST), {"sau": page.context["found"].next})
    assert [one.content for one in rest.context["found"].rows][-1] == "lần 0"
