"""A process that waits, its libraries loaded, and forks for each request; the fork works alone.

Starting an interpreter and loading libraries costs many times what reading a letter does, and a
stranger's bytes must meet no process that lives on: so one process loads and never looks at them,
and each request is worked on by a fork under limits, which ends with it. A request is two lengths,
JSON and a content; an answer a length and bytes, none where the fork did not live to give them.
Nothing here knows Django: the waiting process imports it.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).resolve().parents[2]
_IDLE_SECONDS = 300
_LENGTH = 8
_CHUNK = 1 << 20

Work = Callable[[dict[str, Any], bytes], bytes]


class Pool:
    """Waiting processes of one module, for who asks in this process; each serves one at a time.

    At most `kept` of them are kept; while all work, another is started.
    """

    def __init__(self, module: str, *, kept: int = 2) -> None:
        self.module, self.kept = module, kept
        self._lock = threading.Lock()
        self._free: dict[int, list[_Waiting]] = {}  # by who started them: forks start their own

    def ask(self, head: dict[str, Any], content: bytes = b"", *, seconds: float) -> bytes:
        """The answer; empty where none came in that time, or the fork did not live to give one."""
        waiting = self._take()
        if waiting is not None:
            with suppress(BrokenPipeError):  # it had gone away while nobody asked
                return self._asked(waiting, head, content, seconds)
        try:
            return self._asked(_Waiting(self.module), head, content, seconds)
        except BrokenPipeError:
            return b""

    def waiting(self) -> list[int]:
        """The process ids of those that wait."""
        return [one.process.pid for one in self._free.get(os.getpid(), [])]

    def end(self) -> None:
        """End those that wait; who asks afterwards starts others."""
        while waiting := self._take():
            waiting.end()

    def _asked(
        self, waiting: _Waiting, head: dict[str, Any], content: bytes, seconds: float
    ) -> bytes:
        """Whoever was late is ended, and the next one loads while nobody asks."""
        try:
            answer = waiting.ask(head, content, seconds)
        except TimeoutError:
            waiting.end()
            self._give(_Waiting(self.module))
            return b""
        except OSError as gone:
            waiting.end()
            raise BrokenPipeError from gone
        self._give(waiting)
        return answer

    def _take(self) -> _Waiting | None:
        with self._lock:
            free = self._free.setdefault(os.getpid(), [])
            return free.pop() if free else None

    def _give(self, waiting: _Waiting) -> None:
        with self._lock:
            free = self._free.setdefault(os.getpid(), [])
            keep = len(free) < self.kept
            if keep:
                free.append(waiting)
        if not keep:
            waiting.end()


class _Waiting:
    """A waiting process, seen from outside."""

    def __init__(self, module: str) -> None:
        self.process = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-s", "-m", module],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            env={"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8"},
            start_new_session=True,
        )

    def ask(self, head: dict[str, Any], content: bytes, seconds: float) -> bytes:
        """The answer. Raises `TimeoutError`, or another `OSError` when the process is gone."""
        packed = json.dumps(head).encode()
        ends = time.monotonic() + seconds
        with suppress(ValueError):  # a closed pipe
            self._write(b"".join(len(one).to_bytes(_LENGTH, "big") for one in (packed, content)))
            self._write(packed)
            self._write(content)
            return self._read(int.from_bytes(self._read(_LENGTH, ends), "big"), ends)
        raise BrokenPipeError

    def _write(self, content: bytes) -> None:
        assert self.process.stdin is not None  # noqa: S101 - asked for above
        left = memoryview(content)
        while left:
            left = left[self.process.stdin.write(left) :]

    def _read(self, size: int, ends: float) -> bytes:
        assert self.process.stdout is not None  # noqa: S101 - asked for above
        read, heard = bytearray(), select.poll()
        heard.register(self.process.stdout, select.POLLIN)
        while len(read) < size:
            if not heard.poll(max(0.0, ends - time.monotonic()) * 1000):
                raise TimeoutError
            part = os.read(self.process.stdout.fileno(), min(_CHUNK, size - len(read)))
            if not part:
                raise BrokenPipeError
            read += part
        return bytes(read)

    def end(self) -> None:
        """With the fork that may be working, and what that may have started."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.communicate()


def serve(work: Work, *, most: int) -> None:
    """Answer until nobody has asked for a while, or who asked is gone.

    `work` runs in a fork for each request and sets the limits that it works under; answers of more
    than `most` bytes are none.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with settled(), os.fdopen(0, "rb", buffering=0, closefd=False) as source:
        while select.select([source], [], [], _IDLE_SECONDS)[0]:
            lengths = _exactly(source, 2 * _LENGTH)
            head, size = (int.from_bytes(lengths[at:][:_LENGTH], "big") for at in (0, _LENGTH))
            if not head:
                return
            asked, content = json.loads(_exactly(source, head)), _exactly(source, size)
            answer = _in_a_fork(work, asked, content, most)
            content[:] = bytes(size)  # the next fork finds nothing of it
            sys.stdout.buffer.write(len(answer).to_bytes(_LENGTH, "big") + answer)
            sys.stdout.buffer.flush()


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


def _in_a_fork(work: Work, asked: dict[str, Any], content: bytearray, most: int) -> bytes:
    reading, writing = os.pipe()
    fork = os.fork()
    if fork == 0:
        os.close(reading)
        _work(work, asked, bytes(content), writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as source:
        answer = source.read(most + 1)
        if len(answer) > most:
            os.kill(fork, signal.SIGKILL)
    _, status = os.waitpid(fork, 0)
    return answer if status == 0 else b""


def _work(work: Work, asked: dict[str, Any], content: bytes, writing: int) -> None:
    """Never to return; without a way to who asks, for what is asked next is not its business."""
    done = 1
    try:
        nowhere = os.open(os.devnull, os.O_RDWR)
        for one in (0, 1):
            os.dup2(nowhere, one)
        answer = work(asked, content)
        with os.fdopen(writing, "wb") as target:
            target.write(answer)
        done = 0
    finally:
        os._exit(done)
