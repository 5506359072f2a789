"""In whose stead an appointment may sign (NĐ 30/2020/NĐ-CP, Article 13 and Annex I, box 7a)."""

from __future__ import annotations

from datetime import date

from congvu.core import clock
from congvu.directory import policy
from congvu.directory.models import Agency, Appointment, Delegation, Role, SigningForm
from congvu.directory.types import SigningRight

_BODY = "TM. ỦY BAN NHÂN DÂN"


def head_of(agency: Agency, on: date | None = None) -> Appointment | None:
    """The head of the agency on the day; the highest title where several lead."""
    leaders = Appointment.objects.in_force(on).whole().filter(agency=agency, role=Role.LEADER)
    return next((leader for leader in leaders if policy.is_head(leader)), None)


def signing_right(
    appointment: Appointment, document_type: str = "", on: date | None = None
) -> list[SigningRight]:
    """The rights under which the appointment may sign such a document on the day, widest first.

    `document_type` is the code by which delegations are limited; empty asks for all of them. A
    collective body's head and deputies get each right twice: for the body (TM.), and for the head.
    """
    day = on or clock.today()
    if not policy.in_force(appointment, day):
        return []
    rights = _own(appointment)
    received = (
        Delegation.objects.in_force(day)
        .whole()
        .filter(receiver=appointment)
        .order_by("since", "pk")
    )
    for delegation in received:
        if _covers(delegation, document_type, day):
            rights += _delegated(delegation, document_type, day)
    return rights


def _own(appointment: Appointment) -> list[SigningRight]:
    if not policy.is_head(appointment):
        return []
    return _with_body(appointment.agency, SigningForm.OWN, (_printed(appointment),), None)


def _printed(appointment: Appointment) -> str:
    """The title as printed; an acting head's `Quyền Giám đốc` reads `Q. GIÁM ĐỐC`."""
    title = appointment.title.name.upper()
    return f"Q. {title.removeprefix('QUYỀN ')}" if title.startswith("QUYỀN ") else title


def _with_body(
    agency: Agency, form: str, lines: tuple[str, ...], giver: Appointment | None
) -> list[SigningRight]:
    plain = SigningRight(form, lines, giver)
    if not policy.is_collective(agency):
        return [plain]
    body_form = SigningForm.TM if form == SigningForm.OWN else form
    return [SigningRight(body_form, (_BODY, *lines), giver), plain]


def _covers(delegation: Delegation, document_type: str, day: date) -> bool:
    """Limits by type; all but Q. fall when the giver leaves the post."""
    types = delegation.document_types
    fits = not document_type or not types or document_type in types
    stands = delegation.form == SigningForm.Q or policy.in_force(delegation.giver, day)
    return fits and stands


def _delegated(delegation: Delegation, document_type: str, day: date) -> list[SigningRight]:
    giver, receiver, form = delegation.giver, delegation.receiver, delegation.form
    above, own = _printed(giver), _printed(receiver)
    if form == SigningForm.Q:
        title = giver.title.name.upper()
        return _with_body(giver.agency, form, (f"Q. {title.removeprefix('QUYỀN ')}",), giver)
    if form == SigningForm.KT and policy.is_unit_head(giver):
        return _for_unit_head(giver, own, document_type, day)
    lines = (f"{form}. {above}", own)
    if form == SigningForm.KT:
        return _with_body(giver.agency, form, lines, giver)
    return [SigningRight(form, lines, giver)]


def _for_unit_head(
    head: Appointment, own: str, document_type: str, day: date
) -> list[SigningRight]:
    """A unit's deputy signs KT. what its head may sign TL. (13.4), never what is TUQ. (13.3)."""
    return [
        SigningRight(SigningForm.KT, (right.lines[0], f"KT. {_printed(head)}", own), right.giver)
        for right in signing_right(head, document_type, day)
        if right.form == SigningForm.TL
    ]
