"""Lists, searches and writes at 10,000 and at a million documents, for clerk and for limited.

`CONGVU_BENCH_DOCUMENTS` sets another size than a million; filling that takes some twenty minutes on
two cores. Then whole pages per second of the large one, with 4 and with 100 people at once.
"""

from __future__ import annotations

import http.client
import os
import threading
import time
from collections.abc import Iterator

from bench.rows import Row
from bench.side_by_side import Asked, Kind, acts, get, pages, side_by_side

_LARGE = int(os.environ.get("CONGVU_BENCH_DOCUMENTS", "1000000"))
_WARMING, _SECONDS, _WRITES = 5, 10, 40
_DOCUMENTS = Kind("documents", filling="_filling", asking="_scale_inside")


def run() -> Iterator[Row]:
    """Row by row, as they are measured."""
    with side_by_side(_DOCUMENTS, large=_LARGE, names=("small", "large")) as (small, large):
        yield from pages(small, large)
        for people in (4, 100):
            yield _at_once(large.port, large.asked(), people)
        yield from acts(small, large, "_writing_inside", _WRITES)


def _at_once(port: int, asked: Asked, people: int) -> Row:
    """Whole pages per second that came while so many asked without a pause.

    Processes that have just begun are warmed first, as they are for all but the first seconds of
    their lives.
    """
    done: list[float] = []
    since = time.monotonic() + _WARMING
    until = since + _SECONDS

    def ask(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        while time.monotonic() < until:
            number += 1
            took = get(connection, asked[number % len(asked)])
            if since <= time.monotonic() < until:
                done.append(took)

    threads = [threading.Thread(target=ask, args=[number * 7]) for number in range(people)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    kept = sorted(done)
    beside = f"p95 {kept[int(len(kept) * 0.95) - 1]:.0f} ms, lists, searches and first pages"
    return Row(f"pages with {people} people at once", len(done) / _SECONDS, "1/s", beside)
