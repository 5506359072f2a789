"""What must go out is written down in the transaction of the change that asks for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from procrastinate.contrib.django import app

from congvu.core import clock
from congvu.core.prepared import Given, Prepared
from congvu.documents.models import Incoming, Outgoing
from congvu.documents.types import Relation
from congvu.exchange.actions.recipients import note
from congvu.exchange.actions.sendable import check_sendable
from congvu.exchange.edxml import BusinessType, StatusCode
from congvu.exchange.models import Arrival, Evidence, Line, Packet, Partner, Recipient
from congvu.exchange.queries.parties import document_id_of, receivers_of_earlier
from congvu.exchange.types import FOLLOWED, Direction, PacketKind, PacketState, RecipientState


def enqueue_issue(document: Outgoing) -> None:
    """One packet for each line and business by which receivers outside are reached.

    Whoever outside has the document that this one replaces or corrects gets this one too.
    """
    earlier = {one.partner_id: one for one in receivers_of_earlier(document)}
    if earlier:
        check_sendable(document)
    Recipient.objects.bulk_create(
        [Recipient(outgoing=document, partner_id=pk) for pk in sorted(earlier)],
        ignore_conflicts=True,
    )
    rows = Recipient.objects.filter(outgoing=document, state=RecipientState.CHOSEN)
    for line_id, recipients in _by_line(rows.select_related("partner", "packet")).items():
        had = [one for one in recipients if one.partner_id in earlier]
        new = [one for one in recipients if one.partner_id not in earlier]
        if document.relation == Relation.CORRECTS:
            _enqueue(document, line_id, BusinessType.UPDATE, had)
            _enqueue(document, line_id, BusinessType.NEW, new)
        elif document.relation == Relation.REPLACES:
            _enqueue(document, line_id, BusinessType.REPLACE, recipients)
        else:
            _enqueue(document, line_id, BusinessType.NEW, recipients)
        _note_followed([earlier[one.partner_id] for one in had], document)
        wake_sender(line_id)


def _enqueue(
    document: Outgoing, line_id: int, business: BusinessType, recipients: list[Recipient]
) -> None:
    words = _following(document) if business is BusinessType.UPDATE else ""
    for together in _together(recipients):
        packet = _packet(document, line_id, business, words=words, whom=together)
        Recipient.objects.filter(pk__in=[one.pk for one in together]).update(
            packet=packet, state=RecipientState.WAITING, changed_at=clock.now()
        )


def _together(recipients: list[Recipient]) -> list[list[Recipient]]:
    """Who shares a packet: one who is in trouble, or already apart from the others, gets his own,
    so that he holds up nobody.
    """
    apart = [
        one for one in recipients if one.partner.failures or (one.packet and one.packet.receiver_id)
    ]
    rest = [one for one in recipients if one not in apart]
    return [*([rest] if rest else []), *([one] for one in apart)]


def _following(document: Outgoing) -> str:
    """What it does to the earlier one, as the receiver reads it."""
    earlier = document.earlier
    assert earlier is not None  # noqa: S101 - asked only of those that follow one
    does = Relation(document.relation).label
    return f"{does} {earlier.document_type.name.lower()} số {earlier.code}"


def _note_followed(recipients: list[Recipient], document: Outgoing) -> None:
    """Stands in the earlier document's way at each of them; its state is as it was."""
    words = f"{document.document_type.name} số {document.code}"
    at = clock.now()
    Evidence.objects.bulk_create(
        Evidence(recipient=one, code=FOLLOWED, at=at, words=words) for one in recipients
    )


def enqueue_receivers(
    document: Outgoing, added: Sequence[Partner], removed: Sequence[Recipient], *, words: str
) -> None:
    """An update of the list (type 2): to whoever is new with the document, to whoever is taken off
    without. Who understands only the status is asked by it.
    """
    told = []
    for one in removed:
        if one.partner.recalled_by_status:
            _note_asked(_asking_back(one, words), [one])
            wake_sender(one.partner.line_id)
        else:
            told.append(one)
    new = [Recipient(outgoing=document, partner=one) for one in added]
    for line_id, recipients in _by_line([*new, *told]).items():
        for together in _together(recipients):
            packet = _packet(document, line_id, BusinessType.UPDATE, words=words, whom=together)
            packet.lists_receivers = True
            packet.save(update_fields=["lists_receivers"])
            _note_asked(packet, [one for one in together if one in told])
            _put_on_list(packet, [one for one in together if one in new])
        wake_sender(line_id)


def _put_on_list(packet: Packet, new: list[Recipient]) -> None:
    for one in new:
        one.packet, one.state = packet, RecipientState.WAITING
    Recipient.objects.bulk_create(new)


def enqueue_recall(document: Outgoing, *, words: str) -> None:
    """What was never sent is cancelled here; to the others goes the order to take it back."""
    gone = [RecipientState.RETURNED, RecipientState.RECALLED]
    rows = Recipient.objects.filter(outgoing=document).exclude(state__in=gone)
    left = [one for one in rows.select_related("partner", "packet") if not _cancelled(one)]
    for line_id, recipients in _by_line(left).items():
        by_document = [one for one in recipients if not one.partner.recalled_by_status]
        for together in _together(by_document):
            packet = _packet(document, line_id, BusinessType.REVOKE, words=words, whom=together)
            _note_asked(packet, together)
        for one in recipients:
            if one.partner.recalled_by_status:
                _note_asked(_asking_back(one, words), [one])
        wake_sender(line_id)


def _note_asked(packet: Packet, recipients: list[Recipient]) -> None:
    for one in recipients:
        note(one, StatusCode.RECALL_ASKED, at=packet.said_at, words=packet.words, packet=packet)


def _asking_back(recipient: Recipient, words: str) -> Packet:
    """The same as a status: it speaks to one receiver."""
    document, line_id = recipient.outgoing, recipient.partner.line_id
    packet = _packet(document, line_id, BusinessType.NEW, words=words, whom=[recipient])
    packet.kind, packet.code = PacketKind.STATUS, StatusCode.RECALL_ASKED
    packet.save(update_fields=["kind", "code"])
    return packet


def _cancelled(recipient: Recipient) -> bool:
    """Whether the document was still here, untried: then it never leaves."""
    untried = Packet.objects.filter(
        pk=recipient.packet_id or 0, state=PacketState.WAITING, attempts=0, leased_until=None
    )
    cancelled = untried.update(state=PacketState.CANCELLED, done_at=clock.now())
    packet = Packet.objects.filter(pk=recipient.packet_id or 0).first()
    if not cancelled and (packet is None or packet.state != PacketState.CANCELLED):
        return False
    Recipient.objects.filter(pk=recipient.pk).update(
        state=RecipientState.RECALLED, changed_at=clock.now()
    )
    return True


def _packet(
    document: Outgoing,
    line_id: int,
    business: BusinessType,
    *,
    words: str,
    whom: list[Recipient],
) -> Packet:
    return Packet.objects.create(
        line_id=line_id,
        direction=Direction.OUT,
        kind=PacketKind.DOCUMENT,
        business=business,
        document_id=document_id_of(document),
        document_code=document.code,
        sender=document.agency.code,
        receiver_id=whom[0].partner_id if len(whom) == 1 else None,
        outgoing=document,
        words=words,
        state=PacketState.WAITING,
        said_at=clock.now().replace(microsecond=0),
    )


def _by_line(rows: Iterable[Recipient]) -> dict[int, list[Recipient]]:
    found: defaultdict[int, list[Recipient]] = defaultdict(list)
    for one in rows:
        found[one.partner.line_id].append(one)
    return found


def enqueue_status(arrival: Arrival, code: StatusCode, *, words: str = "") -> None:
    """Let the sender know; each status of an arrival once, but answers to requests each time."""
    line = Line.objects.get(partners=arrival.partner_id)
    again = code in {StatusCode.CHANGE_ACCEPTED, StatusCode.CHANGE_REFUSED}
    if not again and arrival.statuses.filter(code=code).exists():
        return
    Packet.objects.create(
        line=line,
        direction=Direction.OUT,
        kind=PacketKind.STATUS,
        code=code,
        document_id=arrival.document_id,
        document_code=arrival.packet.document_code,
        sender=arrival.agency.code,
        receiver_id=arrival.partner_id,
        arrival=arrival,
        words=words,
        state=PacketState.WAITING,
        said_at=clock.now().replace(microsecond=0),
    )
    wake_sender(line.pk)


def status_of_incoming(document: Incoming, code: StatusCode, *, words: str = "") -> None:
    """As `enqueue_status`, where the document came from outside."""
    if arrival := _ARRIVAL.first(incoming=document.pk):
        enqueue_status(arrival, code, words=words)


_ARRIVAL = Prepared(
    lambda: (
        Arrival.objects.filter(incoming=Given("incoming"))
        .select_related("packet", "agency", "partner")
        .order_by("-pk")[:1]
    )
)


def wake_sender(line_id: int) -> None:
    """Queue the sending with the running transaction."""
    app.configure_task("exchange.send_line").defer(line_id=line_id)
