"""The gateway beside a demo installation: the same server, an address of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse

from congvu.payments.providers.vnpay import TEST_GATEWAY
from congvu.payments.testgateway import merchant
from congvu.payments.testgateway.app import Application, Merchant
from congvu.payments.testgateway.storage import Storage


class Beside:
    """Hands what lies under `/cong-thu` to the gateway, all else to the product."""

    def __init__(self, product: Any) -> None:
        self._product = product
        self._gateway: Application | None = None

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        path = scope.get("path", "")
        if scope["type"] == "http" and path.startswith(f"{TEST_GATEWAY}/"):
            await self._served()(scope, receive, send)
        else:
            await self._product(scope, receive, send)

    def _served(self) -> Application:
        if self._gateway is None:
            notice = f"{settings.BASE_URL}{reverse('payments:vnpay_notice')}"
            known = Merchant(merchant.TMN, merchant.secret(), notice)
            storage = Storage(Path(settings.DATA_DIR) / "test-gateway")
            self._gateway = Application(storage, known, root=TEST_GATEWAY)
        return self._gateway
