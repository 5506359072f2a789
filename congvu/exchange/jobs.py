"""What the exchange leaves to the background."""

from __future__ import annotations

from procrastinate.contrib.django import app
from procrastinate.types import JSONDict

from congvu.core import clock
from congvu.exchange.actions import polling, reconciling, sending, taking
from congvu.exchange.models import Line
from congvu.exchange.queries.watching import lines_with_work
from congvu.exchange.types import LineKind


@app.task(name="exchange.send_line")
def send_line(*, line_id: int) -> None:
    """What is due on the line; several workers may send on one line."""
    if line := Line.objects.filter(pk=line_id, active=True).first():
        sending.send_due(line)


@app.task(name="exchange.take_line")
def take_line(*, line_id: int) -> None:
    """What has come by the line."""
    if line := Line.objects.filter(pk=line_id).first():
        taking.take_due(line)


@app.task(name="exchange.poll_line")
def poll_line(*, line_id: int) -> None:
    """What waits on the axis."""
    if line := Line.objects.filter(pk=line_id, active=True).first():
        polling.poll(line)


@app.periodic(cron="* * * * * */10", periodic_id="exchange.sweep")
@app.task(name="exchange.sweep", pass_context=False)
def sweep(timestamp: int) -> None:  # noqa: ARG001 - given by the scheduler
    """Every ten seconds: what waits for another attempt, what a dead worker has left, the axes."""
    sends, takes = lines_with_work(clock.now())
    axes = Line.objects.filter(active=True).exclude(kind=LineKind.OWN).values_list("pk", flat=True)
    for task, lines in ((send_line, sends), (take_line, takes), (poll_line, axes)):
        wanted: list[JSONDict] = [{"line_id": pk} for pk in lines]
        if wanted:
            task.batch_defer(*wanted)


@app.periodic(cron="30 18 * * *", periodic_id="exchange.sync_directories")
@app.task(name="exchange.sync_directories", pass_context=False, retry=3)
def sync_directories(timestamp: int) -> None:  # noqa: ARG001 - given by the scheduler
    """At half past one in the night (Vietnam): the directories of the axes."""
    for line in Line.objects.filter(active=True).exclude(kind=LineKind.OWN):
        polling.sync_directory(line)


@app.periodic(cron="0 20 * * *", periodic_id="exchange.reconcile")
@app.task(name="exchange.reconcile", pass_context=False, retry=3)
def reconcile(timestamp: int) -> None:  # noqa: ARG001 - given by the scheduler
    """At three in the night (Vietnam): do both sides of each line agree?"""
    for line in Line.objects.filter(active=True):
        reconciling.reconcile(line)
