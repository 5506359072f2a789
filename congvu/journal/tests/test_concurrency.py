from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from congvu.core.acts import tell, work
from congvu.directory.models import Agency
from congvu.directory.tests.factories import AgencyFactory
from congvu.journal.models import Chain, Entry
from congvu.journal.queries import verify_chain
from congvu.journal.tests.acts import act

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 25


def together(*works: Callable[[], None]) -> None:
    """Run each on a thread and connection of its own, all starting at one moment."""
    barrier = Barrier(len(works))

    def run(one: Callable[[], None]) -> None:
        barrier.wait()
        try:
            one()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        for done in [pool.submit(run, one) for one in works]:
            done.result(timeout=60)


def writing(*agencies: Agency) -> Callable[[], None]:
    def write() -> None:
        for _ in range(ROUNDS):
            with work():
                for agency in agencies:
                    tell(act(agency))

    return write


@pytest.mark.parametrize("begun", [True, False], ids=["old chains", "chains that begin now"])
def test_two_agencies_writing_to_each_other_never_wait_for_each_other(begun: bool) -> None:
    first, second, third = AgencyFactory.create_batch(3)
    if begun:
        writing(first, second, third)()
    start = ROUNDS if begun else 0

    together(
        writing(first, second),
        writing(second, first),
        writing(third, first, second),
        writing(second, third),
    )

    for agency, works in [(first, 3), (second, 4), (third, 2)]:
        expected = start + works * ROUNDS
        assert verify_chain(agency).ok
        assert Chain.objects.get(pk=agency.pk).seq == expected
        seqs = Entry.objects.filter(agency=agency).order_by("seq").values_list("seq", flat=True)
        assert list(seqs) == list(range(1, expected + 1))
