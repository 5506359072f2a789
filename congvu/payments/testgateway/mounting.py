"""The gateway beside a demo installation: the same server, an address of its own."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.urls import reverse

from congvu.payments.providers.vnpay import TEST_GATEWAY
from congvu.payments.testgateway import merchant
from congvu.payments.testgateway.app import Application, Merchant
from congvu.payments.testgateway.storage import Storage


def made() -> Application:
    """The gateway under its root, with the demo's merchant."""
    notice = f"{settings.BASE_URL}{reverse('payments:vnpay_notice')}"
    known = Merchant(merchant.TMN, merchant.secret(), notice)
    storage = Storage(Path(settings.DATA_DIR) / "test-gateway")
    return Application(storage, known, root=TEST_GATEWAY)
