"""What a document consists of, as the decree's Annex I has it; what rendering gives back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from congvu.documents.doctypes import DocumentType
from congvu.documents.rendering.body import Body, empty_body
from congvu.signing.types import Slot


class Urgency(StrEnum):
    """Độ khẩn; the value is what the stamp says (box 10b)."""

    NORMAL = ""
    URGENT = "KHẨN"
    VERY_URGENT = "THƯỢNG KHẨN"
    EXPRESS = "HỎA TỐC"


class Circulation(StrEnum):
    """Chỉ dẫn về phạm vi lưu hành (box 11)."""

    OPEN = ""
    RETURN = "XEM XONG TRẢ LẠI"
    INTERNAL = "LƯU HÀNH NỘI BỘ"


class SigningForm(StrEnum):
    """In whose name one signs (Article 13, Annex I II.7)."""

    OWN = ""
    DEPUTY = "KT."
    BY_ORDER = "TL."
    AUTHORISED = "TUQ."
    ACTING = "Q."


@dataclass(frozen=True)
class SigningBlock:
    """Boxes 7a and 7b: the lines above the signature, from top to bottom, and the name below."""

    lines: tuple[str, ...] = ()
    name: str = ""


def signing_block(
    form: SigningForm,
    *,
    title: str,
    name: str,
    collective: str = "",
    head: str = "",
    through: str = "",
) -> SigningBlock:
    """The lines as the decree writes them, in capitals.

    `collective` is the body that decides together (“TM. ỦY BAN NHÂN DÂN”); `head` the title of
    the one signed for (KT., TL., TUQ.); `through` the head of the unit for whom a deputy signs a
    document that the unit signs by order (“TL. … / KT. … / …”).
    """
    lines = [f"TM. {collective}"] if collective else []
    if form is SigningForm.ACTING:
        lines.append(f"Q. {title}")
    elif form is SigningForm.OWN:
        lines.append(title)
    else:
        lines.append(f"{form.value} {head}")
        lines.extend([f"KT. {through}"] if through else [])
        lines.append(title)
    return SigningBlock(tuple(line.upper() for line in lines), name)


@dataclass(frozen=True)
class Annex:
    """A part in the same file after the signature (“Phụ lục I”), on pages of its own."""

    label: str
    title: str
    body: Body


@dataclass(frozen=True)
class DocumentContent:
    """Everything on the pages except number, day and month, which have slots.

    Lines come without their dashes and closing marks (`recipients=("Như trên",)`); rendering adds
    them. `archive` is what follows “Lưu:” (“VT, KGVX”); `drafter` box 12 (“PL.(300)”); `contact`
    the lines of box 13. A line break is allowed in the agencies' names. `authority` is who resolves
    (“CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH”), printed by decisions and resolutions.
    """

    kind: DocumentType
    agency: str
    notation: str
    place: str
    year: int
    parent_agency: str = ""
    abstract: str = ""
    urgency: Urgency = Urgency.NORMAL
    circulation: Circulation = Circulation.OPEN
    addressees: tuple[str, ...] = ()
    authority: str = ""
    legal_bases: tuple[str, ...] = ()
    body: Body = field(default_factory=empty_body)
    signing: SigningBlock = field(default_factory=SigningBlock)
    recipients: tuple[str, ...] = ()
    archive: str = "VT"
    drafter: str = ""
    contact: tuple[str, ...] = ()
    annexes: tuple[Annex, ...] = ()


@dataclass(frozen=True)
class Rendered:
    """A finished file: PDF/A-2b, its slots in reading order, the number of its pages."""

    pdf: bytes
    slots: list[Slot]
    pages: int


Images = Mapping[int, bytes]
