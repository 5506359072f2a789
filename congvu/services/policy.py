"""Who may do what with procedures and dossiers. A citizen's own acts have no actor."""

from __future__ import annotations

from congvu.directory.models import Appointment, Role
from congvu.services.models import Consultation, Definition, Dossier, Procedure

_HANDLING = frozenset({Role.DESK_OFFICER, Role.SPECIALIST, Role.UNIT_HEAD, Role.LEADER, Role.CLERK})


def edits_catalogue(actor: Appointment | None) -> bool:
    """The province keeps its procedures; without an actor the installation itself loads them."""
    return actor is None or actor.role == Role.PROVINCE_ADMINISTRATOR


def may_edit(actor: Appointment | None, _subject: Procedure | Definition) -> bool:
    return edits_catalogue(actor)


def works_with_dossiers(actor: Appointment) -> bool:
    return actor.role in _HANDLING


def is_desk(actor: Appointment) -> bool:
    """Cán bộ một cửa: receives, asks for what lacks, hands results out."""
    return actor.role == Role.DESK_OFFICER


def receives(actor: Appointment, dossier: Dossier) -> bool:
    return is_desk(actor) and actor.agency_id == dossier.agency_id


def in_step(actor: Appointment, dossier: Dossier) -> bool:
    """Whether the present step is for one of this role in this unit."""
    unit = actor.unit.notation if actor.unit_id and actor.unit else ""
    return (
        actor.agency_id == dossier.agency_id
        and actor.role == dossier.step_role
        and dossier.step_unit in {"", unit}
    )


def may_take(actor: Appointment, dossier: Dossier) -> bool:
    """What lies with nobody is taken by anyone whose step it is."""
    return in_step(actor, dossier) and dossier.holder_id is None


def handles(actor: Appointment, dossier: Dossier) -> bool:
    """Who holds it now, or, while nobody does, anyone whose step it is."""
    return in_step(actor, dossier) and dossier.holder_id in {None, actor.pk}


def asks_supplement(actor: Appointment, dossier: Dossier) -> bool:
    """Before acceptance the desk, afterwards whoever handles it."""
    return handles(actor, dossier) if dossier.code else receives(actor, dossier)


def leads(actor: Appointment, dossier: Dossier) -> bool:
    """Leaders of the agency give a dossier to another, and answer for what is late."""
    same = actor.agency_id == dossier.agency_id
    if actor.role == Role.LEADER:
        return same
    return same and actor.role == Role.UNIT_HEAD and bool(dossier.step)


def revokes_results(actor: Appointment, dossier: Dossier) -> bool:
    """What the agency has given out, its leaders alone take back."""
    return actor.agency_id == dossier.agency_id and actor.role == Role.LEADER


def handles_or_leads(actor: Appointment, dossier: Dossier) -> bool:
    return handles(actor, dossier) or leads(actor, dossier)


def by_applicant(actor: Appointment | None, _dossier: Dossier) -> bool:
    """The applicant's own act: no official's. Whose dossier it is, `queries` have asked."""
    return actor is None


def answers_opinion(actor: Appointment, consultation: Consultation) -> bool:
    return actor.agency_id == consultation.agency_id and works_with_dossiers(actor)


def may_ask_twice(actor: Appointment) -> bool:
    """A second supplement is asked by a leader alone (once is the rule: TT 01/2018, Article 5)."""
    return actor.role == Role.LEADER
