"""Gives tests a database: loaded by pytest before Django's settings (`addopts`).

Where `DATABASE_URL` is empty, one embedded server is started in build/ and ended with pytest.
`CONGVU_TEST_POSTGRES` names the folder of another PostgreSQL's programs to start instead.

It also keeps the names of tests short and the same in every process.
"""

from __future__ import annotations

import atexit
import fcntl
import os
from pathlib import Path
from typing import IO

from congvu.config.embedded import PASSING, EmbeddedServer
from congvu.config.environment import ROOT

_LONGEST_NAME = 80  # characters


def _free_folder(kind: str) -> tuple[Path, IO[str]]:
    """A server's folder that no other run of the tests uses, and the lock that says so."""
    number = 1
    while True:
        folder = ROOT / "build" / f"test-{kind}-{number}"
        folder.parent.mkdir(exist_ok=True)
        lock = folder.with_suffix(".lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            number += 1
        else:
            return folder, lock


def provide_database() -> None:
    """Start a server for this run and tell its address; the workers of xdist inherit it.

    Each worker has a data folder of its own: tests that look for what must not be kept read it all.
    """
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    os.environ["CONGVU_DATA"] = str(ROOT / "build" / "test-data" / (worker or "alone"))
    programs = os.environ.get("CONGVU_TEST_POSTGRES", "")
    if worker or (os.environ.get("DATABASE_URL") and not programs):
        return
    folder, lock = _free_folder("cluster" if programs else "postgres")
    server = EmbeddedServer(folder, dict(PASSING), programs=Path(programs) if programs else None)
    server.start()
    server.wait()
    os.environ["DATABASE_URL"] = server.url
    atexit.register(lock.close)
    atexit.register(server.stop)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name a case by its argument and number where its value is bytes or long text.

    A workbook made while tests are collected holds the moment: the workers of xdist, which must
    find the same names, would refuse each other's.
    """
    nameless = isinstance(val, bytes) or (isinstance(val, str) and len(val) > _LONGEST_NAME)
    return argname if nameless else None


provide_database()
