"""What a draft still lacks before it can be submitted; each item leads to its field."""

from __future__ import annotations

from dataclasses import dataclass

from congvu.documents.doctypes import Salutation
from congvu.documents.models import Outgoing
from congvu.documents.rendering import empty_body, is_empty
from congvu.documents.types import Source


@dataclass(frozen=True)
class Missing:
    """A field by its name in the form, and what is wanted there."""

    field: str
    sentence: str


def missing(document: Outgoing) -> list[Missing]:
    """In the order of the form; empty when the draft may be submitted."""
    found = []
    if not document.abstract.strip():
        found.append(Missing("abstract", "Chưa có trích yếu nội dung văn bản."))
    if document.source == Source.EDITOR:
        needed = document.document_type.salutation is Salutation.REQUIRED
        if needed and not document.addressees:
            found.append(Missing("addressees", "Chưa ghi nơi nhận ở mục “Kính gửi”."))
        if is_empty(document.body or empty_body()):
            found.append(Missing("body", "Chưa có nội dung văn bản."))
        if not document.recipients:
            found.append(Missing("recipients", "Chưa ghi mục “Nơi nhận”."))
    if document.signer is None or not document.signing_lines:
        found.append(Missing("signer", "Chưa chọn người ký và thể thức ký."))
    return found
