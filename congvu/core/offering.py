"""Words are offered before anything is done with them, so that a gate may refuse."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Protocol

from congvu.core import events


class Actor(Protocol):
    """Who acts: an appointment, in practice."""

    pk: int
    agency_id: int


@dataclass(frozen=True)
class Offered:
    """Words that somebody offers, told before anything is locked or changed: a handler may refuse.

    `words` stand under the names of the inputs that they came from; `door` says where.
    """

    words: Mapping[str, str]
    actor: Actor
    door: str


def offer(words: Mapping[str, str], *, actor: Actor, door: str) -> None:
    """Let the gates read the words; raises their `Refused`. Every action does so by itself."""
    events.publish(Offered(words, actor, door))


def offer_all(given: Mapping[str, object], *, actor: Actor | None, door: str) -> None:
    """Offer the texts among an action's arguments; what the installation itself says passes."""
    if actor is None:
        return
    words = {name: text for one in given.items() for name, text in _texts(*one)}
    if words:
        offer(words, actor=actor, door=door)


def _texts(name: str, value: object) -> Iterator[tuple[str, str]]:
    """The texts of an argument: it is one, a list of them, or a record or dataclass of such."""
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, list | tuple):
        lines = [one for one in value if isinstance(one, str)]
        yield name, "\n".join(lines)
    elif isinstance(value, Mapping):
        for inner, one in value.items():
            yield from _texts(str(inner), one)
    elif is_dataclass(value) and not isinstance(value, type):
        for part in fields(value):
            yield from _texts(part.name, getattr(value, part.name))
