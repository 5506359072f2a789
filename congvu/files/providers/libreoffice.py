"""LibreOffice, where it is installed: office files to PDF, one at a time, each in a clean home."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from congvu.files.providers import Unreachable


class LibreOffice:
    """`soffice` without a window; `lock` is the file by which processes take their turns."""

    def __init__(self, *, lock: Path, timeout: float = 120) -> None:
        self.lock = lock
        self.timeout = timeout

    @staticmethod
    def installed() -> str | None:
        """The program's path."""
        return shutil.which("soffice") or shutil.which("libreoffice")

    def to_pdf(self, path: Path) -> bytes:
        """The PDF of the file at `path` (named with its ending); raises `Unreachable`."""
        program = self.installed()
        if program is None:
            raise Unreachable("LibreOffice is not installed")
        with self._turn(), tempfile.TemporaryDirectory(prefix="congvu-pdf-") as home:
            self._run(
                [
                    program,
                    "--headless",
                    "--norestore",
                    "--nolockcheck",
                    "--nodefault",
                    f"-env:UserInstallation=file://{home}/profile",
                    "--convert-to",
                    "pdf",
                    "--outdir",
                    home,
                    str(path),
                ],
                home,
            )
            made = Path(home) / f"{path.stem}.pdf"
            if not made.exists():
                raise Unreachable("LibreOffice made no PDF")
            return made.read_bytes()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        self.lock.parent.mkdir(parents=True, exist_ok=True)
        with self.lock.open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _run(self, command: list[str], home: str) -> None:
        process = subprocess.Popen(  # noqa: S603 - our own command, the path is ours too
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={"PATH": os.environ.get("PATH", ""), "HOME": home, "LANG": "vi_VN.UTF-8"},
            start_new_session=True,
        )
        try:
            process.wait(self.timeout)
        except subprocess.TimeoutExpired as late:
            raise Unreachable("LibreOffice did not finish in time") from late
        finally:
            # soffice starts a child that outlives it: end the whole session.
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    finally:
        process.wait()
