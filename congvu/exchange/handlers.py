"""What the exchange does when documents announce something."""

from __future__ import annotations

from congvu.core.events import on
from congvu.documents.events import (
    Assigned,
    Begun,
    Finished,
    Issued,
    RecallAnswered,
    Recalled,
    Registered,
    Returned,
)
from congvu.exchange.actions.changing import answer_recall
from congvu.exchange.actions.enqueueing import (
    enqueue_issue,
    enqueue_recall,
    status_of_incoming,
)
from congvu.exchange.edxml import StatusCode


@on(Issued)
def send_issued(event: Issued) -> None:
    enqueue_issue(event.document)


@on(Recalled)
def send_recall(event: Recalled) -> None:
    enqueue_recall(event.document, words=event.words)


@on(Registered)
def tell_registered(event: Registered) -> None:
    words = f"Số đến {event.document.arrival_number}"
    status_of_incoming(event.document, StatusCode.ACCEPTED, words=words)


@on(Returned)
def tell_returned(event: Returned) -> None:
    status_of_incoming(event.document, StatusCode.REFUSED, words=event.reason)


@on(Assigned)
def tell_assigned(event: Assigned) -> None:
    status_of_incoming(event.document, StatusCode.ASSIGNED)


@on(Begun)
def tell_begun(event: Begun) -> None:
    status_of_incoming(event.document, StatusCode.PROCESSING)


@on(Finished)
def tell_finished(event: Finished) -> None:
    status_of_incoming(event.document, StatusCode.FINISHED)


@on(RecallAnswered)
def tell_answered(event: RecallAnswered) -> None:
    answer_recall(event.document, agreed=event.agreed, words=event.words)
