"""A store of its own for every test, and uploads as a browser sends them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from congvu.directory.tests.factories import Office
from congvu.files.actions import receive
from congvu.files.models import StoredFile

Receive = Callable[[str, bytes], StoredFile]


@pytest.fixture(autouse=True)
def store_dir(settings: Any, tmp_path: Path) -> Path:
    """Where contents lie in this test."""
    settings.DATA_DIR = tmp_path
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, clamd="", files_key="")
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "files")},
        },
    }
    return tmp_path / "files"


@pytest.fixture
def left_behind(tmp_path: Path) -> Callable[[], list[str]]:
    """Every file that is on the disk now."""
    return lambda: [str(path) for path in tmp_path.rglob("*") if path.is_file()]


@pytest.fixture
def take(office: Office) -> Receive:
    """The specialist of the office uploads."""
    return lambda name, content: receive(SimpleUploadedFile(name, content), actor=office.specialist)
