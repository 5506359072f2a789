"""Page times over real HTTP with the demo province: p50, p95, queries, compressed size."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.rows import Row
from bench.running import free_port, start, stop

_TIMES = 40
_WARM = 5


def run() -> list[Row]:
    folder = Path(tempfile.mkdtemp(prefix="congvu-bench-"))
    port = free_port()
    try:
        process, _ = start(folder, port)
        try:
            pages = json.loads(_inside(folder))
            return [_measured(port, page) for page in pages]
        finally:
            stop(process)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _inside(folder: Path) -> str:
    database = f"postgresql://postgres:@/postgres?host={folder / 'postgres'}"
    return subprocess.run(
        [sys.executable, "-m", "bench._pages_inside"],
        env={**os.environ, "CONGVU_DATA": str(folder), "DATABASE_URL": database},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    ).stdout


def _measured(port: int, page: dict[str, object]) -> Row:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    headers = {
        "Host": "localhost",
        "Cookie": f"congvu={page['session']}",
        "Accept-Encoding": "gzip",
    }
    times: list[float] = []
    size = 0
    for _ in range(_TIMES + _WARM):
        begun = time.perf_counter()
        connection.request("GET", str(page["path"]), headers=headers)
        answer = connection.getresponse()
        size = len(answer.read())
        times.append((time.perf_counter() - begun) * 1000)
        if answer.status != 200:
            raise SystemExit(f"{page['path']}: {answer.status}")
    kept = sorted(times[_WARM:])
    p95 = kept[int(len(kept) * 0.95) - 1]
    return Row(
        f"page, {page['title']}",
        statistics.median(kept),
        "ms p50",
        f"p95 {p95:.0f} ms, {page['queries']} queries, {size / 1000:.1f} kB compressed",
    )
