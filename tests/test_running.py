"""The installation as a process tree: what stays, what goes, what it says."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from tests.conftest import ROOT, Product, get, start_product, stop_product

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("product")]
WITHOUT_DEMO = {"CONGVU_DEMO": "0", "CONGVU_WEB_PROCESSES": "1"}


def tree(parent: int) -> list[int]:
    """The process and everything below it."""
    found = [parent]
    for process in found:
        children = Path(f"/proc/{process}/task/{process}/children")
        if children.exists():
            found += [int(child) for child in children.read_text().split()]
    return found


def gone(processes: list[int]) -> bool:
    """Whether none of them runs; a zombie that waits for its burial counts as gone."""
    states = [Path(f"/proc/{process}/stat") for process in processes]
    return all(
        not path.exists() or path.read_text().rsplit(")", 1)[1].split()[0] == "Z" for path in states
    )


def soon(true: Callable[[], bool], seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def health(product: Product) -> dict[str, object]:
    status, body = get(f"{product.url}/suc-khoe")
    return {"http": status, **json.loads(body)}


def database_url(product: Product) -> str:
    return f"postgresql://postgres:@/postgres?host={product.data / 'postgres'}"


@pytest.fixture
def data() -> Iterator[Path]:
    """An empty data folder."""
    folder = ROOT / "build" / f"running-{os.getpid()}"
    shutil.rmtree(folder, ignore_errors=True)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_ending_leaves_nothing_behind_and_the_next_start_finds_everything(
    data: Path, by: signal.Signals
) -> None:
    product = start_product(data, **WITHOUT_DEMO)
    assert health(product)["database"] is True
    with psycopg.connect(database_url(product), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (word text)")
        connection.execute("INSERT INTO kept VALUES ('còn')")
    processes = tree(product.process.pid)
    assert len(processes) > 4

    product.process.send_signal(by)
    product.process.wait(30)
    assert soon(lambda: gone(processes)), "something outlived the installation"

    again = start_product(data, **WITHOUT_DEMO)
    with psycopg.connect(database_url(again)) as connection:
        assert connection.execute("SELECT word FROM kept").fetchall() == [("còn",)]
    stop_product(again)


def test_a_child_that_is_killed_comes_back(data: Path) -> None:
    product = start_product(data, **WITHOUT_DEMO)
    children = tree(product.process.pid)[1:]
    for child in children:
        if b"\0-m\0congvu\0" in Path(f"/proc/{child}/cmdline").read_bytes():
            os.kill(child, signal.SIGKILL)
    assert soon(lambda: health(product)["http"] == 200)
    assert "khởi động lại" in product.output
    stop_product(product)


def test_a_database_that_is_killed_in_the_middle_of_its_work_comes_back(data: Path) -> None:
    """What it was busy with notices nothing and keeps its memory: it must be ended too."""
    product = start_product(data, **WITHOUT_DEMO)
    server = int((data / "postgres" / "postmaster.pid").read_text().split("\n", 1)[0])
    busy = "SELECT count(*) FROM generate_series(1, 4000000000)"
    connection = psycopg.connect(database_url(product), autocommit=True)
    connection.pgconn.send_query(busy.encode())
    works = connection.info.backend_pid
    os.kill(server, signal.SIGKILL)
    assert soon(lambda: gone([server, works]))
    connection.close()
    assert soon(lambda: health(product)["http"] == 200)
    assert "Cơ sở dữ liệu đã dừng ngoài ý muốn" in product.output
    stop_product(product)


def test_a_second_start_says_that_one_runs_and_a_taken_port_is_named(data: Path) -> None:
    product = start_product(data, **WITHOUT_DEMO)
    environment = {**os.environ, "CONGVU_DATA": str(data), "DATABASE_URL": ""}
    command = [sys.executable, "-m", "congvu", "run"]
    second = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert second.returncode == 1
    assert "đang chạy" in second.stderr
    elsewhere = {
        **environment,
        "CONGVU_DATA": str(data / "other"),
        "CONGVU_PORT": product.url.rsplit(":", 1)[1],
    }
    third = subprocess.run(
        command, cwd=ROOT, env=elsewhere, capture_output=True, text=True, check=False
    )
    assert third.returncode == 1
    assert "CONGVU_PORT" in third.stderr
    stop_product(product)
