"""What documents leave to the background."""

from __future__ import annotations

from procrastinate.contrib.django import app

from congvu.documents.actions import archiving


@app.periodic(cron="10 0 * * *", periodic_id="documents.remind_of_transfers")
@app.task(name="documents.remind_of_transfers", pass_context=False, retry=5)
def remind_of_transfers(timestamp: int) -> None:  # noqa: ARG001 - given by the scheduler
    """Every morning in Vietnam (cron times are UTC): files soon due at the archive."""
    archiving.remind_of_transfers()
