"""Visiting pages of public services in tests."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse


def page(client: Client, name: str, /, *args: object, **query: str) -> str:
    """The page as it is shown; it must open."""
    answer = client.get(reverse(f"services:{name}", args=args), query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def send(client: Client, name: str, /, *args: object, **data: Any) -> Any:
    """The answer to a form."""
    return client.post(reverse(f"services:{name}", args=args), data)
