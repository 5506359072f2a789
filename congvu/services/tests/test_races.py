"""Money comes in at the moment at which a dossier is moved: payable first, then dossier, always."""

from __future__ import annotations

import time
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from congvu.payments import actions as payments
from congvu.payments.models import Payable
from congvu.payments.tests import stage
from congvu.payments.tests.stage import notify, query_of, said
from congvu.services.actions import answering, handling
from congvu.services.models import Dossier
from congvu.services.tests.factories import Counter, accepted

pytestmark = pytest.mark.django_db(transaction=True)


def _stop(pk: int, counter: Counter) -> str:
    try:
        dossier = Dossier.objects.get(pk=pk)
        handling.stop(dossier, actor=counter.office.leader, reason="Không đủ điều kiện")
        return dossier.state
    finally:
        connection.close()


def _withdraw(pk: int, _counter: Counter) -> str:
    try:
        dossier = Dossier.objects.get(pk=pk)
        answering.withdraw(dossier, actor=None, reason="Không cần nữa")
        return dossier.state
    finally:
        connection.close()


def _waits_for_a_lock(within: float = 60.0) -> bool:
    """Whether another connection stands before somebody's lock."""
    asked = (
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        " AND datname = current_database()"
    )
    until = time.monotonic() + within
    while time.monotonic() < until:
        with connection.cursor() as database:
            database.execute("SELECT pg_stat_clear_snapshot()")  # else a transaction sees one only
            database.execute(asked)
            if database.fetchone()[0]:
                return True
        time.sleep(0.02)
    return False


@pytest.mark.parametrize(("end", "state"), [(_stop, "stopped"), (_withdraw, "withdrawn")])
def test_who_ends_a_dossier_waits_for_its_payable_with_empty_hands(
    counter: Counter, end: object, state: str
) -> None:
    dossier = accepted(counter)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            payments.hold(str(dossier.code))
            ending: Future[str] = pool.submit(end, dossier.pk, counter)  # type: ignore[call-overload]
            assert _waits_for_a_lock()
            free = Dossier.objects.select_for_update(nowait=True).filter(pk=dossier.pk)
            assert free.count() == 1
            assert list(free)
        assert ending.result(30) == state
    assert Payable.objects.get(reference=dossier.code).state == "cancelled"


def test_a_notice_and_a_stop_at_once_both_end(counter: Counter) -> None:
    channel = stage.vnpay_channel(counter.office)
    for _ in range(4):
        dossier = accepted(counter)
        payable = Payable.objects.get(reference=dossier.code)
        query, barrier = query_of(said(stage.begun(payable, channel))), Barrier(2)

        def told(query: str = query, barrier: Barrier = barrier) -> str:
            barrier.wait()
            try:
                return str(notify(query))
            finally:
                connection.close()

        def stopped(pk: int = dossier.pk, barrier: Barrier = barrier) -> str:
            barrier.wait()
            return _stop(pk, counter)

        with ThreadPoolExecutor(2) as pool:
            notice, stop = pool.submit(told), pool.submit(stopped)
            assert (notice.result(60), stop.result(60)) == ("00", "stopped")
        payable.refresh_from_db()
        dossier.refresh_from_db()
        assert (payable.state == "paid") == (dossier.paid_at is not None)
    assert stage.apart() == 0
