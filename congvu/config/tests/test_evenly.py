"""A process that holds more than its share of connections lets one go."""

from __future__ import annotations

import asyncio
from typing import Any

from congvu.config.evenly import Evenly, shared_counts


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


def test_four_at_one_process_become_two_at_each() -> None:
    counts = shared_counts(2)
    full, free = (Evenly(_page, counts, number) for number in range(2))
    full.connections = {1, 2, 3, 4}
    assert _ends(full)
    full.connections, free.connections = {1, 2, 3}, {4}
    assert not _ends(free)
    assert _ends(full)
    full.connections, free.connections = {1, 2}, {3, 4}
    assert not _ends(free)
    assert not _ends(full)


def test_one_more_than_another_stays() -> None:
    counts = shared_counts(2)
    first, second = (Evenly(_page, counts, number) for number in range(2))
    first.connections, second.connections = {1, 2, 3}, {4, 5}
    counts[0], counts[1] = 3, 2
    assert not _ends(second)
    assert not _ends(first)


def test_a_process_alone_ends_nothing() -> None:
    alone = Evenly(_page, shared_counts(1), 0)
    alone.connections = set(range(100))
    assert not _ends(alone)
