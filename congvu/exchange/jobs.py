"""What the exchange leaves to the background."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

from django.db import connection
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.tasks import Task
from procrastinate.types import JSONDict

from congvu.core import clock
from congvu.exchange.actions import polling, reconciling, sending, taking
from congvu.exchange.actions.leasing import Turn
from congvu.exchange.models import Line
from congvu.exchange.queries.watching import lines_with_work
from congvu.exchange.types import LineKind

_SECONDS = 5.0
"""A job's turn: then it goes to the end of the queue, so that no line holds up all others."""
_ASKING = 20.0
"""The turn of who asks an axis: one at a time does, and each time begins with a long list."""
_LATER = RetryStrategy(max_attempts=6, linear_wait=600)
"""A line that is silent in the night is asked again after ten minutes, twenty, thirty…"""


@app.task(name="exchange.send_line")
def send_line(*, line_id: int) -> None:
    """What is due on the line; several workers may send on one line."""
    if line := Line.objects.filter(pk=line_id, active=True).first():
        _turn(send_line, sending.send_due, line)


@app.task(name="exchange.take_line")
def take_line(*, line_id: int) -> None:
    """What has come by the line."""
    if line := Line.objects.filter(pk=line_id).first():
        _turn(take_line, taking.take_due, line)


@app.task(name="exchange.poll_line")
def poll_line(*, line_id: int) -> None:
    """What waits on the axis."""
    if line := Line.objects.filter(pk=line_id, active=True).first():
        _turn(poll_line, polling.poll, line, seconds=_ASKING)


class _Done(Protocol):
    def __call__(self, line: Line, *, turn: Turn) -> int: ...


_SAME = """
DELETE FROM procrastinate_jobs WHERE id IN (
  SELECT id FROM procrastinate_jobs
  WHERE status = 'todo' AND task_name = %s AND (args ->> 'line_id')::bigint = %s
    AND scheduled_at IS NULL
  FOR UPDATE SKIP LOCKED
)
"""
"""Every packet asks for a job; this one does what they would."""


def _turn(task: Task[Any, Any, Any], run: _Done, line: Line, *, seconds: float = _SECONDS) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_SAME, [task.name, line.pk])
    turn = Turn(seconds)
    run(line, turn=turn)
    if turn.is_over():
        task.defer(line_id=line.pk)


@app.periodic(cron="* * * * * */10", periodic_id="exchange.sweep")
@app.task(name="exchange.sweep", pass_context=False, priority=50)
def sweep(timestamp: int) -> None:  # noqa: ARG001 - given by the scheduler
    """Every ten seconds: what waits for another attempt, what a dead worker has left, the axes."""
    sends, takes = lines_with_work(clock.now())
    for task, lines in ((send_line, sends), (take_line, takes), (poll_line, _axes())):
        _each(task, lines)


@app.task(name="exchange.sync_line", retry=_LATER)
def sync_line(*, line_id: int) -> None:
    """The directory of an axis."""
    if line := Line.objects.filter(pk=line_id, active=True).first():
        polling.sync_directory(line)


@app.periodic(cron="30 18 * * *", periodic_id="exchange.sync_directories")
@app.task(name="exchange.sync_directories", pass_context=False)
def sync_directories(timestamp: int) -> None:  # noqa: ARG001 - given by the scheduler
    """At half past one in the night (Vietnam): the directories of the axes."""
    _each(sync_line, _axes())


@app.task(name="exchange.reconcile_line", retry=_LATER)
def reconcile_line(*, line_id: int) -> None:
    """Do both sides of the line agree?"""
    if line := Line.objects.filter(pk=line_id, active=True).first():
        reconciling.reconcile(line)


@app.periodic(cron="0 20 * * *", periodic_id="exchange.reconcile")
@app.task(name="exchange.reconcile", pass_context=False)
def reconcile(timestamp: int) -> None:  # noqa: ARG001 - given by the scheduler
    """At three in the night (Vietnam): each line is compared by a job of its own."""
    _each(reconcile_line, Line.objects.filter(active=True).values_list("pk", flat=True))


def _axes() -> Iterable[int]:
    return Line.objects.filter(active=True).exclude(kind=LineKind.OWN).values_list("pk", flat=True)


def _each(task: Task[Any, Any, Any], lines: Iterable[int]) -> None:
    wanted: list[JSONDict] = [{"line_id": pk} for pk in lines]
    if wanted:
        task.batch_defer(*wanted)
