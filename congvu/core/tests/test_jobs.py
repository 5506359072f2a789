"""Jobs of killed workers are done again; those of living ones are left to them."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from congvu.core import clock, jobs

pytestmark = pytest.mark.django_db(transaction=True)


def taken_by_worker(*, silent: float, attempts: int = 0) -> int:
    """A job that a worker has begun who was last heard of so many seconds ago."""
    pk = app.configure_task("exchange.send_line").defer(line_id=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s) RETURNING id",
            [clock.now() - timedelta(seconds=silent)],
        )
        (worker,) = cursor.fetchone()
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s, attempts = %s"
            " WHERE id = %s",
            [worker, attempts, pk],
        )
    return pk


def state_of(pk: int) -> str:
    return str(ProcrastinateJob.objects.get(pk=pk).status)


def work_off() -> None:
    async def work() -> None:
        connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]
        with app.replace_connector(connector) as worker_app:
            async with worker_app.open_async():
                await worker_app.run_worker_async(
                    wait=False,
                    install_signal_handlers=False,
                    listen_notify=False,
                    stalled_worker_timeout=jobs.SILENT,
                )

    app.configure_task("core.take_up_left").defer(timestamp=0)
    asyncio.run(work())


def test_what_a_killed_worker_left_is_done() -> None:
    left = taken_by_worker(silent=jobs.SILENT + 5)
    work_off()
    assert state_of(left) == "succeeded"


def test_what_a_living_worker_does_is_left_to_it() -> None:
    running = taken_by_worker(silent=jobs.SILENT - 10)
    work_off()
    assert state_of(running) == "doing"


def test_a_job_that_ends_every_worker_is_given_up() -> None:
    deadly = taken_by_worker(silent=jobs.SILENT + 5, attempts=jobs.MOST_STARTS)
    work_off()
    assert state_of(deadly) == "failed"
