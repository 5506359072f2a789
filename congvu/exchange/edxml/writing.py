"""Making a message: elements in the order of the axis's software, in canonical form.

What is written is its own canonical form, so that its digest is that of the very bytes. Contents
are packed and encoded piece by piece, straight into the file; the signature's size is known before,
and it is written into the room left for it.
"""

from __future__ import annotations

import binascii
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import BinaryIO

from congvu.exchange.edxml import types as t
from congvu.exchange.edxml.canonical import escape_text
from congvu.exchange.edxml.contents import packed
from congvu.exchange.edxml.errors import Fault, FormatError
from congvu.exchange.edxml.signature import Signer, room_for, signature_of
from congvu.exchange.edxml.tree import NAMESPACE

ZONE = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
_DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'
_PIECE = 3 * 256 * 1024
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Content:
    """A content of the message, open at its beginning; `key` names it inside its ZIP."""

    file: BinaryIO
    key: str


def write(
    message: t.Message,
    out: BinaryIO,
    *,
    contents: Sequence[Content] = (),
    signer: Signer | None = None,
    zipped: bool = True,
) -> str:
    """Write the message to `out`, which is empty and may be read, and give its SHA-256 in hex.

    `contents` are those of the message's attachments, in their order; `zipped` packs each as the
    axis's software does. Raises `FormatError` for a letter that XML cannot hold.
    """
    head, envelope = _head(message).encode(), _envelope_end(message).encode()
    room = room_for(signer) if signer else b""
    out.write(_DECLARATION + head + room)
    tail = _Hashed(out, hashlib.sha256(head))
    tail.write(envelope)
    if isinstance(message, t.Document):
        _write_contents(tail, message, contents, zipped=zipped)
    tail.write(b"</edXML>")
    if signer:
        signature = signature_of(tail.digest.digest(), signer)
        if len(signature) != len(room):
            raise ValueError("a signature of another size than every one of its signer's")
        out.seek(len(_DECLARATION) + len(head))
        out.write(signature)
    out.seek(0)
    whole = hashlib.sha256()
    for piece in _pieces(out):
        whole.update(piece)
    return whole.hexdigest()


class _Hashed:
    """What is written behind the signature's room, with the canonical form's digest so far."""

    def __init__(self, out: BinaryIO, digest: hashlib._Hash) -> None:
        self.out, self.digest = out, digest

    def write(self, piece: bytes) -> None:
        self.digest.update(piece)
        self.out.write(piece)


def _head(message: t.Message) -> str:
    """Up to where the signature stands, at the end of the header."""
    fields = _document(message) if isinstance(message, t.Document) else _status(message)
    return (
        f'<edXML xmlns="{NAMESPACE}" xmlns:edXML="{NAMESPACE}">'
        f"<edXML:edXMLEnvelope><edXML:edXMLHeader>{fields}"
    )


def _envelope_end(message: t.Message) -> str:
    if isinstance(message, t.Status):
        return "</edXML:edXMLHeader></edXML:edXMLEnvelope>"
    listed = "".join(
        _in(
            "Reference",
            _one("ContentId", f"cid:{one.content_id}")
            + _one("ContentType", one.content_type)
            + _one("Description", one.description)
            + _one("AttachmentName", one.name),
        )
        for one in message.attachments
    )
    return (
        "</edXML:edXMLHeader><edXML:edXMLBody>"
        f'<edXML:edXMLManifest version="1.0">{listed}</edXML:edXMLManifest>'
        "</edXML:edXMLBody></edXML:edXMLEnvelope>"
    )


def _write_contents(
    out: _Hashed, message: t.Document, contents: Sequence[Content], *, zipped: bool
) -> None:
    out.write(b"<AttachmentEncoded>")
    for one, content in zip(message.attachments, contents, strict=True):
        out.write(
            (
                "<Attachment>"
                + _plain("ContentId", f"cid:{one.content_id}")
                + _plain("AttachmentName", one.name)
                + (_plain("Description", one.description) if one.description else "")
                + _plain("ContentType", one.content_type)
                + "<edXML:ContentTransferEncoded>"
            ).encode()
        )
        pack = packed(content.file, name=one.name, key=content.key)
        _encode(pack if zipped else _pieces(content.file), out)
        out.write(b"</edXML:ContentTransferEncoded></Attachment>")
    out.write(b"</AttachmentEncoded>")


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    while piece := file.read(_PIECE):
        yield piece


def _encode(pieces: Iterator[bytes], out: _Hashed) -> None:
    """In base64, groups of three letters at a time wherever the pieces part."""
    rest = b""
    for piece in pieces:
        letters = rest + piece
        whole = len(letters) - len(letters) % 3
        out.write(binascii.b2a_base64(memoryview(letters)[:whole], newline=False))
        rest = letters[whole:]
    out.write(binascii.b2a_base64(rest, newline=False))


def _status(message: t.Status) -> str:
    return _in(
        "MessageHeader",
        _organ("From", message.sender)
        + _reply(message.reply)
        + (_staff(message.staff) if message.staff else "")
        + _one("StatusCode", message.code)
        + _one("Description", message.description)
        + _one("Timestamp", _moment(message.at)),
    )


def _document(message: t.Document) -> str:
    fields = _in(
        "MessageHeader",
        _organ("From", message.sender)
        + "".join(_organ("To", one) for one in message.receivers)
        + _one("DocumentId", message.document_id)
        + _in(
            "Code",
            _one("CodeNumber", message.code.number) + _one("CodeNotation", message.code.notation),
        )
        + _in(
            "PromulgationInfo",
            _one("Place", message.place) + _one("PromulgationDate", _day(message.promulgated_on)),
        )
        + _in(
            "DocumentType",
            _one("Type", str(message.kind.type))
            + _one("TypeDetail", _figure(message.kind.detail))
            + _one("TypeName", message.kind.name),
        )
        + _one("Subject", message.subject)
        + _one("Content", message.content)
        + _in(
            "SignerInfo",
            _one("Competence", message.signer.competence)
            + _one("Position", message.signer.position)
            + _one("FullName", message.signer.full_name),
        )
        + _one("DueDate", _day(message.due_on))
        + (_other(message.other) if message.other else "")
        + "".join(_reply(one) for one in message.replies)
        + _one("SteeringType", _figure(message.steering))
        + _list("ToPlaces", "Place", message.places),
    )
    traces = "".join(
        _in("TraceHeader", _one("OrganId", one.organ_id) + _one("Timestamp", _moment(one.at)))
        for one in message.traces
    )
    return fields + _in("TraceHeaderList", traces + _business(message.business))


def _organ(name: str, organ: t.Organ) -> str:
    return _in(
        name,
        _one("OrganId", organ.id)
        + _one("OrganizationInCharge", organ.in_charge)
        + _one("OrganName", organ.name)
        + _one("OrganAdd", organ.address)
        + _one("Email", organ.email)
        + _one("Telephone", organ.telephone)
        + _one("Fax", organ.fax)
        + _one("Website", organ.website),
    )


def _other(other: t.OtherInfo) -> str:
    return _in(
        "OtherInfo",
        _one("Priority", str(other.priority))
        + _one("SphereOfPromulgation", other.sphere)
        + _one("TyperNotation", other.typist)
        + _one("PromulgationAmount", _figure(other.copies))
        + _one("PageAmount", _figure(other.pages))
        + _one("Direction", "" if other.steers is None else str(other.steers).lower())
        + _list("Appendixes", "Appendix", other.appendixes),
    )


def _reply(reply: t.Reply) -> str:
    return _in(
        "ResponseFor",
        _one("OrganId", reply.organ_id)
        + _one("Code", reply.code)
        + _one("DocumentId", reply.document_id)
        + _one("PromulgationDate", _day(reply.promulgated_on)),
    )


def _business(business: t.Business) -> str:
    return _in(
        "Bussiness",
        _one("DocumentId", business.document_id)
        + _one("BussinessDocType", str(business.type.value))
        + _one("BussinessDocReason", business.reason)
        + _one("Paper", str(int(business.paper)))
        + (_changes(business.changes) if business.changes else "")
        + (_replacements(business.replacements) if business.replacements else "")
        + (_staff(business.staff) if business.staff else ""),
    )


def _changes(changes: t.Changes) -> str:
    listed = "".join(
        _in("Receiver", _one("OrganId", one.organ_id) + _one("ReceiverType", str(one.type.value)))
        for one in changes.list
    )
    return _in(
        "BussinessDocumentInfo",
        _one("DocumentInfo", str(int(changes.document)))
        + _one("DocumentReceiver", str(int(changes.receivers)))
        + (_in("ReceiverList", listed) if listed else ""),
    )


def _replacements(replacements: Sequence[t.Replacement]) -> str:
    return _in(
        "ReplacementInfoList",
        "".join(
            _in(
                "ReplacementInfo",
                _one("DocumentId", one.document_id)
                + _list("OrganIdList", "OrganId", one.organ_ids),
            )
            for one in replacements
        ),
    )


def _staff(staff: t.Staff) -> str:
    return _in(
        "StaffInfo",
        _one("Department", staff.department)
        + _one("Staff", staff.name)
        + _one("Email", staff.email)
        + _one("Mobile", staff.mobile),
    )


def _in(name: str, inside: str) -> str:
    return f"<edXML:{name}>{inside}</edXML:{name}>"


def _one(name: str, text: str) -> str:
    """The element with the text, or nothing where there is none."""
    return _in(name, _checked(text)) if text else ""


def _plain(name: str, text: str) -> str:
    return f"<{name}>{_checked(text)}</{name}>"


def _list(outer: str, inner: str, texts: Sequence[str]) -> str:
    return _in(outer, "".join(_in(inner, _checked(text)) for text in texts)) if texts else ""


def _checked(text: str) -> str:
    if _NOT_XML.search(text):
        raise FormatError(Fault.FORMAT, "Văn bản có ký tự điều khiển không ghi được vào edXML.")
    return escape_text(text)


def _figure(number: int | None) -> str:
    return "" if number is None else str(number)


def _day(day: date | None) -> str:
    return f"{day:%Y/%m/%d}" if day else ""


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(ZONE):%Y/%m/%d %H:%M:%S}"
