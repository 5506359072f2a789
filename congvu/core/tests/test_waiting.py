"""A file that eats memory, hangs or crashes its fork does not touch the next one."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from congvu.core.waiting import Pool


@pytest.fixture
def pool() -> Iterator[Pool]:
    made = Pool("congvu.core.tests.waiter")
    yield made
    made.end()


def _echoed(pool: Pool, content: bytes) -> bytes:
    return pool.ask({"do": "echo"}, content, seconds=30)


def test_one_process_answers_one_after_the_other_and_remembers_nothing(pool: Pool) -> None:
    assert _echoed(pool, b"a" * 3_000) == b"a" * 3_000
    first = pool.waiting()
    assert _echoed(pool, b"b") == b"b"
    assert pool.waiting() == first
    assert len(first) == 1


@pytest.mark.parametrize("deed", ["eat", "spin", "fall", "fail", "say too much"])
def test_a_fork_that_ends_badly_takes_nobody_with_it(pool: Pool, deed: str) -> None:
    assert _echoed(pool, b"before") == b"before"
    waiting = pool.waiting()
    assert pool.ask({"do": deed}, b"x", seconds=30) == b""
    assert _echoed(pool, b"after") == b"after"
    assert pool.waiting() == waiting


def _sleeping() -> list[bytes]:
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):  # it has ended
            found.append(path.read_bytes())
    return [line for line in found if line == b"/bin/sleep\x0041.5\x00"]


def test_one_that_hangs_is_ended_with_what_it_started_and_replaced(pool: Pool) -> None:
    assert _echoed(pool, b"before") == b"before"
    [before] = pool.waiting()
    begun = time.monotonic()
    assert pool.ask({"do": "hang"}, seconds=1) == b""
    assert time.monotonic() - begun < 20
    assert _sleeping() == []
    [after] = pool.waiting()
    assert after != before
    assert _echoed(pool, b"after") == b"after"
    assert pool.waiting() == [after]


def test_a_fork_neither_hears_nor_answers_in_anothers_place(pool: Pool) -> None:
    assert pool.ask({"do": "listen"}, b"x", seconds=30) == b"heard "
    assert _echoed(pool, b"after") == b"after"


def test_one_that_was_killed_while_nobody_asked_is_started_again(pool: Pool) -> None:
    assert _echoed(pool, b"before") == b"before"
    [waiting] = pool.waiting()
    os.kill(waiting, signal.SIGKILL)
    assert _echoed(pool, b"a") == b"a"
    assert pool.waiting() != [waiting]


def test_many_may_ask_at_once_and_few_are_kept(pool: Pool) -> None:
    contents = [str(number).encode() * 100_000 for number in range(6)]
    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(lambda one: _echoed(pool, one), contents))
    assert answers == contents
    assert 1 <= len(pool.waiting()) <= 2
