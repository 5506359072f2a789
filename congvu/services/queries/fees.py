"""What payments know of a dossier, and what it knows of them: its code (TT 01/2018, Article 19)."""

from __future__ import annotations

from congvu.payments.models import Payable
from congvu.payments.queries import of_reference
from congvu.services.models import Dossier


def payable_of(dossier: Dossier) -> Payable | None:
    """What its applicant was asked to pay; one query."""
    return of_reference(dossier.code) if dossier.code else None


def dossier_of(reference: str) -> Dossier | None:
    """The dossier that payments mean; None for what others have asked for."""
    return Dossier.objects.filter(code=reference).first()
