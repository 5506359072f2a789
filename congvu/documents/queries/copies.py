"""Copies: those of one document, and the agency's whole register of them."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from congvu.core.refused import NotFound
from congvu.directory.models import Appointment
from congvu.documents.models import Copy, Incoming, Outgoing
from congvu.documents.policy import is_clerk
from congvu.documents.queries.incoming import visible_to as incoming_visible_to
from congvu.documents.queries.outgoing import visible_to as outgoing_visible_to

PAGE = 30


def visible_to(actor: Appointment) -> QuerySet[Copy]:
    """Of documents that one may see; clerks see all of their agency's."""
    seen = Q(outgoing__in=outgoing_visible_to(actor).filter(agency=actor.agency_id)) | Q(
        incoming__in=incoming_visible_to(actor)
    )
    if is_clerk(actor):
        seen |= Q(agency=actor.agency_id)
    return Copy.objects.filter(seen, agency=actor.agency_id)


def copies_of(source: Outgoing | Incoming, *, actor: Appointment) -> QuerySet[Copy]:
    """The copies made of one document in the actor's agency, the last first."""
    rows = source.copies.filter(agency=actor.agency_id)
    return rows.select_related("file__blob", "made_by__person", "decided_by__person")


def copy(pk: int, *, actor: Appointment) -> Copy:
    """One copy with its file; raises `NotFound`."""
    found = visible_to(actor).select_related("file__blob").filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def register_page(actor: Appointment, *, before: int = 0) -> tuple[list[Copy], int]:
    """One page of the agency's copies, the newest first, and the key of the next page or 0."""
    rows = Copy.objects.filter(agency=actor.agency_id).select_related(
        "outgoing", "incoming", "decided_by__person", "made_by__person"
    )
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else 0
