"""Start-up, first and second; memory at rest; a page's own cost."""

from __future__ import annotations

import http.client
import importlib.util
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.rows import Row

_REQUESTS = 300


def run() -> list[Row]:
    folder = Path(tempfile.mkdtemp(prefix="congvu-bench-"))
    port = free_port()
    try:
        process, first = start(folder, port)
        stop(process)
        process, second = start(folder, port)
        time.sleep(5)
        memory = _memory(process.pid)
        milliseconds = _page(port)
        stop(process)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    loaded = "demo loaded" if importlib.util.find_spec("congvu.demo") else "without the demo"
    return [
        Row("start-up, first (new database)", first, "s", loaded),
        Row("start-up, second", second, "s"),
        *memory,
        Row("smallest page (/suc-khoe), one after another", milliseconds, "ms", "with its query"),
    ]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def start(folder: Path, port: int) -> tuple[subprocess.Popen[str], float]:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    begun = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "congvu", "run"],
        env={**environment, "CONGVU_DATA": str(folder), "CONGVU_PORT": str(port)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    for said in process.stdout:
        if "sẵn sàng" in said:
            return process, time.monotonic() - begun
    raise SystemExit("The installation did not start.")


def stop(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGINT)
    process.wait(60)


def _tree(parent: int) -> list[int]:
    found = [parent]
    for process in found:
        children = Path(f"/proc/{process}/task/{process}/children").read_text()
        found += [int(child) for child in children.split()]
    return found


def _memory(parent: int) -> list[Row]:
    """The tree's memory at rest: PSS counts what processes share once, RSS once for each."""
    totals = {"Pss": 0, "Rss": 0}
    postgres = 0
    processes = _tree(parent)
    for process in processes:
        rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
        sizes = {
            name: int(size)
            for name, size in re.findall(r"^(Pss|Rss): +(\d+) kB", rollup, re.MULTILINE)
        }
        for name, size in sizes.items():
            totals[name] += size
        if b"postgres" in Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")[0]:
            postgres += sizes["Pss"]
    beside = f"{len(processes)} processes, PostgreSQL {postgres / 1024:.0f} MB of it"
    return [
        Row("memory at rest, whole tree (PSS)", totals["Pss"] / 1024, "MB", beside),
        Row("memory at rest, summed (RSS)", totals["Rss"] / 1024, "MB", "shared pages many times"),
    ]


def _page(port: int) -> float:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    begun = 0.0
    for number in range(_REQUESTS + 20):
        if number == 20:
            begun = time.monotonic()
        connection.request("GET", "/suc-khoe", headers={"Host": "localhost"})
        connection.getresponse().read()
    return (time.monotonic() - begun) / _REQUESTS * 1000
