"""Months looked for by few marks: every month once, and no other."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from congvu.search.queries import times

NOW = 2026 * 12 + 10  # November


def months_of(mark: str) -> list[int]:
    kind, _, told = mark.partition(":")
    year, _, month = told.partition("-")
    return [int(year) * 12 + n for n in (range(12) if kind == "t" else [int(month) - 1])]


@given(first=st.integers(2000 * 12, NOW), length=st.integers(0, 90))
def test_every_month_stands_once_and_no_other(first: int, length: int) -> None:
    found = [month for mark in times(first, first + length) for month in months_of(mark)]
    assert found == list(range(first, first + length + 1))


@given(first=st.integers(2000 * 12, NOW))
def test_with_an_open_end_nothing_before_it_is_left_out_or_added(first: int) -> None:
    found = [month for mark in times(first, NOW, open_end=True) for month in months_of(mark)]
    assert found[: NOW - first + 1] == list(range(first, NOW + 1))
    assert len(found) == len(set(found))


def test_the_last_twelve_months_take_two_marks_in_november() -> None:
    assert times(NOW - 11, NOW + 1, open_end=True) == ["m:2025-12", "t:2026"]
