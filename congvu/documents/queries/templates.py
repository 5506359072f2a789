"""The kept templates of an agency."""

from __future__ import annotations

from django.db.models import QuerySet

from congvu.core.refused import NotFound
from congvu.directory.models import Appointment
from congvu.documents.models import DraftTemplate


def templates_of(actor: Appointment) -> QuerySet[DraftTemplate]:
    """Those of the actor's agency, by name."""
    rows = DraftTemplate.objects.filter(agency=actor.agency_id)
    return rows.select_related("kept_by__person", "signer__person")


def template(pk: int, *, actor: Appointment) -> DraftTemplate:
    """One of the agency's; raises `NotFound` for another agency's."""
    found = templates_of(actor).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found
