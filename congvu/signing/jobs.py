"""What signing leaves to the background."""

from __future__ import annotations

from procrastinate.contrib.django import app

from congvu.signing.actions.lasting import renew_due


@app.periodic(cron="40 18 * * *", periodic_id="signing.renew")
@app.task(name="signing.renew", pass_context=False, retry=5)
def renew(timestamp: int) -> None:  # noqa: ARG001 - given by the scheduler
    """Every night in Vietnam (cron times are UTC): archive stamps that lapse soon."""
    while renew_due() >= 200:
        continue
