"""Who payers are was read: the journal hears of it."""

from __future__ import annotations

from congvu.core.acts import Act
from congvu.core.reading import tell_reading
from congvu.directory.models import Appointment
from congvu.payments.models import Payable


def note_reading(payable: Payable, *, actor: Appointment) -> None:
    """One payable's page, or a question about it."""
    tell_reading(
        Act(
            name="payments.read",
            label="Xem khoản nộp",
            agency_id=payable.agency_id,
            actor=actor,
            subject_type=Payable._meta.label_lower,
            subject_id=payable.pk,
            subject_label=payable.reference,
        )
    )


def note_listing(name: str, *, actor: Appointment) -> None:
    """A list, a book or a statement that names payers."""
    tell_reading(
        Act(
            name="payments.read_list",
            label="Xem danh sách khoản nộp",
            agency_id=actor.agency_id,
            actor=actor,
            subject_label=name,
        )
    )
