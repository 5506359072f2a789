"""Lists, searches and writes at 10,000 and at a million documents, for clerk and for limited.

`CONGVU_BENCH_DOCUMENTS` sets another size than a million; filling that takes some twenty minutes
on two cores. A folder named by `CONGVU_BENCH_FOLDER` is kept, and measured again without filling
it anew (the sessions in it last a working day). Each row is the larger size with the growth from
the smaller beside it; then whole pages per second with 4 and with 100 people at once.
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
from pathlib import Path
from typing import Any

from bench.rows import Row
from bench.running import free_port, start, stop

_SMALL = 10_000
_LARGE = int(os.environ.get("CONGVU_BENCH_DOCUMENTS", "1000000"))
_TIMES, _WARM = 20, 3
_SECONDS, _WRITES = 10, 40
Asked = list[dict[str, str]]


def run() -> Iterator[Row]:
    """Row by row, as they are measured."""
    kept = os.environ.get("CONGVU_BENCH_FOLDER", "")
    folder = Path(kept or tempfile.mkdtemp(prefix="congvu-scale-"))
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    try:
        process, _ = start(folder, port)
        try:
            yield from _measured(folder, port)
        finally:
            stop(process)
    finally:
        if not kept:
            shutil.rmtree(folder, ignore_errors=True)


def _measured(folder: Path, port: int) -> Iterator[Row]:
    small = _small(folder, port)
    asked: Asked = small["asked"]
    filled = folder / "filled"
    if not filled.exists():
        _inside(folder, "_filling", str(_LARGE - _SMALL))
        filled.touch()
    for one, before in zip(asked, small["times"], strict=True):
        yield _row(one, before, _times(port, one))
    for people in (4, 100):
        yield _at_once(port, asked, people)
    for (name, times), before in zip(_writes(folder).items(), small["writes"], strict=True):
        yield _row({"title": f"to {name}"}, before, times)


def _small(folder: Path, port: int) -> dict[str, Any]:
    """What is asked, and how long it took with few documents; kept with the folder."""
    kept = folder / "small.json"
    if not kept.exists():
        _inside(folder, "_filling", str(_SMALL))
        asked: Asked = json.loads(_inside(folder, "_scale_inside"))
        times = [_times(port, one) for one in asked]
        found = {"asked": asked, "times": times, "writes": list(_writes(folder).values())}
        kept.write_text(json.dumps(found))
    small: dict[str, Any] = json.loads(kept.read_text())
    return small


def _writes(folder: Path) -> dict[str, list[float]]:
    found: dict[str, list[float]] = json.loads(_inside(folder, "_writing_inside", str(_WRITES)))
    return found


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


def _times(port: int, one: dict[str, str]) -> list[float]:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    return sorted([_get(connection, one) for _ in range(_TIMES + _WARM)][_WARM:])


def _row(one: dict[str, str], small: list[float], large: list[float]) -> Row:
    now, before = statistics.median(large), statistics.median(small)
    p95 = large[max(0, int(len(large) * 0.95) - 1)]
    beside = f"p95 {p95:.0f} ms; {now / before:.2f} times the {before:.0f} ms at {_SMALL}"
    return Row(f"{_LARGE} documents, {one['title']}", now, "ms p50", beside)


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


if __name__ == "__main__":
    found: Asked = json.loads(Path(sys.argv[2]).read_text())
    for one in found:
        times = _times(int(sys.argv[1]), one)
        print(f"{one['title']:44} {statistics.median(times):7.1f} {times[-2]:7.1f}", flush=True)
    for people in (4, 100):
        print(_at_once(int(sys.argv[1]), found, people), flush=True)
