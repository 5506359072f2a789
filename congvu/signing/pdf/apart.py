"""Verifying in a process of its own: a hostile file costs at most some seconds and some memory.

Run as a module it waits (`core/waiting.py`); a request is the file, with trust and moment or with
how much of it was given out, and the answer JSON.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from congvu.core.waiting import Pool, serve
from congvu.signing.pdf.returned import added
from congvu.signing.pdf.trust import Trust
from congvu.signing.pdf.verifying import verify
from congvu.signing.types import Added, Check, FileVerdict, Result

_here: ContextVar[bool] = ContextVar("here", default=False)
_MEMORY, _PROCESSOR_SECONDS, _SECONDS = 1536 * 1024**2, 30, 60
_MOST_ANSWER = 64 * 1024**2
_verifiers = Pool("congvu.signing.pdf.apart")


def verify_apart(pdf: bytes, *, trust: Trust, now: datetime) -> FileVerdict:
    """The verdict; unknown, in words, for a file that needs more than the limits allow."""
    if _here.get():
        return asyncio.run(verify(pdf, trust=trust, now=now))
    head = {
        "now": now.isoformat(),
        "strict": trust.strict,
        "limits": trust.limits,
        "roots": [base64.b64encode(one).decode() for one in trust.roots],
        "lists": [base64.b64encode(one).decode() for one in trust.lists],
        "answers": [base64.b64encode(one).decode() for one in trust.answers],
    }
    answer = _asked(head, pdf)
    if not answer:
        reason = "Tệp quá phức tạp hoặc bị hỏng nên không kiểm tra được chữ ký số."
        check = Check("file", "Đọc tệp", Result.UNKNOWN, reason)
        return FileVerdict(hashlib.sha256(pdf).hexdigest(), len(pdf), (), (check,), {}, now)
    certificates = tuple(map(base64.b64decode, answer["certificates"]))
    return replace(FileVerdict.from_json(answer["verdict"]), certificates=certificates)


def added_apart(pdf: bytes, *, base: int, slot: str) -> Added:
    """What the file has behind the bytes that were given out; unreadable beyond the limits."""
    answer = _asked({"base": base, "slot": slot}, pdf)
    return Added(**answer) if answer else Added(readable=False)


def _asked(head: dict[str, Any], pdf: bytes) -> dict[str, Any]:
    """The answer, empty where there is none."""
    answer = _verifiers.ask(head, pdf, seconds=_SECONDS)
    found: dict[str, Any] = json.loads(answer) if answer else {}
    return found


@contextmanager
def in_this_process() -> Iterator[None]:
    """Verify here: for loading, where the files are our own and a process for each costs most."""
    token = _here.set(True)
    try:
        yield
    finally:
        _here.reset(token)


def _work(asked: dict[str, Any], pdf: bytes) -> bytes:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_PROCESSOR_SECONDS, _PROCESSOR_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    answer = _added(asked, pdf) if "base" in asked else _verified(asked, pdf)
    return json.dumps(answer).encode()


def _added(asked: dict[str, Any], pdf: bytes) -> dict[str, Any]:
    return asdict(added(pdf, base=asked["base"], slot=asked["slot"]))


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
    serve(_work, most=_MOST_ANSWER)
