"""The real web process with one worker, and an upload sent to it piece by piece."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection

from congvu.config.environment import ROOT

_TOKEN = "a" * 32
_APPLICATION = "congvu.config.asgi:application"
_BOUNDARY = "----congvu"


@dataclass(frozen=True)
class Server:
    port: int
    pid: int

    @property
    def peak_mib(self) -> float:
        """The most memory that the process has held so far (VmHWM)."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024


@contextmanager
def server(data_dir: Path) -> Iterator[Server]:
    """uvicorn on a free port, on the tests' database."""
    known = connection.settings_dict
    host = quote(str(known["HOST"]), safe="")
    login = f"{known['USER']}:{known['PASSWORD']}"
    url = f"postgresql://{login}@/{known['NAME']}?host={host}&port={known['PORT'] or 5432}"
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "uvicorn", _APPLICATION, f"--port={port}", "--log-level=warning"],
        cwd=ROOT,
        env={
            **os.environ,
            "DATABASE_URL": url,
            "CONGVU_DATA": str(data_dir),
            "CONGVU_SECRET_KEY": settings.SECRET_KEY,
        },
    )
    try:
        _wait(port)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait(30)


def _wait(port: int) -> None:
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return


def post_upload(port: int, *, session: str, size: int) -> tuple[int, dict[str, object]]:
    """POST a text of `size` bytes, made while it is sent; the status and the answer."""
    head = (
        f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="lon.txt"\r\n\r\n'
    ).encode()
    tail = f"\r\n--{_BOUNDARY}--\r\n".encode()
    piece = (b"Noi dung van ban dien tu gui qua mang. " * 26_214)[:1_048_576]
    with socket.create_connection(("127.0.0.1", port), timeout=300) as line:
        line.sendall(
            (
                "POST /tep/tai-len/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                f"Cookie: {settings.SESSION_COOKIE_NAME}={session}; "
                f"{settings.CSRF_COOKIE_NAME}={_TOKEN}\r\nX-CSRFToken: {_TOKEN}\r\n"
                f"Content-Type: multipart/form-data; boundary={_BOUNDARY}\r\n"
                f"Content-Length: {len(head) + size + len(tail)}\r\n\r\n"
            ).encode()
            + head
        )
        left = size
        while left:
            part = piece[: min(left, len(piece))]
            line.sendall(part)
            left -= len(part)
        line.sendall(tail)
        answer = b"".join(iter(lambda: line.recv(65_536), b""))
    header, _, body = answer.partition(b"\r\n\r\n")
    if b"chunked" in header.lower():
        body = body.split(b"\r\n")[1]
    return int(header.split()[1]), json.loads(body)
