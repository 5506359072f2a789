"""Who may do what with the work calendar."""

from __future__ import annotations

from congvu.agenda.models import Entry
from congvu.directory.models import Appointment, Role

_PLANNING = frozenset({Role.CLERK, Role.LEADER, Role.UNIT_HEAD})
_WHOLE = frozenset({Role.CLERK, Role.LEADER})


def may_plan(actor: Appointment) -> bool:
    """The office and the leaders register what takes place, heads of units propose it."""
    return actor.role in _PLANNING


def sees_plans(actor: Appointment) -> bool:
    """Whether what is not yet approved is shown."""
    return actor.role in _PLANNING


def may_change(actor: Appointment, entry: Entry) -> bool:
    """The office and the leaders any; a head of unit what they proposed, until it is approved."""
    office = actor.role in _WHOLE and actor.agency_id == entry.agency_id
    return office or (actor.pk == entry.created_by_id and entry.approved_at is None)


def may_approve(actor: Appointment, entry: Entry) -> bool:
    return actor.agency_id == entry.agency_id and approves(actor)


def approves(actor: Appointment) -> bool:
    return actor.role == Role.LEADER
