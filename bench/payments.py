"""Notices of a gateway, each judged, booked, numbered and answered, over Django's own requests.

One payable, one attempt and one genuine notice each; then the same notices again (repeated), and
as many with a wrong signature. In one process, and in four threads on connections of their own.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

from bench._database import passing_database
from bench.rows import Row

_COUNT, _THREADS = 400, 4


def run() -> list[Row]:
    with passing_database():
        return _measured()


def _measured() -> list[Row]:
    from django.db import connection
    from django.test import Client

    from congvu.directory.tests.factories import make_office
    from congvu.payments.models import Payable
    from congvu.payments.tests import stage

    offices = [make_office() for _ in range(_THREADS)]
    channel = stage.vnpay_channel(offices[0])

    def queries(office: object, first: int, count: int) -> list[str]:
        found = []
        for number in range(first, first + count):
            payable = stage.owed(office, f"H00-{office.agency.pk}-{number:06}")  # type: ignore[arg-type, attr-defined]
            found.append(stage.query_of(stage.said(stage.begun(payable, channel))))
        return found

    def tell(wanted: list[str]) -> list[str]:
        client = Client()
        return [stage.notify(one, client) for one in wanted]

    def apart(wanted: list[str]) -> list[str]:
        try:
            return tell(wanted)
        finally:
            connection.close()

    tell(queries(offices[0], 0, 20))
    fresh = queries(offices[0], 100, _COUNT)
    paying, answers = _timed(lambda: tell(fresh))
    assert set(answers) == {"00"}
    repeating, answers = _timed(lambda: tell(fresh))
    assert set(answers) == {"02"}
    forging, answers = _timed(lambda: tell([f"{one[:-8]}00000000" for one in fresh]))
    assert set(answers) == {"97"}
    shares = [queries(one, 1_000, _COUNT // _THREADS) for one in offices]
    with ThreadPoolExecutor(_THREADS) as pool:
        together, _ = _timed(lambda: list(pool.map(apart, shares)))
    assert stage.apart() == 0
    paid = Payable.objects.filter(state="paid").count()
    return [
        Row("genuine notices, one after another", _COUNT / paying, "/s", "booked and numbered"),
        Row("the same notices again", _COUNT / repeating, "/s", "nothing changes"),
        Row("forged notices", _COUNT / forging, "/s", "kept and refused"),
        Row("genuine notices, four threads, four agencies", _COUNT / together, "/s"),
        Row("payables paid, ledger apart by", 0, "đồng", f"{paid} paid"),
    ]


def _timed(what: object) -> tuple[float, list[str]]:
    begun = time.perf_counter()
    found = what()  # type: ignore[operator]
    return time.perf_counter() - begun, found
