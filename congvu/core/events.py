"""News travels up by events: frozen dataclasses, announced inside the transaction.

A handler runs at once and in the same transaction as the change it hears of: if it fails, nothing
has happened. What is slow or outside is queued by the handler as a job, in that transaction too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

E = TypeVar("E")

_handlers: defaultdict[type, list[Callable[[Any], None]]] = defaultdict(list)


def on(kind: type[E]) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Register the function to hear of events of this kind (in an app's `handlers.py`)."""

    def register(handler: Callable[[E], None]) -> Callable[[E], None]:
        if handler not in _handlers[kind]:
            _handlers[kind].append(handler)
        return handler

    return register


def publish(event: object) -> None:
    """Tell every handler of the event's kind, in the order in which they were registered."""
    for handler in _handlers[type(event)]:
        handler(event)
