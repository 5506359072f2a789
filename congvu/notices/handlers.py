"""What notices do when accounts announce."""

from __future__ import annotations

from django.urls import reverse

from congvu.accounts.events import SessionsEnded
from congvu.core.events import on
from congvu.directory.events import AbsenceTaken, DelegationChanged
from congvu.directory.models import Appointment
from congvu.notices.actions import notify
from congvu.notices.kinds import register_kind
from congvu.notices.push import push_read

register_kind("rights", "Thay đổi quyền xem, quyền ký")
register_kind("stand_in", "Việc của người vắng mà ông/bà thay")


@on(SessionsEnded)
def wake_open_pages(event: SessionsEnded) -> None:
    """Each looks whether its own session still stands, and closes if not."""
    for appointment in Appointment.objects.current_or_coming().filter(person=event.person_id):
        push_read(appointment.pk)


@on(DelegationChanged)
def tell_rights_to_sign(event: DelegationChanged) -> None:
    """Whoever got or lost a right to sign confirms to know it."""
    right = event.delegation
    done = "thu hồi" if right.revoked_at else "giao"
    notify(
        [right.receiver],
        text=f"{right.giver.person.name} {done} quyền ký {right.get_form_display()} cho ông/bà",
        url=reverse("directory:my_delegations"),
        kind="rights",
        to_confirm=True,
    )


@on(AbsenceTaken)
def tell_stand_in(event: AbsenceTaken) -> None:
    """Who stands in knows from the first day; who is away, when somebody else said so."""
    absence = event.absence
    notify(
        [absence.stand_in],
        text=f"Ông/bà thay {absence.appointment.person.name}. {absence.label}",
        url=reverse("directory:absences"),
        kind="stand_in",
        to_confirm=True,
    )
    if event.by is not None and event.by.pk != absence.appointment_id:
        notify(
            [absence.appointment],
            text=f"{event.by.person.name} báo ông/bà vắng, người thay: "
            f"{absence.stand_in.person.name}. {absence.label}",
            url=reverse("directory:absences"),
            kind="rights",
            to_confirm=True,
        )
