"""What public services leave to the background."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from procrastinate.contrib.django import app

from congvu.core import clock
from congvu.services.actions import messages, overdue, posting, syncing, tallying
from congvu.services.models import Message

_LEFT_LYING = timedelta(minutes=3)


@app.task(name="services.send_message")
def send_message(*, message_id: int) -> None:
    """One message to a citizen."""
    if message := Message.objects.filter(pk=message_id).first():
        messages.send(message)


@app.task(name="services.send_sync")
def send_sync() -> None:
    """What the national portal has yet to be told."""
    syncing.send_due()


@app.task(name="services.send_post")
def send_post() -> None:
    """Orders to the public post."""
    posting.send_due()


@app.periodic(cron="* * * * *", periodic_id="services.sweep")
@app.task(name="services.sweep", pass_context=False)
def sweep(timestamp: int) -> None:  # noqa: ARG001 - given by the scheduler
    """Every minute: what failed is tried again, and what a worker took up and never ended."""
    failed = Q(attempts__range=(1, 7)) | Q(attempts=0, made_at__lt=clock.now() - _LEFT_LYING)
    waiting = Message.objects.filter(failed, sent_at=None).exclude(contact="")
    for message in waiting.order_by("id")[:100]:
        messages.send(message)
    syncing.send_due()
    posting.send_due()


@app.periodic(cron="* * * * *", periodic_id="services.tally")
@app.task(name="services.tally", lock="services.tally", pass_context=False)
def tally(timestamp: int) -> None:  # noqa: ARG001 - given by the scheduler
    """Every minute: the figures of months in which a dossier has changed."""
    while tallying.count_marked():
        pass


@app.periodic(cron="*/20 * * * *", periodic_id="services.apologise")
@app.task(name="services.apologise", pass_context=False)
def apologise(timestamp: int) -> None:  # noqa: ARG001 - given by the scheduler
    """Every twenty minutes: those that will not be ready are apologised for in time."""
    overdue.apologise_in_time()


@app.periodic(cron="* * * * *", periodic_id="services.post_states")
@app.task(name="services.post_states", pass_context=False)
def post_states(timestamp: int) -> None:  # noqa: ARG001 - given by the scheduler
    """Every minute: how far the parcels are whose time it is to ask."""
    posting.ask_states()
