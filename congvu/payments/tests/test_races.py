"""Many notices at the same moment, on real connections: everything happens once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

import pytest
from django.db import connection

from congvu.core.events import _handlers
from congvu.directory.tests.factories import Office
from congvu.payments.actions import ask, cancel, hear_post, take_cash
from congvu.payments.events import Paid
from congvu.payments.models import Entry, Payable, Receipt
from congvu.payments.tests import stage
from congvu.payments.tests.stage import notify, query_of, said
from congvu.payments.types import Carried

pytestmark = pytest.mark.django_db(transaction=True)
R = TypeVar("R")


@pytest.fixture
def paid() -> Iterator[list[Paid]]:
    """What was announced."""
    heard: list[Paid] = []
    _handlers[Paid].append(heard.append)
    yield heard
    _handlers[Paid].remove(heard.append)


def at_once(*runs: Callable[[], R]) -> list[R | Exception]:
    """All of them, let go at the same moment, each on a connection of its own."""
    barrier = Barrier(len(runs))

    def one(run: Callable[[], R]) -> R | Exception:
        barrier.wait()
        try:
            return run()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(runs)) as pool:
        return list(pool.map(one, runs))


def test_the_same_notice_eight_times_at_once_pays_once(office: Office, paid: list[Paid]) -> None:
    payable = stage.owed(office)
    query = query_of(said(stage.begun(payable, stage.vnpay_channel(office))))
    answers = at_once(*[lambda: notify(query)] * 8)
    assert sorted(map(str, answers)) == ["00", *["02"] * 7]
    assert (Entry.objects.count(), Receipt.objects.count(), len(paid)) == (1, 1, 1)
    assert stage.apart() == 0


def test_the_post_s_word_eight_times_at_once_is_booked_once(
    office: Office, paid: list[Paid]
) -> None:
    payable = stage.owed(office)
    word = Carried("ABCD1234EFGHTR", "EE1", stage.TOTAL, stage.TOTAL, stage.TOTAL)
    assert at_once(*[lambda: hear_post(payable, word)] * 8) == [None] * 8
    assert (Entry.objects.count(), Receipt.objects.count(), len(paid)) == (2, 1, 1)
    assert stage.balances(office)["transit"] == stage.TOTAL
    assert stage.apart() == 0


def test_paid_and_failed_at_once_ends_paid_whichever_came_first(office: Office) -> None:
    channel = stage.vnpay_channel(office)
    for number in range(5):
        payable = stage.owed(office, f"H47.01-201125-{number:04}")
        attempt = stage.begun(payable, channel)
        good = query_of(said(attempt))
        bad = query_of(said(attempt, ResponseCode="24", TransactionStatus="02"))
        at_once(lambda: notify(good), lambda: notify(bad))  # noqa: B023 - run within the turn
        payable.refresh_from_db()
        assert payable.state == "paid"
    assert Entry.objects.count() == 5
    assert stage.apart() == 0


def test_two_attempts_of_one_payable_at_once(office: Office, paid: list[Paid]) -> None:
    payable, channel = stage.owed(office), stage.vnpay_channel(office)
    queries = [query_of(said(stage.begun(payable, channel))) for _ in range(4)]
    answers = at_once(*[lambda query=one: notify(query) for one in queries])
    assert answers == ["00"] * 4
    assert len(paid) == Receipt.objects.count() == 1
    assert stage.balances(office)["surplus"] == -3 * stage.TOTAL
    assert stage.apart() == 0


def test_cash_cancellation_and_a_notice_at_once(office: Office) -> None:
    channel = stage.vnpay_channel(office)
    payable = stage.owed(office)
    query = query_of(said(stage.begun(payable, channel)))
    at_once(
        lambda: notify(query),
        lambda: str(take_cash(Payable.objects.get(), actor=office.clerk)),
        lambda: str(cancel(Payable.objects.get(), actor=office.clerk, reason="Thử.")),
    )
    payable.refresh_from_db()
    booked = stage.balances(office)
    assert stage.apart() == 0
    assert booked["gateway"] == stage.TOTAL
    income = booked.get("fees", 0) + booked.get("charges", 0)
    assert income == {"paid": -stage.TOTAL, "cancelled": 0}[payable.state]


def test_many_payables_paid_at_once_take_numbers_without_a_gap(office: Office) -> None:
    channel = stage.vnpay_channel(office)
    queries = [
        query_of(said(stage.begun(stage.owed(office, f"H47.01-201125-{n:04}"), channel)))
        for n in range(12)
    ]
    answers = at_once(*[lambda query=one: notify(query) for one in queries])
    assert answers == ["00"] * 12
    assert sorted(Receipt.objects.values_list("number", flat=True)) == list(range(1, 13))
    assert stage.apart() == 0


def test_asked_for_at_once_it_is_one(office: Office) -> None:
    given = {
        "reference": "H47.01-201125-0001",
        "agency": office.agency,
        "subject": "Thử",
        "lines": stage.LINES,
        "payer": stage.PAYER,
    }
    found = at_once(*[lambda: ask(**given).pk] * 6)
    assert len(set(found)) == 1
    assert Payable.objects.count() == 1
