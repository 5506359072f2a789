"""Hôm nay, for each role."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from congvu.accounts.tests.factories import client_of
from congvu.core import clock
from congvu.directory.tests.factories import Office
from congvu.documents.tests.test_incoming_pages import arrived, directed

pytestmark = pytest.mark.django_db


def test_strangers_are_led_to_the_sign_in_page() -> None:
    assert Client().get("/").status_code == 302


def test_the_day_shows_what_waits(office: Office, django_assert_max_num_queries: object) -> None:
    arrived(office, "56")
    late = directed(office, office.specialist)
    late.assignments.update(due_on=clock.today() - timedelta(days=3))
    assert "56/UBND-KGVX" in client_of(office.clerk).get("/").content.decode()
    assert "1804/UBND-KGVX" in client_of(office.specialist).get("/").content.decode()
    leader = client_of(office.leader)
    leader.get("/")
    with django_assert_max_num_queries(24):  # type: ignore[operator]
        page = leader.get("/").content.decode()
    assert "Việc tôi giao đã quá hạn" in page
    assert "Đang quá hạn" in page
    administrator = client_of(office.administrator).get("/").content.decode()
    assert reverse("directory:tree") in administrator
    assert "Không có việc nào" not in administrator


def test_the_most_urgent_stands_first(office: Office) -> None:
    for number, urgency in (("11", "normal"), ("12", "urgent"), ("13", "express")):
        arrived(office, number, urgency=urgency)
    page = client_of(office.clerk).get("/").content.decode()
    places = [page.index(f"{number}/UBND-KGVX") for number in ("13", "12", "11")]
    assert places == sorted(places)
