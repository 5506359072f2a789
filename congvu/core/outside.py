"""Asking outside systems over HTTP: one client for each process, its connections used again.

Only the classes in `<app>/providers/` call it: nothing else opens a socket.
"""

from __future__ import annotations

import functools
import ipaddress
import os
from typing import Any
from urllib.parse import urlsplit

import httpx

_LIMITS = httpx.Limits(max_connections=20, max_keepalive_connections=10)
_SECONDS = 30.0
_THEY = "máy chủ bên kia"


class Unreachable(Exception):  # noqa: N818 - it is an answer, not a fault
    """Nobody answered, or not in a way that can be understood and trusted: try again later."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


@functools.cache
def _client(_process: int) -> httpx.Client:
    return httpx.Client(limits=_LIMITS, follow_redirects=False)


def ask(
    method: str, url: str, *, they: str = _THEY, seconds: float = _SECONDS, **given: Any
) -> httpx.Response:
    """The answer; whatever is no answer within the seconds is `Unreachable`.

    `they` names the other side in its words. Five seconds are enough to be connected.
    """
    patience = httpx.Timeout(seconds, connect=5)
    try:
        answer = _client(os.getpid()).request(method, url, timeout=patience, **given)
    except httpx.TimeoutException as silent:
        raise Unreachable(f"{_capital(they)} không trả lời kịp.") from silent
    except httpx.ConnectError as silent:
        raise Unreachable(f"Không kết nối được với {they}.") from silent
    except (httpx.HTTPError, httpx.InvalidURL) as silent:
        raise Unreachable(f"{_capital(they)} ngắt kết nối giữa chừng.") from silent
    if answer.status_code >= 500:
        raise Unreachable(f"{_capital(they)} báo lỗi HTTP {answer.status_code}.")
    return answer


def in_clear(url: str) -> bool:
    """Whether others can read on the way what is sent there: no HTTPS, and beyond this machine."""
    parts = urlsplit(url)
    return parts.scheme != "https" and not _is_this_machine(parts.hostname or "")


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def json_of(answer: httpx.Response, *, they: str = _THEY) -> dict[str, Any]:
    """The answer as a JSON object; a cut or strange one is `Unreachable`."""
    try:
        found = answer.json()
    except ValueError as broken:
        raise Unreachable(f"Trả lời của {they} không đọc được.") from broken
    if not isinstance(found, dict):
        raise Unreachable(f"Trả lời của {they} không đọc được.")
    return found


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
