"""What `test_waiting` lets a waiting process do: well, badly, or not at all."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import time
from typing import Any

from congvu.core.waiting import serve

_kept: list[bytes] = []


def _echo(content: bytes) -> bytes:
    _kept.append(content)
    return b"|".join(_kept)


def _eat(_: bytes) -> bytes:
    while True:
        _kept.append(bytes(16 * 1024**2))


def _spin(_: bytes) -> bytes:
    resource.setrlimit(resource.RLIMIT_CPU, (1, 1))
    while True:
        pass


def _hang(_: bytes) -> bytes:
    subprocess.Popen(["/bin/sleep", "41.5"])
    time.sleep(60)
    return b"late"


def _fall(_: bytes) -> bytes:
    os.kill(os.getpid(), signal.SIGSEGV)
    return b""


def _listen(_: bytes) -> bytes:
    """Whether one may hear what is asked, or answer in the waiting process's place."""
    os.write(1, b"\0" * 7 + b"\1x")
    return b"heard " + os.read(0, 10)


def _work(asked: dict[str, Any], content: bytes) -> bytes:
    resource.setrlimit(resource.RLIMIT_AS, (512 * 1024**2, 512 * 1024**2))
    deeds = {
        "echo": _echo,
        "eat": _eat,
        "spin": _spin,
        "hang": _hang,
        "fall": _fall,
        "listen": _listen,
        "say too much": lambda _: bytes(2 * 1024**2),
        "fail": lambda content: bytes(int(content)),
    }
    return deeds[asked["do"]](content)


if __name__ == "__main__":
    serve(_work, most=1024**2)
