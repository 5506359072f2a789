"""What payments leave to the background."""

from __future__ import annotations

from datetime import date, timedelta

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from congvu.core import clock
from congvu.directory.models import Agency
from congvu.payments.actions import asking_again, receipts, reconciling, refunding


@app.periodic(cron="* * * * *", periodic_id="payments.ask_silent")
@app.task(name="payments.ask_silent", pass_context=False)
def ask_silent(timestamp: int) -> None:  # noqa: ARG001 - given by the scheduler
    """Every minute: what became of attempts whose gateway has said nothing."""
    while asking_again.ask_due():
        pass


@app.task(name="payments.make_receipt", retry=5)
def make_receipt(*, receipt_id: int) -> None:
    """The page of a receipt."""
    receipts.make(receipt_id)


@app.task(name="payments.send_refund", retry=RetryStrategy(max_attempts=40, wait=300))
def send_refund(*, refund_id: int) -> None:
    """A refund at the gateway; while that is silent or at it, again every five minutes."""
    refunding.send(refund_id)


@app.task(name="payments.reconcile_day", retry=3)
def reconcile_day(*, agency_id: int, day: str) -> None:
    """One day of one agency."""
    reconciling.reconcile(Agency.objects.get(pk=agency_id), date.fromisoformat(day))


@app.periodic(cron="30 19 * * *", periodic_id="payments.reconcile")
@app.task(name="payments.reconcile", pass_context=False)
def reconcile(timestamp: int) -> None:  # noqa: ARG001 - given by the scheduler
    """At half past two in the night (Vietnam): yesterday, wherever something happened."""
    day = clock.today() - timedelta(days=1)
    for agency in reconciling.agencies_of(day):
        reconcile_day.defer(agency_id=agency.pk, day=day.isoformat())
