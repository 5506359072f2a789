"""The chaos in short: two databases, killed workers, a killed axis, a bad line; nothing goes wrong.

The long form with whole process trees is `python -m tests.chaos`; here each side is a database of
the tests' own server and one worker process.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection

from tests.chaos import PLACES, ROOT, Chaos, Installation
from tests.chaos_tally import WRONG

_LOAD = (
    "import django; django.setup()\n"
    "from django.conf import settings; from congvu.demo.neighbour import load_neighbour\n"
    "load_neighbour(settings.ENVIRONMENT.neighbour, keys=False)\n"
)


class Light(Installation):
    """A database beside the tests' own, and a worker that is killed and started again."""

    worker: subprocess.Popen[bytes] | None = None
    web: subprocess.Popen[bytes] | None = None

    @property
    def database(self) -> str:
        return os.environ["DATABASE_URL"].replace("/postgres?", f"/chaos_{self.mark}?")

    @property
    def mark(self) -> str:
        return f"{self.name}_{os.getpid()}"

    def start(self) -> None:
        self.folder.mkdir(parents=True)
        self.loading = subprocess.Popen(
            [sys.executable, "-c", _LOAD], cwd=ROOT, env=self.variables(outside=True)
        )

    def wait(self, seconds: float = 1200) -> None:
        assert self.loading.wait(seconds) == 0
        self.serve()

    def serve(self) -> None:
        if self.worker is None or self.worker.poll() is not None:
            self.worker = self.clerks("serve")
        if self.trusting and (self.web is None or self.web.poll() is not None):
            self.web = subprocess.Popen(
                [sys.executable, "-m", "uvicorn", "congvu.config.asgi:application", "--port",
                 str(self.port), "--log-level", "critical", "--lifespan", "off"],
                cwd=ROOT, env=self.variables(outside=True),
            )  # fmt: skip

    def _running(self) -> list[subprocess.Popen[bytes]]:
        return [one for one in (self.worker, self.web) if one]

    def children(self) -> list[int]:
        self.keep_up()
        return [one.pid for one in self._running()]

    def keep_up(self) -> None:
        """What the supervisor does for a whole installation."""
        self.serve()

    def stop(self) -> None:
        for one in self._running():
            one.kill()
            one.wait()


@pytest.fixture
def chaos(tmp_path: Path, django_db_setup: None) -> Iterator[Chaos]:
    """Two copies of the migrated, empty test database."""
    stage = Chaos(tmp_path, 20, random.Random(1804))  # noqa: S311 - which blow falls when
    stage.sides = [Light(name, tmp_path / name) for name in PLACES]
    template = connection.settings_dict["NAME"]
    connection.close()
    connection.close_pool()
    server = os.environ["DATABASE_URL"]
    assert urlsplit(server).path == "/postgres"
    with psycopg.connect(server, autocommit=True) as asked:
        for one in stage.sides:
            asked.execute(f'CREATE DATABASE "chaos_{one.mark}" TEMPLATE "{template}"')
    yield stage
    stage.end()
    with psycopg.connect(server, autocommit=True) as asked:
        for one in stage.sides:
            asked.execute(f'DROP DATABASE "chaos_{one.mark}" WITH (FORCE)')


@pytest.mark.slow
@pytest.mark.parametrize("own", [False, True], ids=["axis", "own line"])
@pytest.mark.django_db(transaction=True)
def test_nothing_is_lost_doubled_or_out_of_order(chaos: Chaos, own: bool) -> None:
    chaos.own = own
    chaos.begin()
    chaos.run(pause=2.5, longest=60)
    chaos.make_peace(360)  # a line that nobody answered rests for up to five minutes
    tally = chaos.tally()
    assert {name: tally.get(name, 0) for name in WRONG} == dict.fromkeys(WRONG, 0)
    assert tally["documents"] >= 20
