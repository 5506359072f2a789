"""One HTTP client for each process: connections are kept and used again."""

from __future__ import annotations

import functools
import os
from collections.abc import Mapping
from typing import Any

import httpx

from congvu.payments.providers.base import Unreachable

_PATIENCE = httpx.Timeout(20, connect=5)


@functools.cache
def _client(_process: int) -> httpx.Client:
    return httpx.Client(timeout=_PATIENCE, follow_redirects=False)


def post_json(
    url: str, body: Mapping[str, Any], *, headers: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The answer as a JSON object; whatever is none is `Unreachable`."""
    try:
        answer = _client(os.getpid()).post(url, json=body, headers=headers)
    except httpx.TimeoutException as silent:
        raise Unreachable("Cổng thanh toán không trả lời kịp.") from silent
    except (httpx.HTTPError, httpx.InvalidURL) as silent:
        raise Unreachable("Không kết nối được với cổng thanh toán.") from silent
    if answer.status_code != 200:
        raise Unreachable(f"Cổng thanh toán báo lỗi HTTP {answer.status_code}.")
    try:
        found = answer.json()
    except ValueError as broken:
        raise Unreachable("Trả lời của cổng thanh toán không đọc được.") from broken
    if not isinstance(found, dict):
        raise Unreachable("Trả lời của cổng thanh toán không đọc được.")
    return found
