"""Arrival numbers under two clerks at once: unique, without gaps (NĐ 30/2020, Article 22)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from congvu.directory.models import Appointment, Role
from congvu.directory.tests.factories import AppointmentFactory, make_office
from congvu.documents.actions import incoming as actions
from congvu.documents.models import Incoming, Register
from congvu.documents.tests.test_incoming_pages import arrived

pytestmark = pytest.mark.django_db(transaction=True)


def _register(documents: list[Incoming], clerk: Appointment, leader: Appointment) -> None:
    try:
        for document in documents:
            actions.register(document, actor=clerk, to=leader)
    finally:
        connection.close()


def test_two_clerks_at_once_leave_no_gap_and_no_twin() -> None:
    home = make_office()
    second = AppointmentFactory(agency=home.agency, role=Role.CLERK)
    documents = [arrived(home, str(number)) for number in range(1, 41)]
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(_register, documents[:20], home.clerk, home.leader)
        other = pool.submit(_register, documents[20:], second, home.leader)
        first.result(60)
        other.result(60)
    taken = Incoming.objects.order_by("arrival_number").values_list("arrival_number", flat=True)
    assert list(taken) == list(range(1, 41))


class _Killed(Exception):  # noqa: N818 - what a killed process looks like from inside
    pass


def test_a_killed_transaction_gives_its_number_back() -> None:
    home = make_office()
    first, second = arrived(home, "1"), arrived(home, "2")

    def killed() -> None:
        with transaction.atomic():
            actions.register(first, actor=home.clerk, to=home.leader)
            raise _Killed

    with pytest.raises(_Killed):
        killed()
    actions.register(second, actor=home.clerk, to=home.leader)
    assert second.arrival_number == 1
    assert Register.objects.get(agency=home.agency).last_number == 1
