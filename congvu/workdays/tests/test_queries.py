from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from congvu.core import clock
from congvu.workdays import calendar, queries
from congvu.workdays.actions import seed

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("seeded", [True, False])
@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 4, 1), True),  # Wednesday
        (date(2026, 4, 4), False),  # Saturday
        (date(2026, 2, 16), False),  # Tết's eve
        (date(2026, 2, 20), False),  # the fourth day of Tết
        (date(2026, 2, 23), True),
        (date(2025, 1, 27), False),  # Tết's days on a weekend give the 29th day off
        (date(2025, 5, 2), False),  # exchanged ...
        (date(2025, 4, 26), True),  # ... for this Saturday
        (date(2024, 4, 29), False),
        (date(2024, 5, 4), True),
        (date(2026, 8, 31), False),
        (date(2026, 8, 22), True),
        (date(2026, 4, 27), False),  # the Hùng Kings' day fell on a Sunday
        (date(2026, 9, 1), False),
        (date(2026, 11, 24), False),  # the Day of Vietnamese Culture, from 2026
        (date(2025, 11, 24), True),
    ],
)
def test_a_day_is_worked_or_not(day: date, works: bool, seeded: bool) -> None:
    if seeded:
        seed(2024, 2025, 2026)
        calendar.forget()

    assert queries.is_working_day(day) is works


@pytest.mark.parametrize(
    ("day", "count", "result"),
    [
        (date(2026, 4, 1), 1, date(2026, 4, 2)),
        (date(2026, 4, 1), 3, date(2026, 4, 6)),
        (date(2026, 4, 4), 0, date(2026, 4, 6)),
        (date(2026, 4, 1), 0, date(2026, 4, 1)),
        (date(2026, 2, 13), 1, date(2026, 2, 23)),  # over all of Tết
        (date(2025, 4, 25), 1, date(2025, 4, 26)),  # a worked Saturday
        (date(2025, 4, 29), 1, date(2025, 5, 5)),
        (date(2026, 4, 6), -2, date(2026, 4, 2)),
    ],
)
def test_adding_working_days(day: date, count: int, result: date) -> None:
    assert queries.add_working_days(day, count) == result


@given(
    day=st.dates(date(2022, 1, 1), date(2027, 12, 31)),
    count=st.integers(min_value=1, max_value=60),
)
def test_counting_is_the_inverse_of_adding(day: date, count: int) -> None:
    end = queries.add_working_days(day, count)

    assert queries.working_days_between(day, end) == count
    assert queries.working_days_between(end, day) == -count


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (date(2026, 4, 3), "còn 2 ngày làm việc"),
        (date(2026, 4, 1), "hạn hôm nay"),
        (date(2026, 3, 29), "quá hạn 3 ngày"),
        (date(2026, 4, 7), "còn 4 ngày làm việc"),
    ],
)
def test_a_due_date_in_words(due: date, words: str) -> None:
    assert queries.due_in_words(due, today=date(2026, 4, 1)) == words


def test_a_due_date_within_the_holiday() -> None:
    words = queries.due_in_words(date(2026, 2, 15), today=date(2026, 2, 14))

    assert words == "hạn trong kỳ nghỉ"


@pytest.mark.parametrize(
    ("due", "days"),
    [
        (date(2026, 4, 6), 3),  # Monday, over a Saturday and a Sunday
        (date(2026, 4, 1), 0),
        (date(2026, 3, 31), None),  # late: counted in plain days
    ],
)
def test_what_is_left_in_working_days(due: date, days: int | None) -> None:
    with clock.fixed(datetime(2026, 4, 1, 5, tzinfo=UTC)):
        assert queries.days_left(due) == days


def test_on_a_saturday_sunday_is_not_said_to_be_today() -> None:
    with clock.fixed(datetime(2026, 4, 4, 5, tzinfo=UTC)):
        assert queries.days_left(date(2026, 4, 5)) is None


def test_days_are_not_asked_of_the_database_again(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    with django_assert_num_queries(3):
        queries.is_working_day(date(2026, 4, 1))
    with django_assert_num_queries(0):
        queries.add_working_days(date(2026, 4, 1), 200)


def test_another_process_change_is_seen_by_its_version(
    django_assert_num_queries,
    monkeypatch: pytest.MonkeyPatch,  # type: ignore[no-untyped-def]
) -> None:
    seed(2026)
    queries.is_working_day(date(2026, 4, 1))
    monkeypatch.setattr(calendar, "FRESH_SECONDS", 0)

    with django_assert_num_queries(1):
        assert queries.is_working_day(date(2026, 4, 2))
    calendar.SpecialDay.objects.create(year_id=2026, date=date(2026, 4, 2), name="Nghỉ")
    calendar.CalendarYear.objects.filter(year=2026).update(version=2)
    with django_assert_num_queries(3):
        assert not queries.is_working_day(date(2026, 4, 2))
