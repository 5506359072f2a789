"""The provider beside a demo installation: the same server, an address of its own."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.urls import reverse

from congvu.services.providers.openid import TEST_PROVIDER, demo_secret
from congvu.services.testprovider.app import Application, Client
from congvu.services.testprovider.storage import Storage


def made() -> Application:
    """The provider under its root, with the demo itself as its client."""
    back = f"{settings.BASE_URL}{reverse('services:openid_back')}"
    return Application(
        Storage(Path(settings.DATA_DIR) / "test-provider"),
        Client("congvu", demo_secret(), back),
        address=f"{settings.BASE_URL}{TEST_PROVIDER}",
        root=TEST_PROVIDER,
    )
