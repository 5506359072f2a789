"""Pieces of the process tree, each in real processes."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from congvu.config import supervisor
from congvu.config.death import below, end_below
from congvu.config.environment import Environment
from congvu.config.supervisor import CannotStart, Child, hold_lock, listen


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    return replace(Environment(), data_dir=tmp_path, port=0, base_url="http://localhost:8123")


def ends(run: Callable[[], None]) -> int:
    """The exit status of a child that runs this."""
    child = Child("thử", run)
    child.start()
    assert child.process
    return os.waitstatus_to_exitcode(os.waitpid(child.process, 0)[1])


def fail() -> None:
    raise RuntimeError("không chạy được")


def leave(code: object) -> Callable[[], None]:
    def run() -> None:
        raise SystemExit(code)

    return run


@pytest.mark.parametrize(
    ("run", "status"),
    [
        (lambda: None, 0),
        (fail, 1),
        (leave(3), 3),
        (leave(None), 0),
        (leave("lời"), 1),
    ],
)
def test_a_child_ends_with_the_status_of_its_work(run: Callable[[], None], status: int) -> None:
    assert ends(run) == status


def test_a_child_never_comes_back_into_its_parents_code() -> None:
    here = os.getpid()
    assert ends(lambda: None) == 0
    assert os.getpid() == here


def test_one_that_keeps_dying_is_started_later_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    child = Child("thử", lambda: None)
    waits = []
    for _ in range(9):
        child.start()
        os.waitpid(child.process or 0, 0)
        before = time.monotonic()
        child.ended()
        waits.append(round(child.due_at - before, 1))
        assert child.process is None
    assert waits == [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0, 30.0]
    child.start()
    os.waitpid(child.process or 0, 0)
    child.started_at -= 10
    child.ended()
    assert child.due_at - time.monotonic() > 29
    child.start()
    os.waitpid(child.process or 0, 0)
    child.started_at -= 16  # it does not die of its start
    child.ended()
    assert child.due_at - time.monotonic() < 0.6


def test_ending_takes_the_whole_group(tmp_path: Path) -> None:
    """LibreOffice, started by a worker that dies, dies too."""

    def run() -> None:
        started = subprocess.Popen(["sleep", "600"])
        (tmp_path / "pid").write_text(str(started.pid))
        time.sleep(600)

    child = Child("thử", run)
    child.start()
    assert soon(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text() != "")
    grandchild = int((tmp_path / "pid").read_text())
    os.kill(child.process or 0, signal.SIGKILL)
    os.waitpid(child.process or 0, 0)
    child.ended()
    assert soon(lambda: gone(grandchild))


def soon(true: Callable[[], bool], seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def gone(process: int) -> bool:
    path = Path(f"/proc/{process}/stat")
    return not path.exists() or path.read_text().rsplit(")", 1)[1].split()[0] == "Z"


@pytest.fixture
def family() -> Iterator[subprocess.Popen[bytes]]:
    """A process that has started two, one of which has started another."""
    shell = subprocess.Popen(["sh", "-c", "sleep 600 & sh -c 'sleep 600 & wait' & wait"])
    yield shell
    for process in below(shell.pid):
        os.kill(process, signal.SIGKILL)
    shell.kill()
    shell.wait()


def test_everything_below_is_found_and_ended_but_what_is_kept(
    family: subprocess.Popen[bytes],
) -> None:
    assert soon(lambda: len(below(family.pid)) == 3)
    first, second, third = below(family.pid)
    assert below(second) == [third]
    end_below(family.pid, but={second})
    assert soon(lambda: gone(first))
    assert not gone(second)
    assert not gone(third)
    end_below(family.pid, but=set())
    assert soon(lambda: gone(third))
    assert below(10**9) == []


def test_one_installation_over_one_folder(environment: Environment) -> None:
    lock = hold_lock(environment)
    with pytest.raises(CannotStart, match=r"đang chạy với dữ liệu này tại http://localhost:8123"):
        hold_lock(environment)
    os.close(lock)
    os.close(hold_lock(environment))


def test_a_port_that_is_taken_or_none_is_said_with_the_way_out(environment: Environment) -> None:
    with listen(environment) as held:
        taken = replace(environment, port=held.getsockname()[1])
        with pytest.raises(CannotStart, match="CONGVU_PORT"):
            listen(taken)
    with pytest.raises(CannotStart, match="CONGVU_PORT"):
        listen(replace(environment, port=70_000))


@pytest.mark.parametrize("address", ["203.0.113.7", "khong-co.invalid", "x y"])
def test_an_address_that_is_not_ours_is_said(environment: Environment, address: str) -> None:
    with pytest.raises(CannotStart, match="CONGVU_ADDRESS"):
        listen(replace(environment, address=address))


def test_waiting_until_it_answers(environment: Environment) -> None:
    """The first answers may be refusals of a database that is not there yet."""
    server = subprocess.Popen(
        [sys.executable, "-c", _SLOW_SERVER], stdout=subprocess.PIPE, text=True
    )
    assert server.stdout
    port = int(server.stdout.readline())
    with socket.create_connection(("127.0.0.1", port)) as connection:
        address = connection.getpeername()

    class Listener:
        def getsockname(self) -> tuple[str, int]:
            return address

    supervisor._wait_until_answering(Listener())  # type: ignore[arg-type]
    assert server.stdout.read() == "503 503 200 "
    server.wait()


_SLOW_SERVER = """
import http.server
answers = [503, 503, 200]
class Slow(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        status = answers.pop(0)
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()
        print(status, end=" ", flush=True)
    def log_message(self, *words):
        pass
server = http.server.HTTPServer(("127.0.0.1", 0), Slow)
print(server.server_port, flush=True)
while answers:
    server.handle_request()
"""
