"""What payments leave to the background."""

from __future__ import annotations

from procrastinate.contrib.django import app

from congvu.payments.actions import asking_again


@app.periodic(cron="* * * * *", periodic_id="payments.ask_silent")
@app.task(name="payments.ask_silent", pass_context=False)
def ask_silent(timestamp: int) -> None:  # noqa: ARG001 - given by the scheduler
    """Every minute: what became of attempts whose gateway has said nothing."""
    while asking_again.ask_due():
        pass
