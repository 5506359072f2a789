"""What comes in answer to a document of ours: found, linked, and told."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from congvu.documents.actions.taking_in import note_answer
from congvu.documents.models import Incoming
from congvu.exchange import edxml as x
from congvu.exchange.actions.recipients import note
from congvu.exchange.models import Packet, Partner, Recipient
from congvu.exchange.queries.parties import own_agencies
from congvu.exchange.types import ANSWERED, Direction


def note_answers(packet: Packet, sender: Partner, document: x.Document, incoming: Incoming) -> None:
    """Link what came at an agency to its documents that it answers (`ResponseFor`).

    Only who received a document of ours is believed to answer it.
    """
    words = f"{incoming.get_kind_display()} số {incoming.code}"
    found = [_answered(sender, one, incoming.agency_id) for one in document.replies]
    for recipient in {one.pk: one for one in found if one is not None}.values():
        note_answer(incoming, recipient.outgoing)
        note(recipient, ANSWERED, at=packet.created_at, words=words, packet=packet)


def _answered(sender: Partner, reply: x.Reply, agency_id: int) -> Recipient | None:
    """By the document's own id, or by its code where it is said to be that agency's."""
    rows = Recipient.objects.filter(
        partner=sender, outgoing__agency=agency_id, packet__direction=Direction.OUT
    ).select_related("outgoing__drafter", "outgoing__issued_by", "partner")
    if reply.document_id and (found := _first(rows, Q(packet__document_id=reply.document_id))):
        return found
    named = {one.pk for one in own_agencies([reply.organ_id])}
    by_code = Q(packet__document_code__iexact=reply.code.strip())
    return _first(rows, by_code) if reply.code.strip() and agency_id in named else None


def _first(rows: QuerySet[Recipient], condition: Q) -> Recipient | None:
    """The newest: a code comes again each year."""
    return rows.filter(condition).order_by("-pk").first()
