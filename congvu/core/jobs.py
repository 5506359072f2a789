"""Jobs that a killed worker has left are done again."""

from __future__ import annotations

import structlog
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

SILENT = 60.0
"""Seconds without a sign of life after which a worker counts as dead. It gives one every ten, later
on a machine that is short of breath: its jobs must not be done twice for that.
"""
MOST_STARTS = 10
_log = structlog.get_logger()


@app.periodic(cron="* * * * * */10", periodic_id="core.take_up_left")
@app.task(name="core.take_up_left", pass_context=True, priority=100)
async def take_up_left(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 - as periodic ones
    """Every ten seconds, before all else. A job that has ended so many workers is left failed."""
    jobs = context.app.job_manager
    for job in await jobs.get_stalled_jobs(seconds_since_heartbeat=SILENT):
        if job.worker_id is not None and job.worker_id == context.job.worker_id:
            continue  # our own: this worker lives
        if job.attempts >= MOST_STARTS:
            _log.error("job_given_up", job=job.id, task=job.task_name, attempts=job.attempts)
            await jobs.finish_job(job, Status.FAILED, delete_job=False)
        else:
            await jobs.retry_job(job)
