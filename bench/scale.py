"""Lists, searches and writes at 10,000 and at a million documents, for clerk and for limited.

Two installations stand side by side, the small one and the large one, and every page is asked of
both in turn, so that whatever else the machine does slows both. `CONGVU_BENCH_DOCUMENTS` sets
another size than a million; filling that takes some twenty minutes on two cores. A folder named by
`CONGVU_BENCH_FOLDER` is kept, and measured again without filling it anew (the sessions in it last a
working day). Then whole pages per second of the large one, with 4 and with 100 people at once.
"""

from __future__ import annotations

import http.client
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from bench.rows import Row
from bench.running import free_port, start, stop

_SMALL = 10_000
_LARGE = int(os.environ.get("CONGVU_BENCH_DOCUMENTS", "1000000"))
_TIMES, _WARM = 20, 3
_SECONDS, _WRITES = 10, 40
Asked = list[dict[str, str]]


@dataclass(frozen=True)
class _Installation:
    folder: Path
    port: int
    documents: int

    def asked(self) -> Asked:
        """What is asked of it; filled when it is new."""
        kept = self.folder / "asked.json"
        if not kept.exists():
            _inside(self.folder, "_filling", str(self.documents))
            kept.write_text(_inside(self.folder, "_scale_inside"))
        found: Asked = json.loads(kept.read_text())
        return found

    def writes(self) -> dict[str, list[float]]:
        """Milliseconds of each act, by its name."""
        found: dict[str, list[float]] = json.loads(
            _inside(self.folder, "_writing_inside", str(_WRITES))
        )
        return found


def run() -> Iterator[Row]:
    """Row by row, as they are measured."""
    kept = os.environ.get("CONGVU_BENCH_FOLDER", "")
    folder = Path(kept or tempfile.mkdtemp(prefix="congvu-scale-"))
    with ExitStack() as ends:
        if not kept:
            ends.callback(shutil.rmtree, folder, ignore_errors=True)
        sizes = {"small": _SMALL, "large": _LARGE}
        both = [_Installation(folder / name, free_port(), size) for name, size in sizes.items()]
        for one in both:
            one.folder.mkdir(parents=True, exist_ok=True)
            process, _ = start(one.folder, one.port)
            ends.callback(stop, process)
        yield from _measured(*both)


def _measured(small: _Installation, large: _Installation) -> Iterator[Row]:
    asked = large.asked()
    for before, one in zip(small.asked(), asked, strict=True):
        yield _row(one["title"], *_in_turn((small.port, before), (large.port, one)))
    for people in (4, 100):
        yield _at_once(large.port, asked, people)
    written = small.writes()
    for name, times in large.writes().items():
        yield _row(f"to {name}", written[name], times)


def _inside(folder: Path, module: str, *arguments: str) -> str:
    database = f"postgresql://postgres:@/postgres?host={folder / 'postgres'}"
    return subprocess.run(
        [sys.executable, "-m", f"bench.{module}", *arguments],
        env={**os.environ, "CONGVU_DATA": str(folder), "DATABASE_URL": database},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    ).stdout


def _get(connection: http.client.HTTPConnection, one: dict[str, str]) -> float:
    begun = time.perf_counter()
    headers = {
        "Host": "localhost",
        "Cookie": f"congvu={one['session']}",
        "Accept-Encoding": "gzip",
    }
    connection.request("GET", one["path"], headers=headers)
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:
        raise SystemExit(f"{one['path']}: {answer.status}")
    return (time.perf_counter() - begun) * 1000


def _in_turn(*pages: tuple[int, dict[str, str]]) -> list[list[float]]:
    """Milliseconds of every page, each asked after the other."""
    connections = [http.client.HTTPConnection("127.0.0.1", port) for port, _ in pages]
    rounds = [
        [_get(connection, one) for connection, (_, one) in zip(connections, pages, strict=True)]
        for _ in range(_TIMES + _WARM)
    ][_WARM:]
    return [sorted(times) for times in zip(*rounds, strict=True)]


def _row(title: str, small: list[float], large: list[float]) -> Row:
    now, before = statistics.median(large), statistics.median(small)
    p95 = large[max(0, int(len(large) * 0.95) - 1)]
    beside = f"p95 {p95:.0f} ms; {now / before:.2f} times the {before:.0f} ms at {_SMALL}"
    return Row(f"{_LARGE} documents, {title}", now, "ms p50", beside)


def _at_once(port: int, asked: Asked, people: int) -> Row:
    """Whole pages per second while so many ask without a pause."""
    done: list[float] = []
    until = time.monotonic() + _SECONDS

    def ask(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        while time.monotonic() < until:
            number += 1
            done.append(_get(connection, asked[number % len(asked)]))

    threads = [threading.Thread(target=ask, args=[number * 7]) for number in range(people)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    kept = sorted(done)
    beside = f"p95 {kept[int(len(kept) * 0.95) - 1]:.0f} ms, lists, searches and first pages"
    return Row(f"pages with {people} people at once", len(done) / _SECONDS, "1/s", beside)
