"""News travels up, at once and in order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from congvu.core import events


@dataclass(frozen=True)
class Rain:
    hours: int


@dataclass(frozen=True)
class Sun:
    hours: int


def test_handlers_hear_in_the_order_in_which_they_came(hear: Callable[[type], list[Any]]) -> None:
    hear(Rain)
    said: list[str] = []
    events.on(Rain)(lambda rain: said.append(f"one {rain.hours}"))
    events.on(Rain)(lambda rain: said.append(f"two {rain.hours}"))
    events.publish(Rain(3))
    assert said == ["one 3", "two 3"]


def test_each_hears_of_its_own_kind_only(hear: Callable[[type], list[Any]]) -> None:
    rain, sun = hear(Rain), hear(Sun)
    events.publish(Rain(1))
    assert (rain, sun) == ([Rain(1)], [])


def test_a_handler_registered_twice_hears_once(hear: Callable[[type], list[Any]]) -> None:
    hear(Sun)
    said: list[int] = []

    @events.on(Rain)
    def listen(rain: Rain) -> None:
        said.append(rain.hours)

    events.on(Rain)(listen)
    events.publish(Rain(2))
    assert said == [2]


def test_one_that_fails_stops_the_work(hear: Callable[[type], list[Any]]) -> None:
    hear(Sun)

    @events.on(Rain)
    def fail(rain: Rain) -> None:
        raise LookupError(rain)

    after = hear(Rain)
    with pytest.raises(LookupError):
        events.publish(Rain(1))
    assert after == []
