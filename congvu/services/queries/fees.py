"""What payments know of a dossier, and what it knows of them."""

from __future__ import annotations

from congvu.payments.models import Payable
from congvu.payments.queries import of_reference
from congvu.services.models import Dossier

_OURS = "services:"


def reference_of(dossier: Dossier) -> str:
    """What payments know the dossier by."""
    return f"{_OURS}{dossier.pk}"


def payable_of(dossier: Dossier) -> Payable | None:
    """What its applicant was asked to pay; one query."""
    return of_reference(reference_of(dossier))


def dossier_of(reference: str) -> Dossier | None:
    """The dossier that payments mean; None for what others have asked for."""
    if not reference.startswith(_OURS):
        return None
    return Dossier.objects.filter(pk=int(reference.removeprefix(_OURS))).first()
