"""The same thing done to several documents that came: each on its own, all told of at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from congvu.core.refused import Refused
from congvu.directory.models import Appointment
from congvu.documents.actions import assignments, incoming
from congvu.documents.models import Incoming
from congvu.documents.queries.incoming import own_assignment
from congvu.documents.types import OPEN_SHARES, Part


@dataclass(frozen=True)
class Outcome:
    """What became of one of them: done, or the words of the refusal."""

    document: Incoming
    done: bool
    words: str


def each(
    documents: Iterable[Incoming], do: Callable[[Incoming], object], said: Callable[[Incoming], str]
) -> list[Outcome]:
    """Do it to each in a transaction of its own; one that is refused holds up no other."""
    found = []
    for document in documents:
        try:
            do(document)
        except Refused as refused:
            found.append(Outcome(document, done=False, words=refused.sentence))
        else:
            found.append(Outcome(document, done=True, words=said(document)))
    return found


def finish_own(document: Incoming, *, actor: Appointment, words: str) -> None:
    """Who has an open share of it finishes that; who directs it ends the whole."""
    share = own_assignment(document, actor=actor)
    if share is not None and share.part != Part.INFORMED and share.state in OPEN_SHARES:
        assignments.finish(share, actor=actor, words=words)
    else:
        incoming.finish(document, actor=actor, words=words)
