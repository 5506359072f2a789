"""Connections spread evenly over the processes that answer.

A connection stays with the process that took it, and one wake-up takes all that wait: with few
people all of them may end up at one process, while the other core has nothing to do. A process
that holds more than its share ends one with its answer (`Connection: close`, RFC 9112, 9.6);
whoever asks again is taken by whichever process is free.
"""

from __future__ import annotations

import mmap
from collections.abc import Awaitable, Callable, Sized
from typing import Any

Send = Callable[[dict[str, Any]], Awaitable[None]]


def shared_counts(processes: int) -> memoryview:
    """A number for each process, seen by all that are forked from here."""
    return memoryview(mmap.mmap(-1, 4 * processes)).cast("I")


class Evenly:
    """An ASGI application before which process number `mine` keeps count of `connections`."""

    def __init__(self, application: Any, counts: memoryview, mine: int) -> None:
        self._application = application
        self._counts = counts
        self._mine = mine
        self.connections: Sized = ()
        counts[mine] = 0

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Send) -> None:
        self._counts[self._mine] = len(self.connections)
        if scope["type"] == "http" and self._has_too_many():
            send = _ending(send)
        await self._application(scope, receive, send)

    def _has_too_many(self) -> bool:
        return bool(self._counts[self._mine] > min(self._counts) + 1)


def _ending(send: Send) -> Send:
    async def ending(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            headers = [*message.get("headers", ()), (b"connection", b"close")]
            message = {**message, "headers": headers}
        await send(message)

    return ending
