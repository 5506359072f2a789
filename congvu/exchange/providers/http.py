"""One HTTP client for each process: connections are kept and used again."""

from __future__ import annotations

import functools
import os
from typing import Any

import httpx

from congvu.exchange.providers.base import Rejected, Unreachable

_LIMITS = httpx.Limits(max_connections=20, max_keepalive_connections=10)
_PATIENCE = httpx.Timeout(30, connect=5)


@functools.cache
def _client(_process: int) -> httpx.Client:
    return httpx.Client(limits=_LIMITS, timeout=_PATIENCE, follow_redirects=False)


def ask(method: str, url: str, **given: Any) -> httpx.Response:
    """The answer; whatever is no answer is `Unreachable`."""
    try:
        answer = _client(os.getpid()).request(method, url, **given)
    except httpx.TimeoutException as silent:
        raise Unreachable("Máy chủ bên kia không trả lời kịp.") from silent
    except httpx.ConnectError as silent:
        raise Unreachable("Không kết nối được với máy chủ bên kia.") from silent
    except (httpx.HTTPError, httpx.InvalidURL) as silent:
        raise Unreachable("Máy chủ bên kia ngắt kết nối giữa chừng.") from silent
    if answer.status_code >= 500:
        raise Unreachable(f"Hệ thống bên kia báo lỗi HTTP {answer.status_code}.")
    return answer


def json_of(answer: httpx.Response) -> dict[str, Any]:
    """The answer as a JSON object; a cut or strange one is `Unreachable`."""
    try:
        found = answer.json()
    except ValueError as broken:
        raise Unreachable("Trả lời của hệ thống bên kia không đọc được.") from broken
    if not isinstance(found, dict):
        raise Unreachable("Trả lời của hệ thống bên kia không đọc được.")
    return found


def rejected(fault: object, words: object) -> Rejected:
    """The refusal that the other side has worded."""
    code = int(str(fault)) if str(fault).isdecimal() else 0
    return Rejected(code, str(words or f"Hệ thống bên kia từ chối, mã lỗi {fault}.")[:500])
