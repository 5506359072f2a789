"""What jobs queue in the worker belongs to their transactions."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from congvu.config.children import worker_connector

pytestmark = pytest.mark.django_db(transaction=True)
NAME = "test.queues_and_thinks_better_of_it"


class ThoughtBetter(Exception):  # noqa: N818 - it is none
    """The job's transaction is rolled back."""


@pytest.fixture
def doubtful() -> Iterator[list[bool]]:
    """A job that queues another twice; whether the other was seen queued before the commit."""
    seen: list[bool] = []

    def queue(line_id: int) -> None:
        app.configure_task("exchange.send_line").defer(line_id=line_id)

    @app.task(name=NAME)
    def run() -> None:
        with transaction.atomic():
            queue(-1)
            seen.append(ProcrastinateJob.objects.filter(args={"line_id": -1}).exists())
        with transaction.atomic():
            queue(-2)
            raise ThoughtBetter

    yield seen
    del app.tasks[NAME]


def test_a_job_rolled_back_has_queued_nothing(doubtful: list[bool]) -> None:
    async def work() -> None:
        with app.replace_connector(worker_connector()) as worker_app:
            async with worker_app.open_async():
                await worker_app.run_worker_async(
                    wait=False, install_signal_handlers=False, listen_notify=False
                )

    pk = app.configure_task(NAME).defer()
    asyncio.run(work())
    assert doubtful == [True]
    assert ProcrastinateJob.objects.get(pk=pk).status == "failed"
    assert ProcrastinateJob.objects.filter(args={"line_id": -1}).exists()
    assert not ProcrastinateJob.objects.filter(args={"line_id": -2}).exists()
