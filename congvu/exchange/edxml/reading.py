"""Taking a message in: any order of elements, any prefixes, and nothing hostile."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO, NoReturn

from congvu.exchange.edxml import types as t
from congvu.exchange.edxml.contents import taken_out
from congvu.exchange.edxml.errors import Fault, FormatError
from congvu.exchange.edxml.signature import Worth
from congvu.exchange.edxml.stream import Limits, Passed, Spool, run
from congvu.exchange.edxml.tree import Node
from congvu.exchange.edxml.writing import ZONE

__all__ = ["Limits", "Read", "read"]
_DATE = re.compile(r"(\d{4})[/-](\d{1,2})[/-](\d{1,2})")
_DATE_BACKWARDS = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})")
_TIME = re.compile(r"(.+?)[ T](\d{1,2}):(\d{2}):(\d{2})(?:\.\d+)?")
_YES_NO = {"true": True, "1": True, "false": False, "0": False}


@dataclass(frozen=True)
class Read:
    """A message, what its signature is worth, and its contents in the order of `attachments`.

    `certificate` is the DER that the signature names; whose it is must be asked elsewhere.
    `contents` is empty where they were not kept; each is an open file that the caller closes.
    """

    message: t.Message
    worth: Worth
    certificate: bytes | None
    sha256: str
    size: int
    contents: tuple[BinaryIO, ...] = ()


def read(source: BinaryIO, *, limits: Limits = Limits(), keep: bool = True) -> Read:  # noqa: B008
    """Read and check a message; raises `FormatError`. `source` must be seekable."""
    found = run(source, limits=limits, keep=keep)
    message = _message(found.root)
    contents = _contents(found, message, limits) if keep else ()
    return Read(
        message=message,
        worth=_worth(found, source, limits),
        certificate=found.claim.certificate if found.claim else None,
        sha256=found.sha256,
        size=found.size,
        contents=contents,
    )


def _worth(found: Passed, source: BinaryIO, limits: Limits) -> Worth:
    if not found.signed:
        return Worth.NONE
    claim = found.claim
    if claim is None:
        return Worth.UNREADABLE
    digest = found.digest
    if claim.exclusive or claim.digest_hash != "sha256":
        source.seek(0)
        again = run(
            source,
            limits=limits,
            keep=False,
            hash_name=claim.digest_hash,
            exclusive=claim.exclusive,
        )
        digest = again.digest
    if not claim.holds(digest):
        return Worth.BROKEN
    return Worth.WEAK if claim.weak else Worth.SOUND


def _message(root: Node) -> t.Message:
    envelope = _child(root, "edXMLEnvelope")
    header = _child(envelope, "edXMLHeader")
    fields = _child(header, "MessageHeader")
    if fields.first("StatusCode") is not None:
        return _status(fields)
    return _document(root, envelope, header, fields)


def _status(fields: Node) -> t.Status:
    code = fields.say("StatusCode").strip()
    if code not in set(t.StatusCode):
        _refuse(f"mã trạng thái “{code[:10]}” không có trong quy chuẩn")
    at = _moment(fields.say("Timestamp"))
    if at is None:
        _refuse("thiếu Timestamp")
    staff = fields.first("StaffInfo")
    return t.Status(
        sender=_organ(_child(fields, "From")),
        reply=_reply(_child(fields, "ResponseFor")),
        code=t.StatusCode(code),
        at=at,
        description=fields.say("Description"),
        staff=_staff(staff) if staff else None,
    )


def _document(root: Node, envelope: Node, header: Node, fields: Node) -> t.Document:
    receivers = tuple(_organ(one) for one in fields.all("To"))
    if not receivers:
        _refuse("không có nơi nhận (To)")
    info = _child(fields, "PromulgationInfo")
    promulgated = _date(info.say("PromulgationDate"))
    if promulgated is None:
        _refuse("thiếu ngày ban hành (PromulgationDate)")
    number = _child(fields, "Code")
    other, steering = fields.first("OtherInfo"), fields.say("SteeringType")
    places = fields.first("ToPlaces")
    traces = header.first("TraceHeaderList")
    return t.Document(
        sender=_organ(_child(fields, "From")),
        receivers=receivers,
        document_id=_needed(fields, "DocumentId"),
        code=t.Code(number.say("CodeNumber"), number.say("CodeNotation")),
        place=info.say("Place"),
        promulgated_on=promulgated,
        kind=_kind(_child(fields, "DocumentType")),
        subject=_needed(fields, "Subject"),
        signer=_signer(fields.first("SignerInfo") or Node("SignerInfo")),
        content=fields.say("Content"),
        due_on=_date(fields.say("DueDate")),
        other=_other(other) if other else None,
        replies=tuple(_reply(one) for one in fields.all("ResponseFor")),
        steering=_number(steering, "SteeringType"),
        places=tuple(one.text for one in places.all("Place")) if places else (),
        traces=tuple(_traces(traces)) if traces else (),
        business=_business(traces.first("Bussiness") if traces else None),
        attachments=tuple(_attachments(root, envelope)),
    )


def _organ(node: Node) -> t.Organ:
    return t.Organ(
        id=_needed(node, "OrganId").strip(),
        name=node.say("OrganName"),
        in_charge=node.say("OrganizationInCharge"),
        address=node.say("OrganAdd"),
        email=node.say("Email"),
        telephone=node.say("Telephone"),
        fax=node.say("Fax"),
        website=node.say("Website"),
    )


def _kind(node: Node) -> t.DocumentKind:
    return t.DocumentKind(
        name=node.say("TypeName"),
        type=_number(node.say("Type"), "Type") or 0,
        detail=_number(node.say("TypeDetail"), "TypeDetail"),
    )


def _signer(node: Node) -> t.SignerInfo:
    return t.SignerInfo(
        full_name=node.say("FullName"),
        position=node.say("Position"),
        competence=node.say("Competence"),
    )


def _other(node: Node) -> t.OtherInfo:
    appendixes = node.first("Appendixes")
    return t.OtherInfo(
        priority=_number(node.say("Priority"), "Priority") or 0,
        sphere=node.say("SphereOfPromulgation"),
        typist=node.say("TyperNotation"),
        copies=_number(node.say("PromulgationAmount"), "PromulgationAmount"),
        pages=_number(node.say("PageAmount"), "PageAmount"),
        steers=_YES_NO.get(node.say("Direction").strip().lower()),
        appendixes=tuple(one.text for one in appendixes.all("Appendix")) if appendixes else (),
    )


def _reply(node: Node) -> t.Reply:
    return t.Reply(
        organ_id=_needed(node, "OrganId").strip(),
        code=node.say("Code"),
        document_id=node.say("DocumentId"),
        promulgated_on=_date(node.say("PromulgationDate")),
    )


def _traces(node: Node) -> Iterator[t.Trace]:
    for one in node.all("TraceHeader"):
        at = _moment(one.say("Timestamp"))
        if at is not None:
            yield t.Trace(_needed(one, "OrganId").strip(), at)


def _business(node: Node | None) -> t.Business:
    if node is None:
        return t.Business()
    type_ = _number(node.say("BussinessDocType"), "BussinessDocType") or 0
    if type_ not in set(t.BusinessType):
        _refuse(f"loại nghiệp vụ {type_} không có trong quy chuẩn")
    info, earlier, staff = (
        node.first(one) for one in ("BussinessDocumentInfo", "ReplacementInfoList", "StaffInfo")
    )
    return t.Business(
        type=t.BusinessType(type_),
        reason=node.say("BussinessDocReason"),
        paper=bool(_number(node.say("Paper"), "Paper")),
        document_id=node.say("DocumentId"),
        changes=_changes(info) if info else None,
        replacements=tuple(_replacements(earlier)) if earlier else (),
        staff=_staff(staff) if staff else None,
    )


def _changes(node: Node) -> t.Changes:
    listed = node.first("ReceiverList")
    return t.Changes(
        document=node.say("DocumentInfo").strip() == "1",
        receivers=node.say("DocumentReceiver").strip() == "1",
        list=tuple(_change(one) for one in listed.all("Receiver")) if listed else (),
    )


def _change(node: Node) -> t.ReceiverChange:
    type_ = _number(node.say("ReceiverType"), "ReceiverType")
    if type_ not in set(t.ReceiverType):
        _refuse("ReceiverType phải là 0 hoặc 1")
    return t.ReceiverChange(_needed(node, "OrganId").strip(), t.ReceiverType(type_ or 0))


def _replacements(node: Node) -> Iterator[t.Replacement]:
    for one in node.all("ReplacementInfo"):
        listed = one.first("OrganIdList")
        organs = tuple(found.text.strip() for found in listed.all("OrganId")) if listed else ()
        yield t.Replacement(_needed(one, "DocumentId"), organs)


def _staff(node: Node) -> t.Staff:
    return t.Staff(
        department=node.say("Department"),
        name=node.say("Staff"),
        email=node.say("Email"),
        mobile=node.say("Mobile"),
    )


def _attachments(root: Node, envelope: Node) -> Iterator[t.Attachment]:
    """What the manifest lists, each found among the contents by its id."""
    held = {_bare(one.say("ContentId")): one for one in _held(root)}
    for one in _listed(envelope):
        key = _bare(one.say("ContentId"))
        if key not in held:
            _refuse(f"không có nội dung của “{one.say('AttachmentName')[:80]}”", Fault.PROCESSING)
        yield t.Attachment(
            content_id=key,
            name=one.say("AttachmentName") or held[key].say("AttachmentName"),
            content_type=one.say("ContentType") or held[key].say("ContentType"),
            description=one.say("Description"),
        )


def _held(root: Node) -> Iterator[Node]:
    holder = root.first("AttachmentEncoded")
    return holder.all("Attachment") if holder else iter(())


def _listed(envelope: Node) -> Iterator[Node]:
    body = envelope.first("edXMLBody")
    manifest = body.first("edXMLManifest") if body else None
    return manifest.all("Reference") if manifest else iter(())


def _contents(found: Passed, message: t.Message, limits: Limits) -> tuple[BinaryIO, ...]:
    if isinstance(message, t.Status):
        return ()
    spools = {_bare(one.say("ContentId")): _spool(one, found) for one in _held(found.root)}
    return tuple(
        taken_out(spools[one.content_id].file, name=one.name, most=limits.content)
        for one in message.attachments
    )


def _spool(node: Node, found: Passed) -> Spool:
    content = node.first("ContentTransferEncoded")
    if content is None:
        _refuse("thiếu ContentTransferEncoded", Fault.PROCESSING)
    return found.contents[id(content)]


def _bare(content_id: str) -> str:
    """Some write `cid:` before the identifier and some do not."""
    return content_id.strip().removeprefix("cid:")


def _child(node: Node, name: str) -> Node:
    found = node.first(name)
    if found is None:
        _refuse(f"thiếu {name}")
    return found


def _needed(node: Node, name: str) -> str:
    text = node.say(name)
    if not text.strip():
        _refuse(f"thiếu {name}")
    return text


def _number(text: str, name: str) -> int | None:
    written = text.strip()
    if not written:
        return None
    if not written.isascii() or not written.isdecimal() or len(written) > 9:
        _refuse(f"{name} phải là một số")
    return int(written)


def _date(text: str) -> date | None:
    written = text.strip()
    if not written:
        return None
    try:
        if found := _DATE.match(written):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _DATE_BACKWARDS.match(written):
            return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        pass
    _refuse(f"ngày “{written[:20]}” không đúng dạng năm/tháng/ngày")
    return None


def _moment(text: str) -> datetime | None:
    written = text.strip()
    if not written:
        return None
    found = _TIME.match(written)
    day = _date(found[1]) if found else None
    if found is None or day is None:
        _refuse(f"thời điểm “{written[:25]}” không đúng dạng")
    try:
        hour, minute, second = int(found[2]), int(found[3]), int(found[4])
        return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=ZONE)
    except ValueError:
        _refuse(f"thời điểm “{written[:25]}” không đúng dạng")


def _refuse(what: str, fault: Fault = Fault.FORMAT) -> NoReturn:
    raise FormatError(fault, f"Tệp edXML sai quy cách: {what}.")
