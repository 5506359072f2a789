"""What signing leaves to the background."""

from __future__ import annotations

from procrastinate.contrib.django import app

from congvu.signing.actions.lasting import renew_due
from congvu.signing.actions.trusting import watch


@app.periodic(cron="40 18 * * *", periodic_id="signing.renew")
@app.task(name="signing.renew", pass_context=False, retry=5)
def renew(timestamp: int) -> None:  # noqa: ARG001 - given by the scheduler
    """Every night in Vietnam (cron times are UTC): archive stamps that lapse soon."""
    renew_due()


@app.periodic(cron="50 18 * * 0", periodic_id="signing.watch")
@app.task(name="signing.watch", pass_context=False, retry=5)
def watch_trust(timestamp: int) -> None:  # noqa: ARG001 - given by the scheduler
    """Every week: roots that end soon, lists that have run out."""
    watch()
