"""A page of documents as they look to one appointment: unread, marked, given to it, asked of it.

Written out as SQL: every list asks it for its thirty rows, and the mapper needed four queries and
a third of the page's time for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from congvu.core.statements import run
from congvu.directory.models import Appointment
from congvu.documents.models import Assignment, PersonalMark


@dataclass(frozen=True)
class OwnSide:
    """What one appointment has to do with a document."""

    unopened: bool = False
    mark: PersonalMark | None = None
    share: Assignment | None = None
    asked: bool = False


_INCOMING = """
SELECT one.id, seen.id IS NOT NULL AND seen.read_at IS NULL,
  mark.followed, mark.personal_label, mark.note,
  share.id, share.part, share.state, share.due_on, share.read_at,
  EXISTS (
    SELECT FROM documents_extension extension
    JOIN documents_assignment asking ON asking.id = extension.assignment_id
    WHERE asking.incoming_id = one.id AND extension.state = 'asked'
      AND %(actor)s IN (extension.answerer_id, extension.asked_by_id)
  )
FROM unnest(%(ids)s::bigint[]) one (id)
LEFT JOIN documents_incomingparticipant seen
  ON seen.incoming_id = one.id AND seen.appointment_id = %(actor)s
LEFT JOIN documents_personalmark mark
  ON mark.incoming_id = one.id AND mark.appointment_id = %(actor)s
LEFT JOIN documents_assignment share
  ON share.incoming_id = one.id AND share.assignee_id = %(actor)s AND share.state <> 'returned'
ORDER BY share.id
"""
_OUTGOING = """
SELECT one.id, seen.id IS NOT NULL AND seen.read_at IS NULL,
  mark.followed, mark.personal_label, mark.note
FROM unnest(%(ids)s::bigint[]) one (id)
LEFT JOIN documents_outgoingparticipant seen
  ON seen.outgoing_id = one.id AND seen.appointment_id = %(actor)s
LEFT JOIN documents_personalmark mark
  ON mark.outgoing_id = one.id AND mark.appointment_id = %(actor)s
"""


def own_sides_in(ids: Sequence[int], *, actor: Appointment) -> dict[int, OwnSide]:
    """Of documents that came; of several shares in one the last counts. One query."""
    rows = run(_INCOMING, {"ids": list(ids), "actor": actor.pk})
    return {
        pk: OwnSide(unopened, _mark(mark), _share(share), asked)
        for pk, unopened, *rest, asked in rows
        for mark, share in [(rest[:3], rest[3:])]
    }


def own_sides_out(ids: Sequence[int], *, actor: Appointment) -> dict[int, OwnSide]:
    """Of documents on their way out; one query."""
    rows = run(_OUTGOING, {"ids": list(ids), "actor": actor.pk})
    return {pk: OwnSide(unopened, _mark(mark)) for pk, unopened, *mark in rows}


def _mark(row: Sequence[Any]) -> PersonalMark | None:
    followed, label, note = row
    if followed is None:
        return None
    return PersonalMark(followed=followed, personal_label=label, note=note)


def _share(row: Sequence[Any]) -> Assignment | None:
    pk, part, state, due_on, read_at = row
    if pk is None:
        return None
    return Assignment(pk=pk, part=part, state=state, due_on=due_on, read_at=read_at)
