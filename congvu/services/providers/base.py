"""What the outside systems of public services have in common."""

from __future__ import annotations

import os
from functools import cache
from typing import Any

import httpx


class Unreachable(Exception):  # noqa: N818 - it is an answer, not a fault
    """Nobody answered, or not in a way that can be understood: try again later."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class Rejected(Exception):  # noqa: N818 - it is an answer, not a fault
    """The other side refuses this for good; `words` say why."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


_PATIENCE = httpx.Timeout(20, connect=5)


@cache
def _client(_process: int) -> httpx.Client:
    return httpx.Client(timeout=_PATIENCE, follow_redirects=False)


def post_json(url: str, body: dict[str, Any], *, headers: dict[str, str]) -> dict[str, Any]:
    """The JSON object answered to the JSON body; whatever is no such answer is `Unreachable`."""
    try:
        answer = _client(os.getpid()).post(url, json=body, headers=headers)
        found = answer.json() if answer.status_code < 500 else None
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as silent:
        words = "Hệ thống bên kia không trả lời, hoặc trả lời không đọc được."
        raise Unreachable(words) from silent
    if not isinstance(found, dict):
        raise Unreachable(f"Hệ thống bên kia báo lỗi HTTP {answer.status_code}.")
    return found
