"""The daily anchoring of the chains."""

from __future__ import annotations

from procrastinate.contrib.django import app

from congvu.journal import actions


@app.periodic(cron="5 17 * * *", periodic_id="journal.anchor")
@app.task(name="journal.anchor", pass_context=False, retry=5)
def anchor(timestamp: int) -> None:  # noqa: ARG001 - given by the scheduler
    """Five past midnight in Vietnam (cron times are UTC); a second run on a day changes nothing."""
    actions.anchor()
