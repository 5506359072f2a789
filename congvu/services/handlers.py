"""What public services do when others announce something, and what they name to apps below."""

from __future__ import annotations

from congvu.core.events import on
from congvu.documents.events import Issued, Recalled
from congvu.notices.kinds import register_kind
from congvu.payments.events import Paid, Refunded
from congvu.payments.types import Way
from congvu.services.actions import intake
from congvu.services.actions.results import document_issued, document_recalled
from congvu.services.queries.fees import dossier_of

register_kind("services", "Hồ sơ dịch vụ công")


@on(Issued)
def take_result(event: Issued) -> None:
    """A document that was drafted as a dossier's result is its result."""
    document_issued(event.document)


@on(Recalled)
def take_back_result(event: Recalled) -> None:
    """What was recalled is no dossier's valid result."""
    document_recalled(event.document, event.words)


@on(Paid)
def take_payment(event: Paid) -> None:
    """The fees of a dossier were paid."""
    if dossier := dossier_of(event.reference):
        intake.hear_of_payment(dossier, at=event.at, how=str(Way(event.way).label))


@on(Refunded)
def note_refund(event: Refunded) -> None:
    """Fees went back to the applicant."""
    if dossier := dossier_of(event.reference):
        intake.hear_of_refund(dossier, amount=event.amount)
