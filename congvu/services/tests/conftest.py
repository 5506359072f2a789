"""What the tests of public services ask for."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import uvicorn
from django.conf import settings
from django.test import Client

from congvu.directory.tests.factories import Office
from congvu.services.providers.post import TEST_POST
from congvu.services.testpost.app import Application
from congvu.services.testpost.storage import Storage
from congvu.services.tests.factories import Counter, citizen_client, make_counter


@pytest.fixture
def counter(office: Office) -> Counter:
    """An agency with a one-stop desk and a procedure."""
    return make_counter(office)


@pytest.fixture
def signed_in(counter: Counter) -> Client:
    """A browser in which the counter's citizen has signed in."""
    return citizen_client(counter.citizen)


@pytest.fixture
def parcels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The test post over real HTTP, and our settings that name it."""
    application = Application(Storage(tmp_path), "t", root=TEST_POST)
    server = uvicorn.Server(
        uvicorn.Config(application, port=0, lifespan="off", log_level="error", ws="none")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    url = f"http://127.0.0.1:{port}{TEST_POST}"
    monkeypatch.setattr(
        settings, "ENVIRONMENT", replace(settings.ENVIRONMENT, post=url, post_token="t")
    )
    yield url
    server.should_exit = True
    thread.join(10)
