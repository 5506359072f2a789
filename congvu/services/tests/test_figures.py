"""Public figures: what is told, and what is too small to be told."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from congvu.services.actions import answering
from congvu.services.models import Dossier
from congvu.services.queries.figures import figures
from congvu.services.tests.factories import Counter, accepted, done

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh() -> None:
    cache.clear()


def test_shares_are_reckoned_over_enough_dossiers(counter: Counter) -> None:
    for _ in range(6):
        answering.rate(done(counter), overall=5, answers={}, words="")
    [line] = figures(Dossier.objects.first().accepted_at.year)
    assert (line.accepted, line.ended, line.on_time_share, line.online_share) == (6, 6, 100, 100)
    assert (line.ratings, line.content) == (6, 100)


def test_small_numbers_are_not_told(counter: Counter) -> None:
    for _ in range(3):
        accepted(counter)
    [line] = figures(Dossier.objects.first().accepted_at.year)
    assert (line.accepted, line.online, line.online_share, line.content) == (None,) * 4
    assert line.ended == 0
    shown = Client().get(reverse("services:figures")).content.decode()
    assert "dưới 5" in shown
    assert ">3<" not in shown


def test_a_share_that_would_tell_of_a_few_is_withheld(counter: Counter) -> None:
    for _ in range(5):
        accepted(counter)
    Dossier.objects.filter(pk=Dossier.objects.first().pk).update(channel=1)
    [line] = figures(Dossier.objects.first().accepted_at.year)
    assert (line.accepted, line.online_share) == (5, None)


def test_a_second_supplement_counts_as_late(counter: Counter) -> None:
    for _ in range(10):
        done(counter)
    late = Dossier.objects.values_list("pk", flat=True)[:5]
    Dossier.objects.filter(pk__in=list(late)).update(supplements_asked=2)
    [line] = figures(Dossier.objects.first().accepted_at.year)
    assert (line.on_time, line.on_time_share, line.asked_twice) == (5, 50, 5)


def test_figures_are_open_data(counter: Counter) -> None:
    for _ in range(5):
        accepted(counter)
    rows = Client().get(reverse("services:figures_sheet")).content.decode().splitlines()
    assert rows[0].startswith("\ufeffCơ quan,")
    assert counter.office.agency.code in rows[1]
    data = Client().get(reverse("services:figures_file")).json()
    assert data["suppressed_below"] == 5
    assert data["agencies"][0]["accepted"] == 5
