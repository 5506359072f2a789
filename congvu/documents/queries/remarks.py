"""The remarks of a document, page by page."""

from __future__ import annotations

from dataclasses import dataclass

from congvu.core.refused import NotFound
from congvu.directory.models import Appointment
from congvu.documents.models import Outgoing, Remark
from congvu.documents.queries.outgoing import visible_to


@dataclass(frozen=True)
class Thread:
    """A remark with its answers; `settles` says whether the actor may close it."""

    remark: Remark
    answers: list[Remark]
    settles: bool


def threads_of(document: Outgoing, *, actor: Appointment) -> list[Thread]:
    """Open ones first, each kind in the order of the pages. One query."""
    rows = list(document.remarks.select_related("author__person", "author__title", "settled_by"))
    answers: dict[int | None, list[Remark]] = {}
    for row in rows:
        answers.setdefault(row.parent_id, []).append(row)
    mine = {actor.pk}
    threads = [
        Thread(
            one,
            answers.get(one.pk, []),
            settles=one.settled_at is None and bool(mine & {one.author_id, document.drafter_id}),
        )
        for one in answers.get(None, [])
    ]
    return sorted(threads, key=lambda thread: thread.remark.settled_at is not None)


def remark(pk: int, *, actor: Appointment) -> Remark:
    """One remark of a document that the actor sees; raises `NotFound`."""
    rows = Remark.objects.filter(outgoing__in=visible_to(actor)).select_related(
        "outgoing__drafter", "parent__author", "author"
    )
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found
