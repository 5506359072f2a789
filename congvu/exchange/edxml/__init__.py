"""The national format of exchanged documents (QCVN 102:2016/BTTTT and its amendment 1:2022).

A pure library: no database, no network, no Django. `write` makes a message, `read` takes one in
and says what its signature is worth; contents pass through in pieces, so that memory does not grow
with them. The schema of what is written stands in `docs/edxml.xsd`.
"""

from congvu.exchange.edxml.errors import Fault, FormatError
from congvu.exchange.edxml.identifiers import new_form, old_form
from congvu.exchange.edxml.reading import Limits, Read, read
from congvu.exchange.edxml.signature import Signer, Worth
from congvu.exchange.edxml.types import (
    Attachment,
    Business,
    BusinessType,
    Changes,
    Code,
    Document,
    DocumentKind,
    Message,
    Organ,
    OtherInfo,
    ReceiverChange,
    ReceiverType,
    Replacement,
    Reply,
    SignerInfo,
    Staff,
    Status,
    StatusCode,
    Trace,
)
from congvu.exchange.edxml.writing import Content, write

__all__ = [
    "Attachment",
    "Business",
    "BusinessType",
    "Changes",
    "Code",
    "Content",
    "Document",
    "DocumentKind",
    "Fault",
    "FormatError",
    "Limits",
    "Message",
    "Organ",
    "OtherInfo",
    "Read",
    "ReceiverChange",
    "ReceiverType",
    "Replacement",
    "Reply",
    "Signer",
    "SignerInfo",
    "Staff",
    "Status",
    "StatusCode",
    "Trace",
    "Worth",
    "new_form",
    "old_form",
    "read",
    "write",
]
