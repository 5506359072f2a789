"""What can be asked of the journal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from congvu.core.refused import NotFound
from congvu.core.text import fold
from congvu.directory.models import Agency, Appointment, Role
from congvu.journal.models import Anchor, Chain, Entry
from congvu.journal.verifying import verify_chain

__all__ = [
    "Filter",
    "Page",
    "actions_of",
    "agencies_kept_by",
    "agency_kept_by",
    "entries_of",
    "history",
    "last_anchor",
    "verify_chain",
]

PAGE = 50
_TIMELINE = 500


def history(subject_type: str, subject_id: int) -> list[Entry]:
    """The timeline of one thing in the order of its acts, in whichever agency they were done.

    `subject_type` is the model's `label_lower`. The first 500; whoever shows it has already been
    found allowed to see the thing.
    """
    entries = Entry.objects.filter(subject_type=subject_type, subject_id=subject_id)
    return list(entries.order_by("pk")[:_TIMELINE])


@dataclass(frozen=True)
class Filter:
    """What an administrator looks for; empty fields ask nothing."""

    person: str = ""
    action: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Page:
    """Entries, newest first; `before` is the sequence number to go on from, if there are more."""

    entries: list[Entry]
    before: int | None


def entries_of(agency_id: int, wanted: Filter, *, before: int | None = None) -> Page:
    """One page of the agency's journal."""
    rows = _matching(agency_id, wanted).order_by("-seq")
    if before is not None:
        rows = rows.filter(seq__lt=before)
    found = list(rows[: PAGE + 1])
    more = found[PAGE - 1].seq if len(found) > PAGE else None
    return Page(found[:PAGE], more)


def _matching(agency_id: int, wanted: Filter) -> QuerySet[Entry]:
    found = Q(agency_id=agency_id)
    if wanted.person:
        found &= Q(actor__in=_appointments_named(wanted.person))
    if wanted.action:
        found &= Q(action=wanted.action)
    if wanted.since:
        found &= Q(at__gte=_midnight(wanted.since))
    if wanted.until:
        found &= Q(at__lt=_midnight(wanted.until + timedelta(days=1)))
    return Entry.objects.filter(found)


def _appointments_named(name: str) -> QuerySet[Appointment]:
    return Appointment.objects.filter(person__folded__contains=fold(name)).order_by()


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


_ACTIONS = """
WITH RECURSIVE found(action) AS (
    (SELECT action FROM journal_entry WHERE agency_id = %(agency)s ORDER BY action LIMIT 1)
    UNION ALL
    SELECT (SELECT e.action FROM journal_entry e
            WHERE e.agency_id = %(agency)s AND e.action > found.action ORDER BY e.action LIMIT 1)
    FROM found WHERE found.action IS NOT NULL
)
SELECT found.action,
       (SELECT e.label FROM journal_entry e
        WHERE e.agency_id = %(agency)s AND e.action = found.action ORDER BY e.seq DESC LIMIT 1)
FROM found WHERE found.action IS NOT NULL
"""


def actions_of(agency_id: int) -> list[tuple[str, str]]:
    """The actions that occur in the agency's journal, as (name, label).

    Hops from one action to the next along the index: a journal of millions of entries has few
    different actions, and `DISTINCT` would read them all.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ACTIONS, {"agency": agency_id})
        return sorted(cursor.fetchall(), key=lambda row: fold(row[1]))


def last_anchor(agency: Agency) -> Anchor | None:
    """The agency's newest anchor."""
    return Anchor.objects.filter(agency=agency).order_by("-on").first()


def agencies_kept_by(actor: Appointment) -> list[Agency]:
    """Whose journals the administrator may read, their own agency first; the province's: all."""
    if actor.role != Role.PROVINCE_ADMINISTRATOR:
        return [actor.agency]
    others = Agency.objects.filter(pk__in=Chain.objects.values("pk")).exclude(pk=actor.agency_id)
    return [actor.agency, *others.order_by("position", "name")]


def agency_kept_by(actor: Appointment, wanted: str) -> Agency:
    """The agency with this id (the actor's own for none), if the actor may read its journal.

    Raises `NotFound` for any other.
    """
    if not wanted:
        return actor.agency
    kept = {str(agency.pk): agency for agency in agencies_kept_by(actor)}
    if wanted not in kept:
        raise NotFound
    return kept[wanted]
