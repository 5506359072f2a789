"""`make exchange-demo` as it is started: two installations stand, are joined, and exchange."""

from __future__ import annotations

import contextlib
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from tests.chaos import ROOT, Installation
from tests.chaos_line import free_port

_READY = "Hai hệ thống đã nối qua trục liên thông thử nghiệm"
_SECONDS = 240
_ISSUE = """
import random, uuid
from tests.chaos_clerks import Office
from congvu.directory.models import Agency
from congvu.exchange.models import Partner
office = Office(Agency.objects.order_by("pk")[0], random.Random(1))
office.issue(list(Partner.objects.select_related("line")), uuid.uuid4())
"""


@dataclass
class Demo:
    port: int
    folder: Path

    def side(self, name: str) -> Installation:
        return Installation("ta", self.folder / "exchange-demo" / name)

    def status(self, number: int, path: str) -> int:
        url = f"http://127.0.0.1:{self.port + number}{path}"
        with urllib.request.urlopen(url, timeout=30) as answer:
            return int(answer.status)

    def issue(self) -> None:
        """One document of the first side's to one or more agencies of the other."""
        side = self.side("quang-nam")
        variables = side.variables(outside=True)
        subprocess.run([sys.executable, "-c", _ISSUE], cwd=ROOT, env=variables, check=True)

    def count(self, name: str, sql: str) -> int:
        with psycopg.connect(self.side(name).database) as asked:
            row = asked.execute(sql).fetchone()
        return int(row[0]) if row else 0


def three_ports() -> int:
    """The first of three free ones in a row."""
    while True:
        first = free_port()
        with contextlib.suppress(OSError), contextlib.ExitStack() as held:
            for port in range(first, first + 3):
                held.enter_context(socket.create_server(("127.0.0.1", port)))
            return first


@pytest.fixture
def demo(worker_id: str) -> Iterator[Demo]:
    folder = ROOT / "build" / f"exchange-demo-{worker_id}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    port = three_ports()
    variables = Installation("ta", folder).variables(outside=False)
    said = folder / "said.log"
    with said.open("wb") as console:
        process = subprocess.Popen(
            [sys.executable, "-m", "scripts.exchange_demo"], cwd=ROOT, stdout=console,
            stderr=console, env=variables | {"CONGVU_PORT": str(port)},
        )  # fmt: skip
    try:
        wait(lambda: _READY in said.read_text() or process.poll() is not None)
        assert process.poll() is None, said.read_text()
        yield Demo(port, folder)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)
    shutil.rmtree(folder, ignore_errors=True)


def wait(until: Callable[[], object]) -> None:
    deadline = time.monotonic() + _SECONDS
    while not until():
        assert time.monotonic() < deadline
        time.sleep(0.3)


@pytest.mark.slow
def test_the_demo_stands_and_a_document_goes_from_one_side_to_the_other(demo: Demo) -> None:
    assert [demo.status(number, "/") for number in (0, 1)] == [200, 200]
    assert demo.status(2, "/faults") == 200
    demo.issue()
    arrived = "SELECT count(*) FROM documents_incoming"
    wait(lambda: demo.count("nghe-an", arrived))
    told = "SELECT count(*) FROM exchange_evidence WHERE code = '01'"
    wait(lambda: demo.count("quang-nam", told))
