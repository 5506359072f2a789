"""A small and a large installation side by side: the same pages asked of both in turn.

Whatever else the machine does slows both. A folder named by `CONGVU_BENCH_FOLDER` is kept, and
measured again without filling it anew (the sessions in it last a working day).
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
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.rows import Row
from bench.running import free_port, start, stop

SMALL = 10_000
_TIMES, _WARM = 40, 3
Asked = list[dict[str, str]]


@dataclass(frozen=True)
class Kind:
    """What fills an installation with so many things, and what says whom to be and what to ask."""

    things: str
    filling: str
    asking: str


@dataclass(frozen=True)
class Installation:
    """One that runs on the port, filled with so many things."""

    kind: Kind
    folder: Path
    port: int
    size: int

    def asked(self) -> Asked:
        """What is asked of it; filled when it is new."""
        kept = self.folder / "asked.json"
        if not kept.exists():
            self.inside(self.kind.filling, str(self.size))
            kept.write_text(self.inside(self.kind.asking))
        found: Asked = json.loads(kept.read_text())
        return found

    def times(self, module: str, rounds: int) -> dict[str, list[float]]:
        """Milliseconds of each act, by its name, as the module prints them."""
        found: dict[str, list[float]] = json.loads(self.inside(module, str(rounds)))
        return found

    def inside(self, module: str, *arguments: str) -> str:
        """What a module prints that runs with its data."""
        database = f"postgresql://postgres:@/postgres?host={self.folder / 'postgres'}"
        return subprocess.run(
            [sys.executable, "-m", f"bench.{module}", *arguments],
            env={**os.environ, "CONGVU_DATA": str(self.folder), "DATABASE_URL": database},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        ).stdout


@contextmanager
def side_by_side(
    kind: Kind, *, large: int, names: tuple[str, str]
) -> Iterator[tuple[Installation, Installation]]:
    """The small and the large one, started; each in a folder of its name."""
    kept = os.environ.get("CONGVU_BENCH_FOLDER", "")
    folder = Path(kept or tempfile.mkdtemp(prefix="congvu-scale-"))
    with ExitStack() as ends:
        if not kept:
            ends.callback(shutil.rmtree, folder, ignore_errors=True)
        both = [
            Installation(kind, folder / name, free_port(), size)
            for name, size in zip(names, (SMALL, large), strict=True)
        ]
        for one in both:
            one.folder.mkdir(parents=True, exist_ok=True)
            process, _ = start(one.folder, one.port)
            ends.callback(stop, process)
        yield both[0], both[1]


def pages(small: Installation, large: Installation) -> Iterator[Row]:
    """Every page that is asked, of both in turn."""
    for before, one in zip(small.asked(), large.asked(), strict=True):
        times = _in_turn((small.port, before), (large.port, one))
        yield beside_small(large, one["title"], *times)


def acts(small: Installation, large: Installation, module: str, rounds: int) -> Iterator[Row]:
    """What the module does within each."""
    before = small.times(module, rounds)
    for name, times in large.times(module, rounds).items():
        yield beside_small(large, name, before[name], times)


def beside_small(of: Installation, title: str, small: list[float], large: list[float]) -> Row:
    """The large one's median beside the small one's."""
    now, before = statistics.median(large), statistics.median(small)
    p95 = large[max(0, int(len(large) * 0.95) - 1)]
    beside = f"p95 {p95:.0f} ms; {now / before:.2f} times the {before:.0f} ms at {SMALL}"
    return Row(f"{of.size} {of.kind.things}, {title}", now, "ms p50", beside)


_GIVEN: dict[str, list[str]] = {}


def get(connection: http.client.HTTPConnection, one: dict[str, str]) -> float:
    """Milliseconds of a whole page, for a browser that keeps the cookies it is given."""
    begun = time.perf_counter()
    session = f"congvu={one['session']}"
    headers = {
        "Host": "localhost",
        "Cookie": "; ".join([session, *_GIVEN.get(session, ())]),
        "Accept-Encoding": "gzip",
    }
    connection.request("GET", one["path"], headers=headers)
    answer = connection.getresponse()
    answer.read()
    if given := answer.headers.get_all("Set-Cookie"):
        _GIVEN[session] = [each.partition(";")[0] for each in given]
    if answer.status != 200:
        raise SystemExit(f"{one['path']}: {answer.status}")
    return (time.perf_counter() - begun) * 1000


def _in_turn(*asked: tuple[int, dict[str, str]]) -> list[list[float]]:
    """Milliseconds of every page, each asked after the other."""
    connections = [http.client.HTTPConnection("127.0.0.1", port) for port, _ in asked]
    rounds = [
        [get(connection, one) for connection, (_, one) in zip(connections, asked, strict=True)]
        for _ in range(_TIMES + _WARM)
    ][_WARM:]
    return [sorted(times) for times in zip(*rounds, strict=True)]
