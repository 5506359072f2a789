"""What was received is done: documents reach our agencies' clerks, statuses their documents."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO, cast

from congvu.core.acts import work
from congvu.core.refused import Refused
from congvu.directory.models import Agency
from congvu.documents.actions.taking_in import FromOutside, take_in
from congvu.documents.models import Incoming
from congvu.documents.queries.kinds import kind_of
from congvu.exchange import edxml as x
from congvu.exchange.actions.answering import note_answers
from congvu.exchange.actions.changing import (
    earlier_id,
    has_come,
    mark_earlier,
    recall,
    refuse_update,
    spoken_of,
    update_receivers,
)
from congvu.exchange.actions.enqueueing import enqueue_status
from congvu.exchange.actions.judging import judged
from congvu.exchange.actions.leasing import FOREVER, Turn, begin, give_back, lease
from congvu.exchange.actions.recipients import note
from congvu.exchange.actions.settling import (
    DOUBLE,
    MOST_ATTEMPTS,
    MOST_STARTS,
    came_before,
    refused_before,
    settle,
    still_open,
    wait_for_document,
)
from congvu.exchange.edxml import StatusCode
from congvu.exchange.kinds import known_name, urgency_of
from congvu.exchange.models import Arrival, Line, Packet, Partner, Recipient
from congvu.exchange.queries.parties import own_agencies, partner_of
from congvu.exchange.types import ArrivalState, PacketState, Verdict
from congvu.files.actions import receive_from_outside, withdraw
from congvu.files.models import StoredFile
from congvu.files.queries import open_deposit, staging
from congvu.secrecy.actions import SecretRefused, check_text
from congvu.signing.types import Result

AT_ONCE = 10
_CHANGING = frozenset({x.BusinessType.REVOKE, x.BusinessType.UPDATE})


def take_due(line: Line, *, turn: Turn = FOREVER) -> int:
    """Do what has come by the line, or what its turn allows; how many packets were settled."""
    settled = 0
    while not turn.is_over() and (packets := lease(line, state=PacketState.RECEIVED, most=AT_ONCE)):
        for number, packet in enumerate(packets):
            if turn.is_over():
                give_back(packets[number:])
                break
            if begin(packet):
                take(packet)
                settled += 1
    return settled


def take(packet: Packet) -> None:
    """One packet. Whatever stops here is tried again, and given to an operator in the end."""
    if packet.attempts > MOST_STARTS:
        settle(packet, PacketState.REFUSED, "Xử lý gói tin nhiều lần không thành công.")
        return
    with ExitStack() as held:
        file = held.enter_context(open_deposit(packet.sha256))
        found = x.read(file)
        for one in found.contents:
            held.callback(one.close)
        if isinstance(found.message, x.Status):
            _take_status(packet, found.message)
        else:
            _take_document(packet, found.message, found.contents)


def _take_status(packet: Packet, status: x.Status) -> None:
    """A receiver says how far it is; 13 is a sender who wants a document back."""
    sender = partner_of(status.sender.id)
    if sender is None:
        settle(packet, PacketState.REFUSED, "Không rõ nơi gửi trạng thái.")
    elif status.code is StatusCode.RECALL_ASKED and came_before(packet):
        settle(packet, PacketState.TAKEN, DOUBLE)
    elif status.code is StatusCode.RECALL_ASKED:
        spoken_to = own_agencies([status.reply.organ_id])
        recall(packet, sender, spoken_of(sender, status.reply), status.description, spoken_to)
    else:
        _note_status(packet, status, sender)


def _note_status(packet: Packet, status: x.Status, sender: Partner) -> None:
    rows = Recipient.objects.filter(partner=sender).select_related("packet", "outgoing")
    by_id = rows.filter(packet__document_id=status.reply.document_id)
    recipient = (
        by_id if status.reply.document_id else rows.filter(packet__document_code=status.reply.code)
    ).first()
    if recipient is None:
        settle(packet, PacketState.REFUSED, "Không tìm thấy văn bản mà trạng thái này nói đến.")
        return
    recipient = _answering(recipient, status.code)
    with work():
        if not still_open(packet):
            return
        note(recipient, status.code, at=status.at, words=status.description, packet=packet)
        settle(packet, PacketState.TAKEN)


def _answering(recipient: Recipient, code: str) -> Recipient:
    """Some answer an update by its own id; the answer belongs to the document that it corrects."""
    packet = recipient.packet
    if (
        code not in {StatusCode.CHANGE_ACCEPTED, StatusCode.CHANGE_REFUSED}
        or packet is None
        or packet.business != x.BusinessType.UPDATE
        or recipient.evidence.filter(code=StatusCode.RECALL_ASKED).exists()
    ):
        return recipient
    earlier = Recipient.objects.filter(
        outgoing=recipient.outgoing.earlier_id, partner=recipient.partner_id
    )
    return earlier.first() or recipient


def _take_document(packet: Packet, document: x.Document, contents: tuple[BinaryIO, ...]) -> None:
    sender = partner_of(document.sender.id)
    if sender is None:
        settle(packet, PacketState.REFUSED, "Không rõ nơi gửi.")
        return
    business = document.business
    if business.type in _CHANGING and came_before(packet):
        settle(packet, PacketState.TAKEN, DOUBLE)
        return
    match business.type:
        case x.BusinessType.REVOKE:
            recall(packet, sender, earlier_id(document), business.reason, _receivers(document))
        case x.BusinessType.UPDATE:
            _update(packet, sender, document, contents)
        case _:
            _deliver(packet, sender, document, contents)


def _receivers(document: x.Document) -> list[Agency]:
    return own_agencies(one.id for one in document.receivers)


def _deliver(
    packet: Packet,
    sender: Partner,
    document: x.Document,
    contents: tuple[BinaryIO, ...],
    only: list[Agency] | None = None,
) -> None:
    """The document to each of our agencies that has it not yet; all or none."""
    arrivals = Arrival.objects.filter(partner=sender, document_id=packet.document_id)
    have = set(arrivals.exclude(state=ArrivalState.REFUSED).values_list("agency_id", flat=True))
    wanted = _receivers(document) if only is None else only
    missing = [one for one in wanted if one.pk not in have]
    if not missing or refused_before(packet):
        settle(packet, PacketState.TAKEN, DOUBLE)
        return
    try:
        given = _gated(packet, sender, document, contents, missing[0])
    except Refused as refused:
        _refuse(packet, sender, missing, refused.sentence)
        if isinstance(refused, SecretRefused):
            withdraw(packet.sha256)  # refused material is not stored; its hash stays as evidence
        return
    with work():
        if not still_open(packet):
            return
        for agency in missing:
            words = ". ".join(filter(None, (Verdict(packet.verdict).label, given.remarks)))
            incoming = take_in(agency, given, words=words)
            arrival = _arrived(packet, sender, agency, incoming=incoming)
            enqueue_status(arrival, StatusCode.ARRIVED)
            note_answers(packet, sender, document, incoming)
        mark_earlier(sender, document, missing)
        settle(packet, PacketState.TAKEN)


def _arrived(
    packet: Packet,
    sender: Partner,
    agency: Agency,
    *,
    incoming: Incoming | None = None,
    state: str = ArrivalState.TAKEN,
    words: str = "",
) -> Arrival:
    """What became of the document there; what was refused before and comes anew is the same one."""
    arrival, _ = Arrival.objects.update_or_create(
        partner=sender,
        agency=agency,
        document_id=packet.document_id,
        defaults={"packet": packet, "incoming": incoming, "state": state, "words": words},
    )
    return arrival


def _refuse(packet: Packet, sender: Partner, agencies: list[Agency], words: str) -> None:
    """Not taken in: the sender hears why, for each receiver (code 02)."""
    with work():
        if not still_open(packet):
            return
        for agency in agencies:
            arrival = _arrived(packet, sender, agency, state=ArrivalState.REFUSED, words=words)
            enqueue_status(arrival, StatusCode.REFUSED, words=words)
        settle(packet, PacketState.REFUSED, words)


def _gated(
    packet: Packet,
    sender: Partner,
    document: x.Document,
    contents: tuple[BinaryIO, ...],
    agency: Agency,
) -> FromOutside:
    """Files through every gate, signatures looked at; raises `Refused`.

    The issuer's name is the directory's: a packet may write any.
    """
    if packet.verdict == Verdict.INVALID:
        raise Refused("Chữ ký số của gói tin không hợp lệ.")
    if not contents:
        raise Refused("Gói tin không có tệp văn bản.")
    check_text(
        {"trích yếu": document.subject, "nội dung": document.content},
        actor=None,
        agency_id=agency.pk,
        door="liên thông",
    )
    files = [
        _received(content, about.name, agency)
        for content, about in zip(contents, document.attachments, strict=True)
    ]
    titles = [one.description or one.name for one in document.attachments]
    verdict, remarks = judged(files, document, sender)
    return FromOutside(
        file=files[0],
        issuer_name=sender.name,
        number=document.code.number,
        notation=document.code.notation,
        dated_on=document.promulgated_on,
        kind=kind_of(name=known_name(document.kind), notation=document.code.notation),
        abstract=document.subject,
        urgency=urgency_of(document.other.priority if document.other else 0),
        signer_name=document.signer.full_name,
        verdict=verdict,
        remarks=remarks,
        due_on=document.due_on,
        steering=_steering(document.steering),
        paper_follows=document.business.paper,
        places=document.places,
        attachments=tuple(zip(files[1:], titles[1:], strict=True)),
    )


def _steering(given: int | None) -> int | None:
    """Some write numbers that the list does not have."""
    return given if given in {1, 2, 3} else None


def _received(content: BinaryIO, name: str, agency: Agency) -> StoredFile:
    with tempfile.NamedTemporaryFile(dir=staging(), prefix="packet-") as target:
        shutil.copyfileobj(content, cast("BinaryIO", target))
        target.flush()
        return receive_from_outside(Path(target.name), name=name, agency=agency)


def _update(
    packet: Packet, sender: Partner, document: x.Document, contents: tuple[BinaryIO, ...]
) -> None:
    """An earlier document is corrected by this one, or its receivers or data change (type 2).

    What corrects has an id of its own and arrives as a document; it waits for the earlier one.
    """
    earlier = earlier_id(document)
    listed = document.business.changes.list if document.business.changes else ()
    if contents and not listed and document.document_id != earlier:
        if has_come(sender, earlier) or packet.attempts >= MOST_ATTEMPTS:
            _deliver(packet, sender, document, contents)
        else:
            wait_for_document(packet)
        return
    added = [one.organ_id for one in listed if one.type is x.ReceiverType.ADDED]
    if len(added) == len(listed) > 0 or has_come(sender, earlier):
        _change(packet, sender, document, contents, added)
    else:
        wait_for_document(packet)


def _change(
    packet: Packet,
    sender: Partner,
    document: x.Document,
    contents: tuple[BinaryIO, ...],
    added: list[str],
) -> None:
    """Receivers or data change; who is added receives the document, the others its new files."""
    try:
        files = () if added else _new_files(packet, sender, document, contents)
    except Refused as refused:
        _refuse_change(packet, sender, document, refused)
        return
    with work():
        if not still_open(packet):
            return
        update_receivers(sender, document, files)
        if not added:
            settle(packet, PacketState.TAKEN)
    if added:
        packet.document_id = earlier_id(document)[:200]
        _deliver(packet, sender, document, contents, only=own_agencies(added))


def _new_files(
    packet: Packet, sender: Partner, document: x.Document, contents: tuple[BinaryIO, ...]
) -> tuple[tuple[StoredFile, str], ...]:
    """The files of an update under its document's own id, with their titles; raises `Refused`."""
    agencies = _receivers(document)
    if not contents or not agencies:
        return ()
    given = _gated(packet, sender, document, contents, agencies[0])
    if given.verdict == Result.INVALID.kind:
        raise Refused(f"Chữ ký số của tệp cập nhật không hợp lệ. {given.remarks}".strip())
    return ((given.file, document.attachments[0].name), *given.attachments)


def _refuse_change(packet: Packet, sender: Partner, document: x.Document, refused: Refused) -> None:
    """The document stays as it is, and the sender hears why."""
    with work():
        if not still_open(packet):
            return
        refuse_update(sender, document, words=refused.sentence)
        settle(packet, PacketState.REFUSED, refused.sentence)
    if isinstance(refused, SecretRefused):
        withdraw(packet.sha256)
