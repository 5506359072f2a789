"""Verifying in a process of its own: a hostile file costs at most some seconds and some memory.

Run as a module it waits, its libraries loaded, for requests on its input: it forks for each, and
the fork works under limits. A request is eight bytes of length, JSON of that length (size; trust
and moment, or how much of it was given out) and the file; the answer a line of JSON, empty where
the fork did not live to give one.
"""

from __future__ import annotations

import asyncio
import base64
import gc
import hashlib
import json
import os
import resource
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from congvu.signing.pdf.returned import added
from congvu.signing.pdf.trust import Trust
from congvu.signing.pdf.verifying import verify
from congvu.signing.types import Added, Check, FileVerdict, Result

_ROOT = Path(__file__).resolve().parents[3]
_here: ContextVar[bool] = ContextVar("here", default=False)
_MEMORY, _PROCESSOR_SECONDS, _SECONDS = 1536 * 1024**2, 30, 60
_IDLE_SECONDS = 300
_LENGTH = 8


def verify_apart(pdf: bytes, *, trust: Trust, now: datetime) -> FileVerdict:
    """The verdict; unknown, in words, for a file that needs more than the limits allow."""
    if _here.get():
        return asyncio.run(verify(pdf, trust=trust, now=now))
    head = {
        "now": now.isoformat(),
        "size": len(pdf),
        "strict": trust.strict,
        "limits": trust.limits,
        "roots": [base64.b64encode(one).decode() for one in trust.roots],
        "lists": [base64.b64encode(one).decode() for one in trust.lists],
        "answers": [base64.b64encode(one).decode() for one in trust.answers],
    }
    answer = _asked(_packed(head), pdf)
    if not answer:
        reason = "Tệp quá phức tạp hoặc bị hỏng nên không kiểm tra được chữ ký số."
        check = Check("file", "Đọc tệp", Result.UNKNOWN, reason)
        return FileVerdict(hashlib.sha256(pdf).hexdigest(), len(pdf), (), (check,), {}, now)
    certificates = tuple(map(base64.b64decode, answer["certificates"]))
    return replace(FileVerdict.from_json(answer["verdict"]), certificates=certificates)


def added_apart(pdf: bytes, *, base: int) -> Added:
    """What the file has behind the bytes that were given out; unreadable beyond the limits."""
    answer = _asked(_packed({"size": len(pdf), "base": base}), pdf)
    return Added(**answer) if answer else Added(readable=False)


def _packed(head: dict[str, Any]) -> bytes:
    packed = json.dumps(head).encode()
    return len(packed).to_bytes(_LENGTH, "big") + packed


@contextmanager
def in_this_process() -> Iterator[None]:
    """Verify here: for loading, where the files are our own and a process for each costs most."""
    token = _here.set(True)
    try:
        yield
    finally:
        _here.reset(token)


class _Verifier:
    """The waiting process; one request at a time."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-s", "-m", "congvu.signing.pdf.apart"],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8"},
            start_new_session=True,
        )

    def ask(self, head: bytes, pdf: bytes) -> dict[str, Any]:
        """The answer, empty where there is none; raises `OSError` when the process is gone."""
        assert self.process.stdin is not None  # noqa: S101 - asked for above
        assert self.process.stdout is not None  # noqa: S101 - as above
        self.process.stdin.write(head)
        self.process.stdin.write(pdf)
        self.process.stdin.flush()
        line = _line(self.process.stdout, _SECONDS)
        if not line.endswith(b"\n"):
            self.end()
            raise BrokenPipeError
        answer: dict[str, Any] = json.loads(line)
        return answer

    def end(self) -> None:
        """With the fork that may be working."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.communicate()


_busy = threading.Lock()
_waiting: dict[int, _Verifier] = {}  # by the process that started it: forks start their own


def _asked(head: bytes, pdf: bytes) -> dict[str, Any]:
    """By the waiting process, started again where it went away; by another one while it works."""
    if not _busy.acquire(blocking=False):
        return _asked_alone(head, pdf)
    try:
        for _ in range(2):
            waiting = _waiting.pop(os.getpid(), None)
            try:
                asked = waiting or _Verifier()
                answer = asked.ask(head, pdf)
            except (OSError, ValueError):
                if waiting is None:
                    break  # a fresh one: it is the file
                continue
            _waiting[os.getpid()] = asked
            return answer
        return {}
    finally:
        _busy.release()


def _asked_alone(head: bytes, pdf: bytes) -> dict[str, Any]:
    verifier = _Verifier()
    try:
        return verifier.ask(head, pdf)
    except (OSError, ValueError):
        return {}
    finally:
        verifier.end()


def _line(source: Any, seconds: float) -> bytes:
    """One line, or what had come of it in that time or before the end."""
    ends, read = time.monotonic() + seconds, b""
    while not read.endswith(b"\n"):
        left = ends - time.monotonic()
        if left <= 0 or not select.select([source], [], [], left)[0]:
            break
        part = os.read(source.fileno(), 1 << 20)
        if not part:
            break
        read += part
    return read


def main() -> None:
    """Answer until nobody has asked for a while, or who asked is gone."""
    with settled():
        _answer_all()


@contextmanager
def settled() -> Iterator[None]:
    """What is loaded stays: looking for garbage in it takes a tenth of a verification."""
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()


def _answer_all() -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    source = os.fdopen(0, "rb", buffering=0)
    while select.select([source], [], [], _IDLE_SECONDS)[0]:
        length = int.from_bytes(_exactly(source, _LENGTH), "big")
        if not length:
            return
        asked = json.loads(_exactly(source, length))
        answer = _in_a_fork(asked, _exactly(source, asked["size"]))
        sys.stdout.buffer.write(answer or b"{}\n")
        sys.stdout.buffer.flush()


def _exactly(source: Any, size: int) -> bytearray:
    """So many bytes; zeros where the input ended before."""
    content = bytearray(size)
    view, filled = memoryview(content), 0
    while filled < size:
        part = source.readinto(view[filled:])
        if not part:
            break
        filled += part
    return content


def _in_a_fork(asked: dict[str, Any], pdf: bytearray) -> bytes:
    reading, writing = os.pipe()
    fork = os.fork()
    if fork == 0:
        try:
            os.close(reading)
            _work(asked, bytes(pdf), writing)
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as source:
        answer = source.read()
    os.waitpid(fork, 0)
    return answer if answer.endswith(b"\n") else b""


def _work(asked: dict[str, Any], pdf: bytes, writing: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_PROCESSOR_SECONDS, _PROCESSOR_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    answer = asdict(added(pdf, base=asked["base"])) if "base" in asked else _verified(asked, pdf)
    with os.fdopen(writing, "wb") as target:
        target.write(json.dumps(answer).encode() + b"\n")


def _verified(asked: dict[str, Any], pdf: bytes) -> dict[str, Any]:
    roots, lists, answers = (
        tuple(map(base64.b64decode, asked[part])) for part in ("roots", "lists", "answers")
    )
    limits = tuple(map(tuple, asked["limits"]))
    trust = Trust(roots, lists, answers, strict=asked["strict"], limits=limits)
    now = datetime.fromisoformat(asked["now"])
    verdict = asyncio.run(verify(pdf, trust=trust, now=now))
    return {
        "verdict": verdict.as_json(),
        "certificates": [base64.b64encode(one).decode() for one in verdict.certificates],
    }


if __name__ == "__main__":
    main()
