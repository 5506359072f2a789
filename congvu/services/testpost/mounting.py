"""The post office beside a demo installation: the same server, an address of its own."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from congvu.services.providers.post import TEST_POST, token
from congvu.services.testpost.app import Application
from congvu.services.testpost.storage import Storage


def made() -> Application:
    """The post office under its root, for those who bear the demo's token."""
    return Application(Storage(Path(settings.DATA_DIR) / "test-post"), token(), root=TEST_POST)
