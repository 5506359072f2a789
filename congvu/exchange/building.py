"""From rows to the bytes of a packet: made once, signed, and never again."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from congvu.core.prepared import Prepared, one_of
from congvu.directory.models import Agency, Appointment
from congvu.documents.models import Attachment, Outgoing
from congvu.exchange import edxml as x
from congvu.exchange.keys import own_signer
from congvu.exchange.kinds import priority_of, written_kind
from congvu.exchange.models import Packet, Recipient
from congvu.exchange.queries.parties import document_id_of, receivers_of
from congvu.exchange.types import PacketKind
from congvu.files.actions import deposit
from congvu.files.models import StoredFile
from congvu.files.queries import open_file, staging


@dataclass(frozen=True)
class Gathered:
    """What packets are made of, asked for all of them at once; the mapper's part of a packet of a
    hundred kilobytes would be larger than all else.
    """

    signer: x.Signer
    documents: dict[int, Outgoing]
    attachments: dict[int, list[Attachment]]
    """By document, in their order."""
    recipients: dict[int, list[Recipient]]
    """By packet, in the order of their codes."""


def gather(packets: Sequence[Packet]) -> Gathered:
    """All that `build` needs for these packets but what is rare."""
    ids = sorted({one.outgoing_id for one in packets if one.outgoing_id})
    attachments: dict[int, list[Attachment]] = {}
    recipients: dict[int, list[Recipient]] = {}
    if ids:
        for attachment in _ATTACHMENTS.rows(ids=ids):
            attachments.setdefault(attachment.outgoing_id, []).append(attachment)
        for recipient in _RECIPIENTS.rows(packets=[one.pk for one in packets]):
            recipients.setdefault(recipient.packet_id or 0, []).append(recipient)
    return Gathered(own_signer(), _documents(ids), attachments, recipients)


def build(packet: Packet, gathered: Gathered) -> tuple[str, int]:
    """Write the packet into the store; its SHA-256 and size in bytes."""
    with ExitStack() as held:
        message, contents = _message(packet, gathered, held)
        target = held.enter_context(tempfile.NamedTemporaryFile(dir=staging(), prefix="packet-"))
        file = cast("BinaryIO", target)
        sha256 = x.write(message, file, contents=contents, signer=gathered.signer)
        target.flush()
        deposit(Path(target.name), sha256=sha256, mine=True)
        return sha256, os.fstat(target.fileno()).st_size


def _message(
    packet: Packet, gathered: Gathered, held: ExitStack
) -> tuple[x.Message, list[x.Content]]:
    if packet.kind == PacketKind.STATUS:
        speaks = _status if packet.arrival_id else _asking_back
        return speaks(packet, gathered), []
    document = gathered.documents[packet.outgoing_id or 0]
    business = x.BusinessType(packet.business)
    attached = gathered.attachments.get(document.pk, [])
    receivers = _recipients(packet, gathered)
    files = _files(document, attached) if _brings_files(packet, receivers) else []
    contents = [
        x.Content(held.enter_context(open_file(file)), f"{file.sha256} {at}")
        for at, (file, _) in enumerate(files)
    ]
    return _document(packet, document, business, receivers, files), contents


def _brings_files(packet: Packet, receivers: list[Recipient]) -> bool:
    """Who is asked to give the document back, or taken off its list, does not get it once more."""
    if packet.lists_receivers:
        return any(one.packet_id == packet.pk for one in receivers)
    return packet.business != x.BusinessType.REVOKE


def _documents(ids: list[int]) -> dict[int, Outgoing]:
    """The documents with their people, in three small queries: one of ten joins is planned longer
    than all else takes.
    """
    found = _DOCUMENTS.rows(ids=ids) if ids else []
    if not found:
        return {}
    agencies = {one.pk: one for one in _AGENCIES.rows(ids=sorted({of.agency_id for of in found}))}
    whose = sorted({one for of in found for one in (of.drafter_id, of.signer_id) if one})
    people = {one.pk: one for one in _PEOPLE.rows(ids=whose)}
    for document in found:
        document.agency = agencies[document.agency_id]
        document.drafter = people[document.drafter_id]
        document.signer = people[document.signer_id] if document.signer_id else None
    return {document.pk: document for document in found}


_DOCUMENTS = Prepared(
    lambda: Outgoing.objects.filter(one_of("ids")).select_related("issued__blob").order_by()
)
_AGENCIES = Prepared(
    lambda: Agency.objects.filter(one_of("ids")).select_related("parent").order_by()
)
_PEOPLE = Prepared(lambda: Appointment.objects.whole().filter(one_of("ids")).order_by())
_ATTACHMENTS = Prepared(
    lambda: (
        Attachment.objects.filter(one_of("ids", "outgoing_id"))
        .select_related("file__blob", "sealed__blob")
        .order_by("position", "id")
    )
)
_RECIPIENTS = Prepared(
    lambda: (
        Recipient.objects.filter(one_of("packets", "packet_id"))
        .select_related("partner")
        .order_by("partner__code")
    )
)


def _files(document: Outgoing, attached: list[Attachment]) -> list[tuple[StoredFile, str]]:
    """The issued document and what goes with it, as they were sealed."""
    assert document.issued is not None  # noqa: S101 - a constraint says so
    return [(document.issued, ""), *((one.sealed or one.file, one.title) for one in attached)]


def _document(
    packet: Packet,
    document: Outgoing,
    business: x.BusinessType,
    receivers: list[Recipient],
    files: list[tuple[StoredFile, str]],
) -> x.Document:
    assert document.dated_on is not None  # noqa: S101 - a constraint says so
    signer = document.signer
    return x.Document(
        sender=_organ(document.agency),
        receivers=tuple(
            x.Organ(one.partner.code, one.partner.name, email=one.partner.email)
            for one in receivers
        ),
        document_id=packet.document_id,
        code=x.Code(f"{document.number:02d}", document.notation),
        place=document.agency.place,
        promulgated_on=document.dated_on,
        kind=written_kind(document.document_type.name),
        subject=document.abstract or document.label,
        signer=x.SignerInfo(
            full_name=signer.person.name if signer else document.signer_name,
            position=signer.title.name if signer else "",
            competence=document.signing_lines[0] if document.signing_lines else "",
        ),
        due_on=document.due_on,
        other=x.OtherInfo(priority=priority_of(document.urgency)),
        replies=_replies(packet, document, business),
        places=tuple(document.recipients),
        traces=(x.Trace(document.agency.code, packet.said_at),),
        business=_business(packet, document, business, receivers),
        attachments=tuple(
            x.Attachment(str(index), file.name, file.media_type, title)
            for index, (file, title) in enumerate(files, 1)
        ),
    )


def _recipients(packet: Packet, gathered: Gathered) -> list[Recipient]:
    """Those on the packet's line; a recall goes to all that the document went to, an update of the
    list to those who are new on it and those who are on it no more.
    """
    if packet.business != x.BusinessType.REVOKE and not packet.lists_receivers:
        return [
            one
            for one in gathered.recipients.get(packet.pk, [])
            if (one.outgoing_id, one.partner.line_id) == (packet.outgoing_id, packet.line_id)
        ]
    return receivers_of(packet)


def _replies(packet: Packet, document: Outgoing, business: x.BusinessType) -> tuple[x.Reply, ...]:
    if business is x.BusinessType.REVOKE:
        code = document.agency.code
        return (x.Reply(code, document.code, packet.document_id, document.dated_on),)
    answered = document.reply_to
    arrival = getattr(answered, "arrival_outside", None) if answered else None
    if answered is None or arrival is None:
        return ()
    return (x.Reply(arrival.partner.code, answered.code, arrival.document_id, answered.dated_on),)


def _business(
    packet: Packet, document: Outgoing, business: x.BusinessType, receivers: list[Recipient]
) -> x.Business:
    drafter = document.drafter
    staff = x.Staff(
        department=drafter.unit.name if drafter.unit else "",
        name=drafter.person.name,
        email=drafter.person.email,
    )
    replacements: tuple[x.Replacement, ...] = ()
    earlier = document.earlier
    if business is x.BusinessType.REPLACE and earlier is not None:
        went = Recipient.objects.filter(outgoing=earlier, partner__line=packet.line_id)
        codes = went.order_by("partner__code").values_list("partner__code", flat=True)
        replacements = (x.Replacement(document_id_of(earlier), tuple(codes)),)
    corrected = document if packet.lists_receivers else earlier
    spoken_of = {x.BusinessType.REVOKE: document, x.BusinessType.UPDATE: corrected}.get(business)
    return x.Business(
        type=business,
        reason=packet.words,
        document_id=document_id_of(spoken_of) if spoken_of else "",
        changes=_changes(packet, receivers) if business is x.BusinessType.UPDATE else None,
        replacements=replacements,
        staff=staff,
    )


def _changes(packet: Packet, receivers: list[Recipient]) -> x.Changes:
    if not packet.lists_receivers:
        return x.Changes(document=True)
    added, removed = x.ReceiverType.ADDED, x.ReceiverType.REMOVED
    listed = [
        x.ReceiverChange(one.partner.code, added if one.packet_id == packet.pk else removed)
        for one in receivers
    ]
    return x.Changes(receivers=True, list=tuple(listed))


def _status(packet: Packet, _gathered: Gathered) -> x.Status:
    arrival = packet.arrival
    assert arrival is not None  # noqa: S101 - a status speaks of an arrival
    incoming = arrival.incoming
    return x.Status(
        sender=_organ(arrival.agency),
        reply=x.Reply(
            arrival.packet.sender,
            packet.document_code,
            arrival.document_id,
            incoming.dated_on if incoming else None,
        ),
        code=x.StatusCode(packet.code),
        at=packet.said_at,
        description=packet.words,
    )


def _asking_back(packet: Packet, gathered: Gathered) -> x.Status:
    """Status 13 is the sender's: it names the receiver that is to give the document back."""
    document = gathered.documents[packet.outgoing_id or 0]
    [recipient] = Recipient.objects.filter(evidence__packet=packet).select_related("partner")
    return x.Status(
        sender=_organ(document.agency),
        reply=x.Reply(recipient.partner.code, document.code, packet.document_id, document.dated_on),
        code=x.StatusCode(packet.code),
        at=packet.said_at,
        description=packet.words,
    )


def _organ(agency: Agency) -> x.Organ:
    return x.Organ(
        id=agency.code,
        name=agency.name,
        in_charge=agency.parent.name if agency.parent else "",
        address=agency.address,
        email=agency.email,
        telephone=agency.phone,
        website=agency.website,
    )
