"""Work that is committed whatever becomes of the caller's transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from django.db import connection, transaction

from congvu.core import origin
from congvu.core.acts import work

R = TypeVar("R")
_joined: ContextVar[bool] = ContextVar("joined", default=False)


def commit_apart(run: Callable[[], R]) -> R:
    """Run in a transaction of its own, on another connection where one is open already."""
    if _joined.get() or not connection.in_atomic_block or _only_a_test_around():
        with work():
            return run()
    place = origin.current()

    def beside() -> R:
        try:
            with origin.of(place), work():
                with connection.cursor() as cursor:
                    # The other transaction waits for us: never wait for what it holds.
                    cursor.execute("SET LOCAL lock_timeout = '5s'")
                return run()
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(beside).result()


def _only_a_test_around() -> bool:
    try:
        with transaction.atomic(durable=True):
            return True
    except RuntimeError:
        return False


@contextmanager
def joined() -> Iterator[None]:
    """Let it run in the caller's own transaction: for loading, where no key is committed yet."""
    token = _joined.set(True)
    try:
        yield
    finally:
        _joined.reset(token)
