"""What was received is done: documents reach our agencies' clerks, statuses their documents."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO, cast

from congvu.core import clock
from congvu.core.actions import work
from congvu.core.refused import Refused
from congvu.directory.models import Agency
from congvu.documents.actions.recalling import RECALLABLE, honour_recall
from congvu.documents.actions.taking_in import FromOutside, note_from_outside, take_in
from congvu.documents.queries.kinds import kind_of
from congvu.exchange import edxml as x
from congvu.exchange.actions.enqueueing import enqueue_status
from congvu.exchange.actions.leasing import lease
from congvu.exchange.actions.recipients import note
from congvu.exchange.edxml import StatusCode
from congvu.exchange.kinds import known_name, urgency_of
from congvu.exchange.models import Arrival, Line, Packet, Partner, Recipient
from congvu.exchange.queries.parties import own_agencies, partner_of
from congvu.exchange.types import ArrivalState, PacketState, Verdict
from congvu.files.actions import receive_from_outside, withdraw
from congvu.files.models import StoredFile
from congvu.files.queries import open_deposit, read, staging
from congvu.files.types import Media
from congvu.secrecy.actions import SecretRefused, check_text
from congvu.signing.queries import verify

AT_ONCE = 10
_MOST_ATTEMPTS = 8


def take_due(line: Line) -> int:
    """Do what has come by the line; how many packets were settled."""
    settled = 0
    while packets := lease(line, state=PacketState.RECEIVED, most=AT_ONCE):
        for packet in packets:
            take(packet)
            settled += 1
    return settled


def take(packet: Packet) -> None:
    """One packet. Whatever stops here is tried again, and given to an operator in the end."""
    if packet.attempts > _MOST_ATTEMPTS:
        _settle(packet, PacketState.REFUSED, "Xử lý gói tin nhiều lần không thành công.")
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


def _still_open(packet: Packet) -> bool:
    """Whether nobody else has settled it meanwhile; locks it until the commit."""
    rows = Packet.objects.select_for_update(no_key=True, of=("self",))
    return rows.filter(pk=packet.pk, state=PacketState.RECEIVED).exists()


def _settle(packet: Packet, state: str, words: str = "") -> None:
    Packet.objects.filter(pk=packet.pk).update(
        state=state, error=words[:500], done_at=clock.now(), leased_until=None
    )


def _take_status(packet: Packet, status: x.Status) -> None:
    """A receiver says how far it is; 13 is a sender who wants a document back."""
    sender = partner_of(status.sender.id)
    if sender is None:
        _settle(packet, PacketState.REFUSED, "Không rõ nơi gửi trạng thái.")
    elif status.code is StatusCode.RECALL_ASKED:
        _recall(packet, sender, status.reply.document_id, status.description)
    else:
        _note_status(packet, status, sender)


def _note_status(packet: Packet, status: x.Status, sender: Partner) -> None:
    rows = Recipient.objects.filter(partner=sender)
    by_id = rows.filter(packet__document_id=status.reply.document_id)
    recipient = (
        by_id if status.reply.document_id else rows.filter(packet__document_code=status.reply.code)
    ).first()
    if recipient is None:
        _settle(packet, PacketState.REFUSED, "Không tìm thấy văn bản mà trạng thái này nói đến.")
        return
    with work():
        if not _still_open(packet):
            return
        note(recipient, status.code, at=status.at, words=status.description, packet=packet)
        _settle(packet, PacketState.TAKEN)


def _take_document(packet: Packet, document: x.Document, contents: tuple[BinaryIO, ...]) -> None:
    sender = partner_of(document.sender.id)
    if sender is None:
        _settle(packet, PacketState.REFUSED, "Không rõ nơi gửi.")
        return
    business = document.business
    match business.type:
        case x.BusinessType.REVOKE:
            _recall(packet, sender, business.document_id or document.document_id, business.reason)
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
    have = set(
        Arrival.objects.filter(partner=sender, document_id=packet.document_id).values_list(
            "agency_id", flat=True
        )
    )
    wanted = _receivers(document) if only is None else only
    missing = [one for one in wanted if one.pk not in have]
    if not missing:
        _settle(packet, PacketState.TAKEN, "Văn bản này đã đến trước đó; không nhận lần hai.")
        return
    try:
        given = _gated(packet, document, contents, missing[0])
    except Refused as refused:
        _refuse(packet, sender, missing, refused.sentence)
        if isinstance(refused, SecretRefused):
            withdraw(packet.sha256)  # refused material is not stored; its hash stays as evidence
        return
    with work():
        if not _still_open(packet):
            return
        for agency in missing:
            incoming = take_in(agency, given, words=Verdict(packet.verdict).label)
            arrival = Arrival.objects.create(
                packet=packet,
                partner=sender,
                agency=agency,
                document_id=packet.document_id,
                incoming=incoming,
            )
            enqueue_status(arrival, StatusCode.ARRIVED)
        _mark_replaced(sender, document)
        _settle(packet, PacketState.TAKEN)


def _refuse(packet: Packet, sender: Partner, agencies: list[Agency], words: str) -> None:
    """Not taken in: the sender hears why, for each receiver (code 02)."""
    with work():
        if not _still_open(packet):
            return
        for agency in agencies:
            arrival = Arrival.objects.create(
                packet=packet,
                partner=sender,
                agency=agency,
                document_id=packet.document_id,
                state=ArrivalState.REFUSED,
                words=words,
            )
            enqueue_status(arrival, StatusCode.REFUSED, words=words)
        _settle(packet, PacketState.REFUSED, words)


def _gated(
    packet: Packet, document: x.Document, contents: tuple[BinaryIO, ...], agency: Agency
) -> FromOutside:
    """Files through every gate, signatures looked at; raises `Refused`."""
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
    return FromOutside(
        file=files[0],
        issuer_name=document.sender.name or document.sender.id,
        number=document.code.number,
        notation=document.code.notation,
        dated_on=document.promulgated_on,
        kind=kind_of(name=known_name(document.kind), notation=document.code.notation),
        abstract=document.subject,
        urgency=urgency_of(document.other.priority if document.other else 0),
        signer_name=document.signer.full_name,
        verdict=_verdict_of(files[0]),
        attachments=tuple(zip(files[1:], titles[1:], strict=True)),
    )


def _received(content: BinaryIO, name: str, agency: Agency) -> StoredFile:
    with tempfile.NamedTemporaryFile(dir=staging(), prefix="packet-") as target:
        shutil.copyfileobj(content, cast("BinaryIO", target))
        target.flush()
        return receive_from_outside(Path(target.name), name=name, agency=agency)


def _verdict_of(file: StoredFile) -> str:
    if file.media_type != Media.PDF.media_type:
        return "unknown"
    return verify(read(file)).result.kind


def _mark_replaced(sender: Partner, document: x.Document) -> None:
    """What the new document replaces is marked at those who have it."""
    for one in document.business.replacements:
        rows = Arrival.objects.filter(partner=sender, document_id=one.document_id)
        if one.organ_ids:
            rows = rows.filter(agency__in=own_agencies(one.organ_ids))
        for arrival in rows.filter(incoming__isnull=False).select_related("incoming"):
            assert arrival.incoming is not None  # noqa: S101 - filtered
            note_from_outside(arrival.incoming, label=f"Văn bản được thay thế bằng {document.code}")


def _recall(packet: Packet, sender: Partner, document_id: str, words: str) -> None:
    """The sender takes it back (NĐ 30/2020, Article 18): cancelled here, and said so.

    A recall that comes before its document waits for it.
    """
    rows = Arrival.objects.filter(partner=sender, document_id=document_id)
    arrivals = list(rows.select_related("incoming", "packet", "agency").order_by("pk"))
    if not arrivals:
        _wait_for_document(packet)
        return
    with work():
        if not _still_open(packet):
            return
        for arrival in arrivals:
            _recall_one(arrival, words or "Nơi gửi thu hồi văn bản.")
        _settle(packet, PacketState.TAKEN)


def _recall_one(arrival: Arrival, words: str) -> None:
    incoming = arrival.incoming
    if incoming is None or incoming.state not in RECALLABLE:
        if arrival.state == ArrivalState.RECALLED:
            enqueue_status(arrival, StatusCode.CHANGE_ACCEPTED)
        else:
            enqueue_status(arrival, StatusCode.CHANGE_REFUSED, words="Văn bản đã trả lại trước đó.")
        return
    honour_recall(incoming, actor=None, words=words)
    Arrival.objects.filter(pk=arrival.pk).update(state=ArrivalState.RECALLED, words=words)
    enqueue_status(arrival, StatusCode.CHANGE_ACCEPTED)


def _wait_for_document(packet: Packet) -> None:
    if packet.attempts >= _MOST_ATTEMPTS:
        _settle(packet, PacketState.REFUSED, "Yêu cầu về một văn bản chưa bao giờ đến đây.")
    else:
        Packet.objects.filter(pk=packet.pk).update(
            leased_until=None, error="Chờ văn bản mà gói tin này nói đến."
        )


def _update(
    packet: Packet, sender: Partner, document: x.Document, contents: tuple[BinaryIO, ...]
) -> None:
    """An earlier document's receivers or data change (business type 2)."""
    changes = document.business.changes or x.Changes()
    earlier = document.business.document_id or document.document_id
    removed = [one.organ_id for one in changes.list if one.type is x.ReceiverType.REMOVED]
    added = [one.organ_id for one in changes.list if one.type is x.ReceiverType.ADDED]
    rows = Arrival.objects.filter(partner=sender, document_id=earlier, incoming__isnull=False)
    gone = {one.pk for one in own_agencies(removed)}
    with work():
        if not _still_open(packet):
            return
        for arrival in rows.select_related("incoming", "packet", "agency"):
            _update_one(arrival, document, gone=arrival.agency_id in gone)
        if not added:
            _settle(packet, PacketState.TAKEN)
    if added:
        packet.document_id = earlier[:200]
        _deliver(packet, sender, document, contents, only=own_agencies(added))


def _update_one(arrival: Arrival, document: x.Document, *, gone: bool) -> None:
    if gone:
        _recall_one(arrival, document.business.reason or "Nơi gửi rút khỏi danh sách nơi nhận.")
        return
    assert arrival.incoming is not None  # noqa: S101 - filtered by the caller
    note_from_outside(
        arrival.incoming, label="Nơi gửi cập nhật văn bản", words=document.business.reason
    )
    enqueue_status(arrival, StatusCode.CHANGE_ACCEPTED)
