"""From rows to the bytes of a packet: made once, signed, and never again."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO, cast

from congvu.core.prepared import Given, Prepared, one_of
from congvu.directory.models import Agency, Appointment
from congvu.documents.models import Attachment, Outgoing
from congvu.exchange import edxml as x
from congvu.exchange.keys import own_signer
from congvu.exchange.kinds import priority_of, written_kind
from congvu.exchange.models import Packet, Recipient
from congvu.exchange.queries.parties import document_id_of
from congvu.exchange.types import PacketKind
from congvu.files.actions import deposit
from congvu.files.models import StoredFile
from congvu.files.queries import open_file, staging


def build(packet: Packet) -> tuple[str, int]:
    """Write the packet into the store; its SHA-256 and size in bytes."""
    with ExitStack() as held:
        message, contents = _message(packet, held)
        target = held.enter_context(tempfile.NamedTemporaryFile(dir=staging(), prefix="packet-"))
        sha256 = x.write(message, cast("BinaryIO", target), contents=contents, signer=own_signer())
        target.flush()
        deposit(Path(target.name), sha256=sha256)
        return sha256, Path(target.name).stat().st_size


def _message(packet: Packet, held: ExitStack) -> tuple[x.Message, list[x.Content]]:
    if packet.kind == PacketKind.STATUS:
        return _status(packet), []
    document = _whole(packet.outgoing_id or 0)
    business = x.BusinessType(packet.business)
    files = [] if business is x.BusinessType.REVOKE else _files(document)
    contents = [
        x.Content(held.enter_context(open_file(file)), f"{file.sha256} {at}")
        for at, (file, _) in enumerate(files)
    ]
    return _document(packet, document, business, files), contents


def _whole(pk: int) -> Outgoing:
    """The document with its people, in three small queries: one of ten joins is planned longer
    than all else takes.
    """
    (document,) = _DOCUMENT.rows(pk=pk)
    (document.agency,) = _AGENCY.rows(pk=document.agency_id)
    ids = [one for one in (document.drafter_id, document.signer_id) if one]
    people = {one.pk: one for one in _PEOPLE.rows(ids=ids)}
    document.drafter = people[document.drafter_id]
    document.signer = people[document.signer_id] if document.signer_id else None
    return document


_DOCUMENT = Prepared(
    lambda: Outgoing.objects.filter(pk=Given("pk")).select_related("issued__blob").order_by()
)
_AGENCY = Prepared(
    lambda: Agency.objects.filter(pk=Given("pk")).select_related("parent").order_by()
)
_PEOPLE = Prepared(lambda: Appointment.objects.whole().filter(one_of("ids")).order_by())
_ATTACHMENTS = Prepared(
    lambda: (
        Attachment.objects.filter(outgoing=Given("pk"))
        .select_related("file__blob", "sealed__blob")
        .order_by("position", "id")
    )
)
_RECIPIENTS = Prepared(
    lambda: (
        Recipient.objects.filter(
            outgoing=Given("outgoing"), partner__line=Given("line"), packet=Given("packet")
        )
        .select_related("partner")
        .order_by("partner__code")
    )
)


def _files(document: Outgoing) -> list[tuple[StoredFile, str]]:
    """The issued document and what goes with it, as they were sealed."""
    assert document.issued is not None  # noqa: S101 - a constraint says so
    rows = _ATTACHMENTS.rows(pk=document.pk)
    return [(document.issued, ""), *((one.sealed or one.file, one.title) for one in rows)]


def _document(
    packet: Packet,
    document: Outgoing,
    business: x.BusinessType,
    files: list[tuple[StoredFile, str]],
) -> x.Document:
    assert document.dated_on is not None  # noqa: S101 - a constraint says so
    signer = document.signer
    return x.Document(
        sender=_organ(document.agency),
        receivers=tuple(
            x.Organ(one.partner.code, one.partner.name, email=one.partner.email)
            for one in _recipients(packet)
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
        other=x.OtherInfo(priority=priority_of(document.urgency)),
        replies=_replies(packet, document, business),
        places=tuple(document.recipients),
        traces=(x.Trace(document.agency.code, packet.said_at),),
        business=_business(packet, document, business),
        attachments=tuple(
            x.Attachment(str(index), file.name, file.media_type, title)
            for index, (file, title) in enumerate(files, 1)
        ),
    )


def _recipients(packet: Packet) -> list[Recipient]:
    """Those on the packet's line; a recall goes to all that the document went to."""
    if packet.business != x.BusinessType.REVOKE:
        return _RECIPIENTS.rows(outgoing=packet.outgoing_id, line=packet.line_id, packet=packet.pk)
    rows = Recipient.objects.filter(outgoing=packet.outgoing_id, partner__line=packet.line_id)
    rows = rows.filter(evidence__packet=packet)
    return list(rows.select_related("partner").order_by("partner__code"))


def _replies(packet: Packet, document: Outgoing, business: x.BusinessType) -> tuple[x.Reply, ...]:
    if business is x.BusinessType.REVOKE:
        code = document.agency.code
        return (x.Reply(code, document.code, packet.document_id, document.dated_on),)
    answered = document.reply_to
    arrival = getattr(answered, "arrival_outside", None) if answered else None
    if answered is None or arrival is None:
        return ()
    return (x.Reply(arrival.partner.code, answered.code, arrival.document_id, answered.dated_on),)


def _business(packet: Packet, document: Outgoing, business: x.BusinessType) -> x.Business:
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
    spoken_of = {x.BusinessType.REVOKE: document, x.BusinessType.UPDATE: earlier}.get(business)
    return x.Business(
        type=business,
        reason=packet.words,
        document_id=document_id_of(spoken_of) if spoken_of else "",
        changes=x.Changes(document=True) if business is x.BusinessType.UPDATE else None,
        replacements=replacements,
        staff=staff,
    )


def _status(packet: Packet) -> x.Status:
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
