"""A running server and a real browser, for the tests marked `browser`."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from django.conf import settings
from playwright.sync_api import Browser, sync_playwright

_PATIENCE = 60
CHROMIUM = {
    "executable_path": os.environ.get("CONGVU_CHROMIUM", "/usr/bin/chromium"),
    "args": ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
}


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture(scope="session")
def served() -> Iterator[str]:
    """The address of a server of our own; the gallery needs no data."""
    address = f"http://127.0.0.1:{_free_port()}"
    command = [
        *(sys.executable, "-m", "uvicorn", "congvu.config.asgi:application"),
        *("--port", address.rsplit(":", 1)[1], "--log-level", "warning"),
    ]
    process = subprocess.Popen(command, cwd=settings.BUILD_DIR.parent, env=os.environ.copy())
    try:
        _wait(process, f"{address}/giao-dien/trang/")
        yield address
    finally:
        process.terminate()
        process.wait(10)


def _wait(process: subprocess.Popen[bytes], address: str) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            urlopen(address).close()  # noqa: S310 - our own server
        except URLError:
            time.sleep(0.3)
        else:
            return
    pytest.fail(f"no server at {address}")


@pytest.fixture(scope="module")  # while it lives, nothing else in this process may run a loop
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(**CHROMIUM)  # type: ignore[arg-type]
        yield opened
        opened.close()
