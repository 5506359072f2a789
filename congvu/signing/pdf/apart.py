"""Verifying in a process of its own: a hostile file costs at most some seconds and some memory.

Run as a module it reads one line of JSON (trust, moment) and the file from its input, and answers
with the verdict as JSON.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from pathlib import Path

from congvu.signing.pdf.trust import Trust
from congvu.signing.pdf.verifying import verify
from congvu.signing.types import Check, FileVerdict, Result

_ROOT = Path(__file__).resolve().parents[3]
_here: ContextVar[bool] = ContextVar("here", default=False)
_MEMORY, _PROCESSOR_SECONDS, _SECONDS = 1536 * 1024**2, 30, 60


def verify_apart(pdf: bytes, *, trust: Trust, now: datetime) -> FileVerdict:
    """The verdict; unknown, in words, for a file that needs more than the limits allow."""
    if _here.get():
        return asyncio.run(verify(pdf, trust=trust, now=now))
    head = {
        "now": now.isoformat(),
        "roots": [base64.b64encode(one).decode() for one in trust.roots],
        "lists": [base64.b64encode(one).decode() for one in trust.lists],
    }
    try:
        done = subprocess.run(
            [sys.executable, "-s", "-m", "congvu.signing.pdf.apart"],
            cwd=_ROOT,
            input=json.dumps(head).encode() + b"\n" + pdf,
            capture_output=True,
            check=True,
            timeout=_SECONDS,
            env={"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8"},
        )
        return FileVerdict.from_json(json.loads(done.stdout))
    except (subprocess.SubprocessError, ValueError):
        reason = "Tệp quá phức tạp hoặc bị hỏng nên không kiểm tra được chữ ký số."
        check = Check("file", "Đọc tệp", Result.UNKNOWN, reason)
        return FileVerdict(hashlib.sha256(pdf).hexdigest(), len(pdf), (), (check,), {}, now)


@contextmanager
def in_this_process() -> Iterator[None]:
    """Verify here: for loading, where the files are our own and a process for each costs most."""
    token = _here.set(True)
    try:
        yield
    finally:
        _here.reset(token)


def main() -> None:
    """One verification, under limits."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_PROCESSOR_SECONDS, _PROCESSOR_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    head = json.loads(sys.stdin.buffer.readline())
    roots, lists = (tuple(map(base64.b64decode, head[part])) for part in ("roots", "lists"))
    now = datetime.fromisoformat(head["now"])
    verdict = asyncio.run(verify(sys.stdin.buffer.read(), trust=Trust(roots, lists), now=now))
    sys.stdout.write(json.dumps(verdict.as_json()))


if __name__ == "__main__":
    main()
