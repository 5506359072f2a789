"""What documents leave to the background."""

from __future__ import annotations

from datetime import date

from procrastinate.contrib.django import app
from procrastinate.types import JSONDict

from congvu.core import clock
from congvu.documents.actions import archiving, due_reminders, past_import, token_signing
from congvu.workdays.queries import is_working_day


@app.periodic(cron="15 23 * * *", periodic_id="documents.remind_due")
@app.task(name="documents.remind_due", pass_context=False, retry=5)
def remind_due(timestamp: int) -> None:  # noqa: ARG001 - given by the scheduler
    """A quarter past six in Vietnam on working days, before the morning's letters go out."""
    today = clock.today()
    if not is_working_day(today):
        return
    waiting: list[JSONDict] = [
        {"agency_id": pk, "on": today.isoformat()}
        for pk in sorted(due_reminders.agencies_with_dues(today))
    ]
    if waiting:
        remind_agency.batch_defer(*waiting)


@app.task(name="documents.remind_agency", retry=5)
def remind_agency(*, agency_id: int, on: str) -> None:
    """One agency's people; whoever was reminded that day is not reminded again."""
    due_reminders.remind_agency(agency_id, on=date.fromisoformat(on))


@app.periodic(cron="10 0 * * *", periodic_id="documents.remind_of_transfers")
@app.task(name="documents.remind_of_transfers", pass_context=False, retry=5)
def remind_of_transfers(timestamp: int) -> None:  # noqa: ARG001 - given by the scheduler
    """Every morning in Vietnam (cron times are UTC): files soon due at the archive."""
    archiving.remind_of_transfers()


@app.periodic(cron="*/10 * * * *", periodic_id="documents.end_late_signings")
@app.task(name="documents.end_late_signings", pass_context=False, retry=5)
def end_late_signings(timestamp: int) -> None:  # noqa: ARG001 - given by the scheduler
    """Signings by USB token that were begun and left; the journal says that they ended."""
    token_signing.end_late()


@app.task(name="documents.take_past", retry=5)
def take_past(*, past_id: int) -> None:
    """The next rows of an index of past documents; those behind them are queued again."""
    if past_import.take(past_id):
        past_import.defer(past_id)
