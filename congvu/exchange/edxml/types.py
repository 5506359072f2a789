"""What a message says, as plain values. An empty text is an element that is not there."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum, StrEnum


class BusinessType(IntEnum):
    """Loại nghiệp vụ (`BussinessDocType`)."""

    NEW = 0
    REVOKE = 1
    UPDATE = 2
    REPLACE = 3


class ReceiverType(IntEnum):
    """What an update does to a receiver."""

    REMOVED = 0
    ADDED = 1


class StatusCode(StrEnum):
    """The nine statuses; 13 is the sender's, all others are the receiver's."""

    ARRIVED = "01"
    REFUSED = "02"
    ACCEPTED = "03"
    ASSIGNED = "04"
    PROCESSING = "05"
    FINISHED = "06"
    RECALL_ASKED = "13"
    CHANGE_ACCEPTED = "15"
    CHANGE_REFUSED = "16"


@dataclass(frozen=True)
class Organ:
    """An agency as a message names it; `id` in either form of identifier."""

    id: str
    name: str = ""
    in_charge: str = ""
    address: str = ""
    email: str = ""
    telephone: str = ""
    fax: str = ""
    website: str = ""


@dataclass(frozen=True)
class Code:
    """Số, ký hiệu."""

    number: str
    notation: str

    def __str__(self) -> str:
        return f"{self.number}/{self.notation}"


@dataclass(frozen=True)
class DocumentKind:
    """Type of a document; `name` is what counts, for the numbers differ between systems."""

    name: str
    type: int = 1
    detail: int | None = None


@dataclass(frozen=True)
class SignerInfo:
    """Who signed: `competence` is the line above the position (`KT. CHỦ TỊCH`)."""

    full_name: str
    position: str = ""
    competence: str = ""


@dataclass(frozen=True)
class OtherInfo:
    """What stands beside the text; `priority` 0 to 4 from normal to express at a set hour.

    `steers` is `Direction`: whether it gives instructions. `ReplyFors` and `ReferenceCodes`, whose
    inner form is not published, stay in the packet alone.
    """

    priority: int = 0
    sphere: str = ""
    typist: str = ""
    copies: int | None = None
    pages: int | None = None
    steers: bool | None = None
    appendixes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reply:
    """The document that this one, or a status, speaks of (`ResponseFor`)."""

    organ_id: str
    code: str
    document_id: str = ""
    promulgated_on: date | None = None


@dataclass(frozen=True)
class Staff:
    """Who can be asked about the message."""

    department: str = ""
    name: str = ""
    email: str = ""
    mobile: str = ""


@dataclass(frozen=True)
class Trace:
    """One hop of the way; each system appends one. `at` is kept to the second, Vietnam's time."""

    organ_id: str
    at: datetime


@dataclass(frozen=True)
class ReceiverChange:
    organ_id: str
    type: ReceiverType


@dataclass(frozen=True)
class Changes:
    """What an update changes: the document's data, the list of receivers, or both."""

    document: bool = False
    receivers: bool = False
    list: tuple[ReceiverChange, ...] = ()


@dataclass(frozen=True)
class Replacement:
    """An earlier document that is replaced, for these receivers (for all where none is named)."""

    document_id: str
    organ_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Business:
    """What is to be done with the message (`Bussiness`)."""

    type: BusinessType = BusinessType.NEW
    reason: str = ""
    paper: bool = False
    document_id: str = ""
    changes: Changes | None = None
    replacements: tuple[Replacement, ...] = ()
    staff: Staff | None = None


@dataclass(frozen=True)
class Attachment:
    """A content that travels with the message; the first is the document itself."""

    content_id: str
    name: str
    content_type: str = "application/pdf"
    description: str = ""


@dataclass(frozen=True)
class Document:
    """A message with a document (`messagetype=edoc`)."""

    sender: Organ
    receivers: tuple[Organ, ...]
    document_id: str
    code: Code
    place: str
    promulgated_on: date
    kind: DocumentKind
    subject: str
    signer: SignerInfo
    content: str = ""
    due_on: date | None = None
    other: OtherInfo | None = None
    replies: tuple[Reply, ...] = ()
    steering: int | None = None
    places: tuple[str, ...] = ()
    traces: tuple[Trace, ...] = ()
    business: Business = field(default_factory=Business)
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True)
class Status:
    """A message about a document that was received (`messagetype=status`).

    `reply.organ_id` is the sender of the document; for `RECALL_ASKED` it is the receiver.
    """

    sender: Organ
    reply: Reply
    code: StatusCode
    at: datetime
    description: str = ""
    staff: Staff | None = None


Message = Document | Status
