"""The post office beside a demo installation: the same server, an address of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings

from congvu.services.providers.post import TEST_POST, token
from congvu.services.testpost.app import Application
from congvu.services.testpost.storage import Storage


class PostBeside:
    """Hands what lies under its address to the post office, all else to the product."""

    def __init__(self, product: Any) -> None:
        self._product = product
        self._office: Application | None = None

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "http" and scope.get("path", "").startswith(f"{TEST_POST}/"):
            if self._office is None:
                storage = Storage(Path(settings.DATA_DIR) / "test-post")
                self._office = Application(storage, token(), root=TEST_POST)
            await self._office(scope, receive, send)
        else:
            await self._product(scope, receive, send)
