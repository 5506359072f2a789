"""Numbers taken for documents already signed on paper (NĐ 30/2020, Article 15).

A number is given at issue, in order. The decree knows no numbers kept in advance: what is allowed
here is the clerk's number for a document that is signed already and comes into the system later on
the same day. What is not used by the end of the day stays an explained gap.
"""

from __future__ import annotations

from congvu.core import clock
from congvu.core.actions import command
from congvu.core.refused import Conflict, Refused
from congvu.directory.models import Appointment
from congvu.documents import policy
from congvu.documents.actions.numbering import take_number
from congvu.documents.actions.submitting import reasons
from congvu.documents.models import HeldNumber, Outgoing, Register, RegisterGap
from congvu.documents.types import GapReason, RegisterKind


def hold_number(*, actor: Appointment, register: Register, about: str, reason: str) -> HeldNumber:
    """The next number of the register, for the document that the clerk describes."""
    held = HeldNumber(agency=actor.agency, register=register, held_by=actor, day=clock.today())
    keep_held(held, actor=actor, about=about, reason=reason)
    return held


@command("Lấy số trước", who=policy.holds_numbers, records=("about", "reason"))
def keep_held(held: HeldNumber, *, actor: Appointment, about: str, reason: str) -> None:
    """Take the number, with what it is for and why it could not wait."""
    register = held.register
    if register.agency_id != held.agency_id or register.kind != RegisterKind.OUTGOING:
        raise Refused("Xin chọn sổ văn bản đi của cơ quan.", field="register")
    held.about = " ".join(about.split())
    if not held.about:
        raise Refused("Xin ghi văn bản đã ký cần lấy số.", field="about")
    held.reason = " ".join(reasons(reason, field="reason").split())
    held.number = take_number(register)
    held.save()
    RegisterGap.objects.create(
        register=register,
        first=held.number,
        last=held.number,
        reason=GapReason.RESERVED,
        words=f"{held.reason} ({held.about})"[:300],
        explained_by=actor,
    )


def use_held(held: HeldNumber, document: Outgoing) -> int:
    """The held number becomes the document's, in the caller's transaction; once, on its day."""
    row = HeldNumber.objects.select_for_update().get(pk=held.pk)
    if row.agency_id != document.agency_id or row.used_by_id or row.day != clock.today():
        raise Conflict(
            f"Số {row.number} đã dùng hoặc đã hết ngày được dùng; xin chọn số khác.", field="held"
        )
    row.used_by = document
    row.save(update_fields=["used_by"])
    RegisterGap.objects.filter(register=row.register_id, first=row.number, last=row.number).delete()
    return row.number
