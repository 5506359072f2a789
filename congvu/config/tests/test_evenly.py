"""A process that holds more than its share of connections lets one go."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

import pytest

from congvu.config import evenly
from congvu.config.evenly import Counted, Evenly, shared_counts


async def _page(_scope: Any, _receive: Any, send: Any) -> None:
    headers = [(b"content-type", b"text/plain")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"xong"})


def _ends(one: Evenly) -> bool:
    """Whether its answer ends the connection."""
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    asyncio.run(one({"type": "http"}, None, send))
    assert sent[1]["body"] == b"xong"
    return (b"connection", b"close") in sent[0]["headers"]


def _two(first: Iterable[int], second: Iterable[int]) -> tuple[Counted, Counted]:
    counts = shared_counts(2)
    both = Counted(counts, 0), Counted(counts, 1)
    for held, connections in zip(both, (first, second), strict=True):
        for one in connections:
            held.add(one)
    return both


def test_four_at_one_process_become_two_at_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evenly, "_PAUSE", 0)
    full, free = _two((1, 2, 3, 4), ())
    first, second = Evenly(_page, full), Evenly(_page, free)
    for gone in (4, 3):
        assert not _ends(second)
        assert _ends(first)
        full.discard(gone)
        free.add(gone)
    assert not _ends(first)
    assert not _ends(second)


def test_one_is_let_go_at_a_time() -> None:
    full, _ = _two(range(100), ())
    one = Evenly(_page, full)
    assert [_ends(one) for _ in range(3)] == [True, False, False]


def test_one_more_than_another_stays() -> None:
    first, _ = _two((1, 2, 3), (4, 5))
    assert not _ends(Evenly(_page, first))


def test_what_left_is_no_longer_counted() -> None:
    first, second = _two((1, 2, 3), (4, 5, 6))
    for gone in (4, 5, 6):
        second.discard(gone)
    assert _ends(Evenly(_page, first))


def test_a_process_alone_ends_nothing() -> None:
    alone = Counted(shared_counts(1), 0)
    for one in range(100):
        alone.add(one)
    assert not _ends(Evenly(_page, alone))
