"""Who may change the directory, and who may sign in whose stead: pure rules.

Signing follows NĐ 30/2020/NĐ-CP, Article 13.
"""

from __future__ import annotations

from datetime import date

from congvu.core import clock
from congvu.core.text import fold
from congvu.directory.models import (
    Absence,
    Agency,
    AgencyKind,
    Appointment,
    Delegation,
    Person,
    Role,
    SigningForm,
    Unit,
)

_COLLECTIVE = frozenset({AgencyKind.PROVINCE, AgencyKind.DISTRICT, AgencyKind.COMMUNE})


def administers_province(actor: Appointment) -> bool:
    return actor.role == Role.PROVINCE_ADMINISTRATOR


def administers(actor: Appointment, agency_id: int) -> bool:
    """The own agency's administrator, or the province's for every agency."""
    own = actor.role == Role.ADMINISTRATOR and actor.agency_id == agency_id
    return own or administers_province(actor)


def may_create_agency(actor: Appointment, _parent: Agency) -> bool:
    return administers_province(actor)


def may_edit_agency(actor: Appointment, agency: Agency) -> bool:
    return administers(actor, agency.pk)


def may_close_agency(actor: Appointment, _agency: Agency) -> bool:
    return administers_province(actor)


def may_edit_unit(actor: Appointment, unit: Unit) -> bool:
    return administers(actor, unit.agency_id)


def may_edit_person(actor: Appointment, person: Person) -> bool:
    """The administrators of the agency that keeps the record."""
    return administers(actor, person.agency_id)


def may_give_role(actor: Appointment, role: str) -> bool:
    """Only the province's administrators make others of their kind."""
    return role != Role.PROVINCE_ADMINISTRATOR or administers_province(actor)


def may_change_appointment(actor: Appointment, appointment: Appointment) -> bool:
    """In the own agency, never one's own post, never one above one's own powers."""
    return (
        administers(actor, appointment.agency_id)
        and appointment.person_id != actor.person_id
        and may_give_role(actor, appointment.role)
    )


def may_give_delegation(actor: Appointment, giver: Appointment) -> bool:
    """Whoever holds the power gives it; the agency's administrator writes it down for them."""
    return actor.pk == giver.pk or administers(actor, giver.agency_id)


def may_revoke_delegation(actor: Appointment, delegation: Delegation) -> bool:
    return may_give_delegation(actor, delegation.giver)


def speaks_for_others(actor: Appointment) -> bool:
    """Whether the role announces absences of others: of the agency, or of the unit it heads."""
    return actor.role == Role.LEADER or (actor.role == Role.UNIT_HEAD and bool(actor.unit_id))


def may_take_absence(actor: Appointment, appointment: Appointment) -> bool:
    """One's own; a leader anybody's in the agency, a head of unit those of the unit.

    Not the administrator's: a stand-in sees documents.
    """
    if actor.pk == appointment.pk:
        return True
    if not speaks_for_others(actor) or actor.agency_id != appointment.agency_id:
        return False
    return actor.role == Role.LEADER or actor.unit_id == appointment.unit_id


def may_end_absence(actor: Appointment, absence: Absence) -> bool:
    return may_take_absence(actor, absence.appointment)


def is_collective(agency: Agency) -> bool:
    """Whether the agency decides as a body, so that its documents are signed TM."""
    return agency.kind in _COLLECTIVE


def is_deputy(appointment: Appointment) -> bool:
    return fold(appointment.title.name).startswith("pho ")


def is_head(appointment: Appointment) -> bool:
    """The head of the agency, acting ones (`Quyền Giám đốc`) among them."""
    return appointment.role == Role.LEADER and not is_deputy(appointment)


def is_unit_head(appointment: Appointment) -> bool:
    return appointment.role == Role.UNIT_HEAD and not is_deputy(appointment)


def in_force(appointment: Appointment, on: date | None = None) -> bool:
    day = on or clock.today()
    return appointment.since <= day and (appointment.until is None or appointment.until >= day)


def objection(giver: Appointment, receiver: Appointment, form: str) -> str:
    """Why this form of signing cannot be given so, as a sentence; empty where it can.

    KT.: deputies for their own head (13.1, 13.2), and deputies of a unit for its head (13.4).
    TUQ. and TL.: by the agency's head, to the head of a unit or of an agency under it (13.3, 13.4).
    Q.: an acting head in the place of the head.
    """
    if giver.pk == receiver.pk:
        return "Người giao và người được giao phải là hai người khác nhau."
    rule = {
        SigningForm.KT: _objection_to_kt,
        SigningForm.TL: _objection_to_subordinate,
        SigningForm.TUQ: _objection_to_subordinate,
        SigningForm.Q: _objection_to_q,
    }.get(SigningForm(form))
    return rule(giver, receiver) if rule else "Hình thức này không giao cho người khác."


def _objection_to_kt(giver: Appointment, receiver: Appointment) -> str:
    if not (is_head(giver) or is_unit_head(giver)):
        return "Chỉ người đứng đầu cơ quan hoặc đơn vị mới giao ký thay (KT.)."
    same_place = giver.agency_id == receiver.agency_id and (
        is_head(giver) or giver.unit_id == receiver.unit_id
    )
    same_level = giver.role == receiver.role
    if not (is_deputy(receiver) and same_place and same_level):
        return "Ký thay (KT.) chỉ giao cho cấp phó của chính người đứng đầu đó."
    return ""


def _objection_to_subordinate(giver: Appointment, receiver: Appointment) -> str:
    if not is_head(giver):
        return (
            "Chỉ người đứng đầu cơ quan mới giao ký thừa lệnh (TL.), thừa ủy quyền (TUQ.); "
            "quyền được giao không giao lại cho người khác."
        )
    head_of_unit = is_unit_head(receiver) and receiver.agency_id == giver.agency_id
    head_below = is_head(receiver) and receiver.agency.parent_id == giver.agency_id
    if not (head_of_unit or head_below):
        return (
            "Ký thừa lệnh (TL.), thừa ủy quyền (TUQ.) chỉ giao cho người đứng đầu đơn vị thuộc cơ "
            "quan hoặc cơ quan trực thuộc."
        )
    return ""


def _objection_to_q(giver: Appointment, receiver: Appointment) -> str:
    if not is_head(giver) or giver.agency_id != receiver.agency_id:
        return "Quyền (Q.) chỉ giao trong cơ quan, thay cho người đứng đầu."
    return ""
