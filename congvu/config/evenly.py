"""Connections spread evenly over the processes that answer.

A connection stays with the process that took it, and one wake-up takes all that wait: with few
people all of them may end up at one process, while the other core has nothing to do. A process
that holds more than its share ends one with its answer (`Connection: close`, RFC 9112, 9.6), at
most ten a second; whoever asks again is taken by whichever process is free.
"""

from __future__ import annotations

import mmap
import time
from collections.abc import Awaitable, Callable
from typing import Any

Send = Callable[[dict[str, Any]], Awaitable[None]]
_PAUSE = 0.1  # seconds, in which one that was let go has come to another


def shared_counts(processes: int) -> memoryview:
    """A number for each process, seen by all that are forked from here."""
    return memoryview(mmap.mmap(-1, 4 * processes)).cast("I")


class Counted(set[Any]):
    """The open connections of process number `mine`, their number told to all."""

    def __init__(self, counts: memoryview, mine: int) -> None:
        super().__init__()
        self._counts, self._mine = counts, mine
        counts[mine] = 0

    def add(self, connection: Any) -> None:
        super().add(connection)
        self._counts[self._mine] = len(self)

    def discard(self, connection: Any) -> None:
        super().discard(connection)
        self._counts[self._mine] = len(self)

    @property
    def too_many(self) -> bool:
        """Whether another process has two fewer."""
        return bool(len(self) > min(self._counts) + 1)


class Evenly:
    """An ASGI application that ends a connection where there are too many."""

    def __init__(self, application: Any, connections: Counted) -> None:
        self._application = application
        self._connections = connections
        self._next = 0.0

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Send) -> None:
        now = time.monotonic()
        if scope["type"] == "http" and now >= self._next and self._connections.too_many:
            self._next = now + _PAUSE
            send = _ending(send)
        await self._application(scope, receive, send)


def _ending(send: Send) -> Send:
    async def ending(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            headers = [*message.get("headers", ()), (b"connection", b"close")]
            message = {**message, "headers": headers}
        await send(message)

    return ending
