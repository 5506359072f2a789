"""The calendar's yearly growth."""

from __future__ import annotations

from procrastinate.contrib.django import app

from congvu.workdays import actions


@app.periodic(cron="15 17 * * *", periodic_id="workdays.seed_near")
@app.task(name="workdays.seed_near", pass_context=False, retry=5)
def seed_near(timestamp: int) -> None:  # noqa: ARG001 - given by the scheduler
    """Every night in Vietnam (cron times are UTC): the years around this one stand in the table."""
    actions.seed_near()
