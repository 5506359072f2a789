"""One command, one process tree: database, web processes, worker.

The supervisor imports Django once, opens no connection and runs no thread, and forks its children:
they share its memory and start at once. A child that dies is started again, later each time if it
dies soon. When the supervisor ends, everything ends; when it is killed, the kernel ends the
children.
"""

from __future__ import annotations

import errno
import fcntl
import gc
import http.client
import importlib
import os
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from congvu.config import children
from congvu.config.death import adopt_orphans, die_with, end_below
from congvu.config.embedded import DatabaseUnavailable, EmbeddedServer
from congvu.config.environment import Environment
from congvu.config.evenly import shared_counts

_CALM_AFTER = 15.0
"""Who lived so long does not die of how it starts: it is needed again at once."""
_LONGEST_WAIT = 30.0
_STARTS = 8  # the last one after some thirteen seconds
_END = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
_WATCHED = {signal.SIGCHLD, *_END}


class CannotStart(Exception):  # noqa: N818 - said to the operator as it is
    """The installation cannot start; the text says why and what to do."""


@dataclass
class Child:
    """One process of the tree and when to start it again."""

    name: str
    run: Callable[[], None]
    process: int | None = None
    started_at: float = 0.0
    wait: float = 0.5
    due_at: float = 0.0

    def start(self) -> None:
        parent = os.getpid()
        self.started_at = time.monotonic()
        self.process = os.fork()
        if self.process == 0:
            _be_child(parent, self.run)

    def ended(self) -> None:
        """Note the end and when to try again; leave nothing of its group behind."""
        assert self.process is not None  # noqa: S101 - only running children end
        _signal_group(self.process, signal.SIGKILL)
        if time.monotonic() - self.started_at > _CALM_AFTER:
            self.wait = 0.5
        self.process = None
        self.due_at = time.monotonic() + self.wait
        self.wait = min(self.wait * 2, _LONGEST_WAIT)


@dataclass
class Supervisor:
    """The running installation."""

    environment: Environment
    listener: socket.socket
    database: EmbeddedServer | None
    announce: Callable[[], None]
    children: list[Child] = field(default_factory=list)
    ending: bool = False

    def run(self) -> int:
        """Start everything, keep it running, and return when told to end (0) or unable to (1)."""
        adopt_orphans()
        signal.pthread_sigmask(signal.SIG_BLOCK, _WATCHED)
        try:
            if self.database:
                self.database.start()
                os.environ["CONGVU_EMBEDDED_URL"] = self.database.url
            children.collect_static()
            _import_product()
            if self.database:
                self.database.wait()
            if not self._once(lambda: children.prepare(self.environment)):
                return 0 if self.ending else 1
            self._start_all()
            self._once(self._wait_and_announce)
            self._watch()
        finally:
            self._end_all()
        return 0

    def _start_all(self) -> None:
        gc.collect()
        gc.freeze()  # what is shared by fork stays shared
        processes = max(1, self.environment.web_processes)
        counts = shared_counts(processes)
        for number in range(processes):
            serve = partial(children.serve, self.environment, self.listener, counts, number)
            self.children.append(Child(f"web {number + 1}", serve))
        self.children.append(Child("worker", lambda: children.work(self.environment)))
        for child in self.children:
            child.start()

    def _once(self, run: Callable[[], None]) -> bool:
        """Run in a fork and wait for it; whether it went well. Ends early when told to."""
        child = Child("once", run)
        child.start()
        while child.process:
            if self._told_to_end(signal.sigtimedwait(_WATCHED, 1)):
                _signal_group(child.process, signal.SIGKILL)
            done, status = os.waitpid(child.process, os.WNOHANG)
            if done:
                return status == 0 and not self.ending
        return False

    def _watch(self) -> None:
        while not self.ending:
            self._reap()
            if self.database and self.database.process and self.database.process.poll() is not None:
                _say("Cơ sở dữ liệu đã dừng ngoài ý muốn; khởi động lại.")
                self._restart_database(self.database)
                continue  # whoever died meanwhile has told nobody else
            now = time.monotonic()
            for child in self.children:
                if child.process is None and child.due_at <= now:
                    child.start()
            due = [child.due_at for child in self.children if child.process is None]
            pause = max(0.05, min(due) - now) if due else 3600.0
            self._told_to_end(signal.sigtimedwait(_WATCHED, pause))

    def _restart_database(self, database: EmbeddedServer) -> None:
        """Recovery takes what it takes on a busy machine; the others wait with it.

        A server that was killed leaves its own processes behind, and they its memory, until they
        notice: they are ended first. One that ends while it recovers is started again, a few times,
        later each time.
        """
        starts, rest = 0, 0.1
        self._end_orphans()
        while not self.ending:
            if database.process is None or database.process.poll() is not None:
                database.start()
                starts += 1
            try:
                database.wait(5)
            except DatabaseUnavailable:
                ended = database.process is not None and database.process.poll() is not None
                if ended and starts == _STARTS:
                    raise
                self._rest(rest if ended else 0)
                rest *= 2
            else:
                return

    def _rest(self, seconds: float) -> None:
        """Wait, unless told to end; at least look whether that was said."""
        deadline = time.monotonic() + seconds
        while not self._told_to_end(signal.sigtimedwait(_WATCHED, 0)):
            if (left := deadline - time.monotonic()) <= 0:
                return
            self._told_to_end(signal.sigtimedwait(_WATCHED, left))

    def _told_to_end(self, received: signal.struct_siginfo | None) -> bool:
        if received and received.si_signo in _END:
            self.ending = True
        return self.ending

    def _reap(self) -> None:
        """Take note of every child that has ended; orphans that were adopted are just buried."""
        own = self.database.process if self.database else None
        for process in _ended_processes(except_for=own.pid if own else 0):
            for child in self.children:
                if child.process == process:
                    child.ended()
                    self._end_orphans()
                    if not self.ending:
                        _say(f"Tiến trình {child.name} đã dừng; khởi động lại.")

    def _end_orphans(self) -> None:
        """End what an ended child had started (LibreOffice, Tesseract); it has come to us."""
        known = {child.process for child in self.children if child.process}
        if self.database and self.database.process:
            known.add(self.database.process.pid)
        end_below(os.getpid(), but=known)

    def _end_all(self) -> None:
        """Web and worker first, then the database, nothing left behind."""
        running = [child.process for child in self.children if child.process]
        for process in running:
            os.kill(process, signal.SIGTERM)
        deadline = time.monotonic() + 15
        while any(child.process for child in self.children) and time.monotonic() < deadline:
            signal.sigtimedwait({signal.SIGCHLD}, 0.2)
            self.ending = True
            self._reap()
        for process in running:
            _signal_group(process, signal.SIGKILL)
        self._end_orphans()
        if self.database:
            self.database.stop()

    def _wait_and_announce(self) -> None:
        _wait_until_answering(self.listener)
        self.announce()


def hold_lock(environment: Environment) -> int:
    """Be the only running installation over this data folder; `CannotStart` otherwise."""
    environment.data_dir.mkdir(parents=True, exist_ok=True)
    lock = os.open(environment.data_dir / "run.lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as held:
        where = os.pread(lock, 200, 0).decode() or environment.base_url
        raise CannotStart(f"Công Vụ đang chạy với dữ liệu này tại {where}.") from held
    os.ftruncate(lock, 0)
    os.pwrite(lock, environment.base_url.encode(), 0)
    return lock


def listen(environment: Environment) -> socket.socket:
    """The socket that all web processes share; `CannotStart` if the port is taken."""
    try:
        return socket.create_server(
            (environment.address, environment.port), backlog=1024, reuse_port=False
        )
    except (OSError, OverflowError, UnicodeError) as error:
        raise CannotStart(_why_not(error, environment)) from error


def _why_not(error: Exception, environment: Environment) -> str:
    if isinstance(error, OverflowError) or (
        isinstance(error, OSError) and error.errno in {errno.EADDRINUSE, errno.EACCES}
    ):
        return (
            f"Không mở được cổng {environment.port}: đã có chương trình khác dùng, không có quyền, "
            "hoặc số cổng quá lớn. Chọn cổng khác bằng biến CONGVU_PORT, ví dụ: "
            "CONGVU_PORT=8080 make run"
        )
    return (
        f"Không mở được địa chỉ “{environment.address}”: máy này không có địa chỉ đó. "
        f"Sửa biến CONGVU_ADDRESS, ví dụ 127.0.0.1 hoặc 0.0.0.0. ({error})"
    )


def _import_product() -> None:
    """Load everything that the children need, once, without opening a connection."""
    import django

    django.setup(set_prefix=False)
    for name in ("congvu.config.urls", "uvicorn", "procrastinate.worker"):
        importlib.import_module(name)


def _be_child(parent: int, run: Callable[[], None]) -> None:
    """In the fork: a process group of its own, signals as usual, and never back to the caller."""
    status = 1
    try:
        os.setpgid(0, 0)
        signal.pthread_sigmask(signal.SIG_SETMASK, [])
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.signal(signal.SIGUSR1, _end_group)
        die_with(parent, signal.SIGUSR1)
        run()
        status = 0
    except SystemExit as end:
        status = int(end.code or 0) if isinstance(end.code, int | None) else 1
    except BaseException:  # noqa: BLE001 - said once, then the process ends
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _end_group(*_: object) -> None:
    """The supervisor was killed: end at once, with the programs that this process has started."""
    end_below(os.getpid(), but=set())
    os.killpg(0, signal.SIGKILL)


def _ended_processes(*, except_for: int) -> list[int]:
    """The ids of children that have ended, buried; the database is left to its `Popen`."""
    ended: list[int] = []
    while True:
        try:
            found = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        except ChildProcessError:
            return ended
        if found is None or found.si_pid == except_for:
            return ended
        os.waitpid(found.si_pid, 0)
        ended.append(found.si_pid)


def _signal_group(process: int, by: signal.Signals) -> None:
    try:
        os.killpg(process, by)
    except ProcessLookupError:
        return


def _wait_until_answering(listener: socket.socket) -> None:
    host, port = listener.getsockname()[:2]
    for _ in range(600):
        connection = http.client.HTTPConnection(host, port, timeout=10)
        try:
            connection.request("GET", "/suc-khoe", headers={"Host": "localhost"})
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        finally:
            connection.close()
        time.sleep(0.05)


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)  # noqa: T201 - the operator's console
