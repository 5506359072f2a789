"""What senders do to their documents after these came: recalled, replaced, corrected, updated."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q, QuerySet

from congvu.core.acts import work
from congvu.directory.models import Agency
from congvu.documents.actions.recalling import RECALLABLE, ask_recall
from congvu.documents.actions.taking_in import note_from_outside
from congvu.documents.models import Incoming
from congvu.documents.types import IncomingState
from congvu.exchange import edxml as x
from congvu.exchange.actions.enqueueing import enqueue_status
from congvu.exchange.actions.settling import settle, still_open, wait_for_document
from congvu.exchange.edxml import StatusCode
from congvu.exchange.models import Arrival, Packet, Partner
from congvu.exchange.queries.parties import own_agencies
from congvu.exchange.types import ArrivalState, PacketState
from congvu.files.models import StoredFile

_GONE = {
    IncomingState.RETURNED: "Văn bản đã trả lại trước đó.",
    IncomingState.RECALLED: "Văn bản đã thu hồi trước đó.",
}


def earlier_id(document: x.Document) -> str:
    """The document that a recall or an update speaks of."""
    return document.business.document_id or document.document_id


def mark_earlier(sender: Partner, document: x.Document, agencies: Collection[Agency]) -> None:
    """What the new document replaces, or corrects, is marked at those who have it.

    `agencies` are those that have just received the new one. It may come in a packet for each:
    what it replaces is marked once.
    """
    label = f"Văn bản được thay thế bằng {document.code}"[:100]
    for one in document.business.replacements:
        rows = _arrivals(sender, one.document_id)
        if one.organ_ids:
            rows = rows.filter(agency__in=own_agencies(one.organ_ids))
        marked = Q(incoming__steps__action="followed", incoming__steps__label=label)
        for arrival in rows.filter(incoming__isnull=False).exclude(marked):
            assert arrival.incoming is not None  # noqa: S101 - filtered
            note_from_outside(arrival.incoming, label=label)
    if document.business.type is x.BusinessType.UPDATE:
        label = f"Văn bản được đính chính, cập nhật bằng {document.code}"
        rows = _arrivals(sender, earlier_id(document))
        for arrival in rows.filter(agency__in=[one.pk for one in agencies]):
            _note_update(arrival, label=label, words=document.business.reason)


def _arrivals(sender: Partner, document_id: str) -> QuerySet[Arrival]:
    rows = Arrival.objects.filter(partner=sender, document_id=document_id)
    return rows.select_related("incoming", "packet", "agency").order_by("pk")


def has_come(sender: Partner, document_id: str) -> bool:
    """Whether any of our agencies has had it."""
    return _arrivals(sender, document_id).exists()


def spoken_of(sender: Partner, reply: x.Reply) -> str:
    """The id of the sender's document that a status speaks of; some name it by its code alone."""
    if reply.document_id:
        return reply.document_id
    rows = Arrival.objects.filter(partner=sender, packet__document_code=reply.code)
    return rows.order_by("-pk").values_list("document_id", flat=True).first() or reply.code


def recall(
    packet: Packet,
    sender: Partner,
    document_id: str,
    words: str,
    agencies: Collection[Agency],
) -> None:
    """The sender wants it back from these (NĐ 30/2020, Article 18): their clerks answer.

    A recall that comes before its document waits for it.
    """
    arrivals = list(_arrivals(sender, document_id).filter(agency__in=[one.pk for one in agencies]))
    if not arrivals:
        wait_for_document(packet)
        return
    with work():
        if not still_open(packet):
            return
        for arrival in arrivals:
            _recall_one(arrival, words or "Nơi gửi thu hồi văn bản.")
        settle(packet, PacketState.TAKEN)


def _recall_one(arrival: Arrival, words: str) -> None:
    incoming = arrival.incoming
    if incoming is None or incoming.state not in RECALLABLE:
        if arrival.state == ArrivalState.RECALLED:
            enqueue_status(arrival, StatusCode.CHANGE_ACCEPTED)
        else:
            enqueue_status(arrival, StatusCode.CHANGE_REFUSED, words="Văn bản đã trả lại trước đó.")
        return
    if incoming.recall_asked_at is None:
        ask_recall(incoming, actor=None, words=words)


def answer_recall(incoming: Incoming, *, agreed: bool, words: str) -> None:
    """What the receiver's clerks said goes to the sender: 15 or 16."""
    arrival = Arrival.objects.filter(incoming=incoming).select_related("packet", "agency").first()
    if arrival is None:
        return
    if agreed:
        Arrival.objects.filter(pk=arrival.pk).update(
            state=ArrivalState.RECALLED, words=incoming.recall_words
        )
    code = StatusCode.CHANGE_ACCEPTED if agreed else StatusCode.CHANGE_REFUSED
    enqueue_status(arrival, code, words=words)


def refuse_update(sender: Partner, document: x.Document, *, words: str) -> None:
    """None of those who have it takes the update."""
    for arrival in _arrivals(sender, earlier_id(document)):
        enqueue_status(arrival, StatusCode.CHANGE_REFUSED, words=words)


def update_receivers(
    sender: Partner, document: x.Document, files: Collection[tuple[StoredFile, str]] = ()
) -> None:
    """An update without an id of its own: who is no receiver any more gives it back, the others
    are told, and find its files beside those that came first.
    """
    changes = document.business.changes or x.Changes()
    removed = [one.organ_id for one in changes.list if one.type is x.ReceiverType.REMOVED]
    gone = {one.pk for one in own_agencies(removed)}
    reason = document.business.reason
    for arrival in _arrivals(sender, earlier_id(document)):
        if arrival.agency_id in gone:
            _recall_one(arrival, reason or "Nơi gửi rút khỏi danh sách nơi nhận.")
        else:
            _note_update(arrival, label="Nơi gửi cập nhật văn bản", words=reason, files=files)


def _note_update(
    arrival: Arrival,
    *,
    label: str,
    words: str,
    files: Collection[tuple[StoredFile, str]] = (),
) -> None:
    """A step in the document's way, which stays as it came; the sender hears whether it stands."""
    incoming = arrival.incoming
    refused = _why_not(incoming)
    if incoming is None or refused:
        enqueue_status(arrival, StatusCode.CHANGE_REFUSED, words=refused)
    else:
        note_from_outside(incoming, label=label, words=words, files=files)
        enqueue_status(arrival, StatusCode.CHANGE_ACCEPTED, words="Đã ghi nhận cập nhật.")


def _why_not(incoming: Incoming | None) -> str:
    if incoming is None:
        return "Văn bản trước đó không được tiếp nhận."
    return _GONE.get(IncomingState(incoming.state), "")
