"""Visiting pages of public services in tests."""

from __future__ import annotations

import io
import uuid
from typing import Any

from django.test import Client
from django.urls import reverse
from PIL import Image


def _pdf() -> bytes:
    Image.new("RGB", (200, 200), "white").save(made := io.BytesIO(), "PDF")
    return made.getvalue()


PDF = _pdf()
"""A paper to hand in."""


def page(client: Client, name: str, /, *args: object, **query: str) -> str:
    """The page as it is shown; it must open."""
    answer = client.get(reverse(f"services:{name}", args=args), query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def begin(client: Client, name: str, code: str) -> Any:
    """The answer to the button by which a dossier is begun, on a page that was opened just now."""
    return send(client, name, code, form_key=uuid.uuid4())


def send(client: Client, name: str, /, *args: object, **data: Any) -> Any:
    """The answer to a form."""
    return client.post(reverse(f"services:{name}", args=args), data)
