"""Public figures: what is told, what is too small to be told, and QĐ 766's indicators."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from congvu.core import clock
from congvu.services.actions import answering, handling, intake, tallying
from congvu.services.models import Dossier, MonthTally, Uncounted
from congvu.services.queries.figures import Figures, figures
from congvu.services.queries.indicators import GROUPS, Figure, indicators
from congvu.services.queries.tallies import Period, by_agency, whole
from congvu.services.tests.factories import Counter, accepted, done, filed, in_progress

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh() -> None:
    cache.clear()


def this_year() -> Period:
    return Period(clock.today().year)


def told() -> Figures:
    """The one agency's figures, counted up to now."""
    cache.clear()
    tallying.count_marked()
    [line] = figures(this_year())
    return line


def indicator(counter: Counter, code: str) -> Figure:
    cache.clear()
    tallying.count_marked()
    groups = indicators(this_year(), agency=counter.office.agency)
    return next(one for group in groups for one in group.figures if one.indicator.code == code)


def test_shares_are_reckoned_over_enough_dossiers(counter: Counter) -> None:
    for _ in range(6):
        answering.rate(done(counter), overall=5, answers={}, words="")
    line = told()
    assert (line.accepted, line.ended, line.on_time_share, line.online_share) == (6, 6, 100, 100)
    assert (line.ratings, line.content) == (6, 100)


def test_small_numbers_are_not_told(counter: Counter) -> None:
    for _ in range(3):
        accepted(counter)
    line = told()
    assert (line.accepted, line.online, line.online_share, line.content) == (None,) * 4
    assert line.ended == 0
    shown = Client().get(reverse("services:figures")).content.decode()
    assert "dưới 5" in shown
    assert ">3<" not in shown
    of_one = reverse("services:figures_of", args=[counter.office.agency.code])
    page = Client().get(of_one).content.decode()
    assert "Chưa công bố" in page
    assert "/3)" not in page


def test_a_share_that_would_tell_of_a_few_is_withheld(counter: Counter) -> None:
    for _ in range(5):
        accepted(counter)
    Dossier.objects.filter(pk=Dossier.objects.first().pk).update(channel=1)
    line = told()
    assert (line.accepted, line.online_share) == (5, None)


def test_a_second_supplement_counts_as_late(counter: Counter) -> None:
    for _ in range(10):
        done(counter)
    late = Dossier.objects.values_list("pk", flat=True)[:5]
    Dossier.objects.filter(pk__in=list(late)).update(supplements_asked=2)
    line = told()
    assert (line.on_time, line.on_time_share, line.asked_twice) == (5, 50, 5)
    found = indicator(counter, "2.1")
    assert (found.part, found.whole, found.share, found.points) == (5, 10, 50, 10.0)


def test_figures_are_open_data(counter: Counter) -> None:
    for _ in range(5):
        accepted(counter)
    tallying.count_marked()
    rows = Client().get(reverse("services:figures_sheet")).content.decode().splitlines()
    assert rows[0].startswith("\ufeffCơ quan,")
    assert counter.office.agency.code in rows[1]
    data = Client().get(reverse("services:figures_file")).json()
    assert data["suppressed_below"] == 5
    assert data["agencies"][0]["accepted"] == 5


def test_months_add_up_to_the_year(counter: Counter) -> None:
    now = clock.now()
    for days in (0, 0, 0, 0, 0, 40, 40, 40, 40, 40):
        with clock.fixed(now - timedelta(days=days)):
            accepted(counter)
    tallying.count_marked()
    then = clock.local(now - timedelta(days=40)).date()
    assert [one.accepted for one in figures(Period(then.year, then.month))] == [5]
    assert [one.month for one in MonthTally.objects.order_by("month")] == [
        then.replace(day=1), clock.today().replace(day=1),
    ]  # fmt: skip


def test_every_change_is_counted_again_and_only_then(counter: Counter) -> None:
    one = accepted(counter)
    tallying.count_marked()
    assert not Uncounted.objects.exists()
    assert tallying.count_marked() == 0
    handling.take(one, actor=counter.office.specialist)
    assert tallying.count_marked() == 1
    assert MonthTally.objects.get().accepted == 1


def test_what_was_never_accepted_is_in_no_month(counter: Counter) -> None:
    filed(counter)
    assert tallying.count_marked() == 0
    assert figures(this_year()) == []


def test_late_and_open_is_late_as_soon_as_its_date_passes(counter: Counter) -> None:
    for _ in range(10):
        in_progress(counter)
    assert indicator(counter, "2.1").share == 100
    first = list(Dossier.objects.order_by("pk").values_list("pk", flat=True)[:5])
    Dossier.objects.filter(pk__in=first).update(due_at=clock.now() - timedelta(hours=1))
    assert indicator(counter, "2.1").share == 50
    assert told().overdue == 5


def test_electronic_results_and_papers_are_counted(counter: Counter) -> None:
    for _ in range(5):
        done(counter)
    for code in ("4.1", "4.2"):
        assert (indicator(counter, code).share, indicator(counter, code).whole) == (100, 5)
    assert indicator(counter, "3.3").points == 6.0
    assert indicator(counter, "4.3").share == 0


def test_a_result_used_again_as_a_paper_is_counted(counter: Counter) -> None:
    for _ in range(5):
        earlier = done(counter).results.get().file
        accepted(counter, papers=(("cccd", earlier),))
    assert (indicator(counter, "4.3").part, indicator(counter, "4.3").whole) == (5, 10)


def test_fees_paid_online_are_told_from_those_paid_at_the_desk(counter: Counter) -> None:
    for place in range(10):
        how = "Cổng VNPay" if place % 2 else "Tiền mặt tại quầy"
        intake.hear_of_payment(accepted(counter), at=clock.now(), how=how)
    found = indicator(counter, "3.6")
    assert (found.part, found.whole, found.points) == (5, 10, 3.0)
    assert indicator(counter, "3.5b").share == 100


def test_discontent_lowers_the_last_indicator(counter: Counter) -> None:
    for place in range(20):
        answering.rate(done(counter), overall=2 if place < 5 else 5, answers={}, words="")
    found = indicator(counter, "5.4")
    assert (found.part, found.whole, found.share, found.points) == (15, 20, 75, 5.0)


def test_what_only_national_systems_know_is_named_with_its_reason(counter: Counter) -> None:
    for _ in range(5):
        done(counter)
    unknown = {
        one.indicator.code
        for group in indicators(this_year(), agency=counter.office.agency)
        for one in group.figures
        if one.why_not and one.points is None
    }
    assert unknown == {
        "1.1", "1.2", "1.4", "4.4", "4.5a", "4.5b", "4.6", "5.2", "5.3",
    }  # fmt: skip
    page = Client().get(reverse("services:figures_of", args=["toan-tinh"])).content.decode()
    assert page.count("Không tính tại đây") == len(unknown) + 1


def test_the_index_has_a_hundred_points() -> None:
    assert sum(group.most for group in GROUPS) == 100
    assert [sum(one.most for one in group.indicators) for group in GROUPS] == [
        group.most for group in GROUPS
    ]


def test_an_agencys_indicators_are_open_data(counter: Counter) -> None:
    for _ in range(5):
        done(counter)
    tallying.count_marked()
    code = counter.office.agency.code
    rows = Client().get(reverse("services:figures_of_sheet", args=[code])).content.decode()
    assert '2.1,"Hồ sơ xử lý trước hạn, đúng hạn",5,5,100,20.0,20,' in rows
    data = Client().get(reverse("services:figures_of_file", args=[code])).json()
    assert [one["most"] for one in data["groups"]] == [18, 20, 12, 10, 22, 18]
    assert data["groups"][1]["points"] == 20.0
    assert Client().get(reverse("services:figures_of", args=["khong-co"])).status_code == 404


def test_figures_ask_as_much_of_one_agency_as_of_many(
    counter: Counter, django_assert_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    accepted(counter)
    tallying.count_marked()
    with django_assert_num_queries(2):
        by_agency(this_year())
    with django_assert_num_queries(6):
        whole(this_year())
