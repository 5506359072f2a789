"""One listening connection a web process, and the open pages that it wakes.

The connection is opened with the first page and closed with the last. When it breaks, it is opened
again, and every page counts anew, for what was said meanwhile was not heard.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import psycopg
import structlog
from django.db import connection as django_connection

from congvu.notices.push import CHANNEL

_FIRST_WAIT, _LONGEST_WAIT = 0.5, 30.0
_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class News:
    """What came: the new notice and its words, or nothing but the hint to count anew."""

    notice_id: int = 0
    text: str = ""
    urgent: bool = False


Hear = Callable[[News], Awaitable[None]]


class Switchboard:
    """Who listens in this process, by appointment; belongs to one event loop."""

    def __init__(self) -> None:
        self._pages: defaultdict[int, set[Hear]] = defaultdict(set)
        self._task: asyncio.Task[None] | None = None

    def join(self, appointment_id: int, hear: Hear) -> None:
        """From now on the page hears what is new for the appointment."""
        self._pages[appointment_id].add(hear)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._listen_forever())

    def leave(self, appointment_id: int, hear: Hear) -> None:
        """The page was closed."""
        self._pages[appointment_id].discard(hear)
        if not self._pages[appointment_id]:
            del self._pages[appointment_id]
        if not self._pages and self._task is not None:
            self._task.cancel()
            self._task = None

    async def _listen_forever(self) -> None:
        wait = _FIRST_WAIT
        while True:
            try:
                async with await _connect() as heard:
                    await heard.execute(f"LISTEN {CHANNEL}")
                    wait = _FIRST_WAIT
                    await self._tell_all()
                    async for note in heard.notifies():
                        await self._dispatch(note.payload)
            except psycopg.OperationalError as fault:
                _log.warning("notices.listening_lost", error=str(fault), again_in=wait)
                await asyncio.sleep(wait)
                wait = min(wait * 2, _LONGEST_WAIT)

    async def _dispatch(self, payload: str) -> None:
        said: dict[str, Any] = json.loads(payload)
        for appointment, notice_id in said["to"].items():
            news = News(notice_id, said.get("text", ""), said.get("urgent", False))
            await self._wake(int(appointment), news)

    async def _tell_all(self) -> None:
        for appointment in list(self._pages):
            await self._wake(appointment, News())

    async def _wake(self, appointment: int, news: News) -> None:
        for hear in list(self._pages.get(appointment, ())):
            # A page that went away in this moment leaves by itself; the others must hear.
            with contextlib.suppress(OSError):
                await hear(news)


def _parameters() -> dict[str, Any]:
    """Django's own parameters, without what belongs to its synchronous cursors and its pool."""
    kept = django_connection.get_connection_params()
    for name in ("cursor_factory", "context", "pool", "prepare_threshold"):
        kept.pop(name, None)
    return kept


async def _connect() -> psycopg.AsyncConnection[Any]:
    return await psycopg.AsyncConnection.connect(**_parameters(), autocommit=True)


switchboard = Switchboard()
