"""Days, moments and sizes as officials say them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from congvu.core import clock
from congvu.ui.words import ago, day_words, due_words, is_late, short_ago, size_words

NOON = datetime(2026, 4, 1, 5, 0, tzinfo=UTC)  # 12:00 in Vietnam


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (2, "còn 2 ngày"),
        (1, "còn đến ngày mai"),
        (0, "hết hạn hôm nay"),
        (-3, "quá hạn 3 ngày"),
    ],
)
def test_due(days: int, said: str) -> None:
    with clock.fixed(NOON):
        assert due_words(date(2026, 4, 1) + timedelta(days=days)) == said
        assert is_late(date(2026, 4, 1) + timedelta(days=days)) is (days < 0)


def test_due_in_working_days() -> None:
    assert due_words(date(2026, 4, 6), days=2) == "còn 2 ngày làm việc"
    assert due_words(date(2026, 4, 6), days=-1) == "quá hạn 1 ngày làm việc"


@pytest.mark.parametrize(
    ("hours", "said"),
    [(0, "12:00 hôm nay"), (-13, "23:00 hôm qua"), (-48, "12:00 30/03/2026")],
)
def test_ago(hours: int, said: str) -> None:
    with clock.fixed(NOON):
        assert ago(NOON + timedelta(hours=hours)) == said


@pytest.mark.parametrize(
    ("days", "said"), [(0, "12:00"), (-1, "hôm qua"), (-2, "30/03"), (-100, "22/12/2025")]
)
def test_a_row_says_the_moment_shortly(days: int, said: str) -> None:
    with clock.fixed(NOON):
        assert short_ago(NOON + timedelta(days=days)) == said


def test_a_day_with_its_weekday() -> None:
    assert day_words(date(2026, 4, 1)) == "Thứ tư, ngày 01/04/2026"


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (0, "0 byte"),
        (1023, "1023 byte"),
        (40_960, "40 KB"),
        (1_258_291, "1,2 MB"),
        (1 << 30, "1 GB"),
    ],
)
def test_size(size: int, said: str) -> None:
    assert size_words(size) == said
