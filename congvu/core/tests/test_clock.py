"""The one source of the time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from congvu.core import clock

MOMENT = datetime(2020, 3, 31, 16, 59, 59, tzinfo=UTC)


def test_the_day_is_the_day_in_vietnam() -> None:
    with clock.fixed(MOMENT):
        assert clock.today() == date(2020, 3, 31)
    with clock.fixed(MOMENT + timedelta(seconds=1)):
        assert clock.today() == date(2020, 4, 1)


def test_it_is_held_for_the_block_only_and_blocks_nest() -> None:
    later = MOMENT + timedelta(days=1)
    with clock.fixed(MOMENT):
        with clock.fixed(later):
            assert clock.now() == later
        assert clock.now() == MOMENT
    assert clock.now() > later


def test_it_goes_on_after_a_failure() -> None:
    with pytest.raises(RuntimeError), clock.fixed(MOMENT):
        raise RuntimeError
    assert clock.now() > MOMENT
    assert clock.now().tzinfo is not None
