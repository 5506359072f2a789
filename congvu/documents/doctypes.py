"""Types of administrative documents and of copies (NĐ 30/2020/NĐ-CP, Article 7, Annex III.I)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Form(Enum):
    """Where a type shows what the document is about."""

    TITLED = "titled"
    """Name of the type and abstract in the middle (Annex I, box 5a)."""
    LETTER = "letter"
    """No name; “V/v …” under the number (box 5b)."""


class Salutation(Enum):
    """Whether “Kính gửi” stands above the text (box 9a)."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    NONE = "none"


@dataclass(frozen=True)
class DocumentType:
    """One type of administrative document.

    `resolving` is the line between the legal bases and the articles, `salutation_words` what stands
    before the addressees. An empty `abbreviation` means that the notation names only the agency and
    the unit.
    """

    code: str
    name: str
    abbreviation: str
    form: Form = Form.TITLED
    salutation: Salutation = Salutation.NONE
    salutation_words: str = "Kính gửi:"
    resolving: str = ""

    @property
    def titled(self) -> bool:
        return self.form is Form.TITLED

    def notation(self, agency: str, unit: str = "") -> str:
        """`QĐ-UBND` for a decision, `UBND-KGVX` for a letter (Annex I, II.3).

        `agency` and `unit` are their abbreviations; the drafting unit shows only where the type has
        no abbreviation of its own.
        """
        parts = [self.abbreviation, agency] if self.abbreviation else [agency, unit]
        return "-".join(part for part in parts if part)


_REQUIRED, _OPTIONAL = Salutation.REQUIRED, Salutation.OPTIONAL

DOCUMENT_TYPES: tuple[DocumentType, ...] = (
    DocumentType("resolution", "Nghị quyết", "NQ", resolving="QUYẾT NGHỊ:"),
    DocumentType("decision", "Quyết định", "QĐ", resolving="QUYẾT ĐỊNH:"),
    DocumentType("directive", "Chỉ thị", "CT"),
    DocumentType("statute", "Quy chế", "QC"),
    DocumentType("regulation", "Quy định", "QyĐ"),
    DocumentType("communique", "Thông cáo", "TC"),
    DocumentType("announcement", "Thông báo", "TB", salutation=_OPTIONAL),
    DocumentType("guidance", "Hướng dẫn", "HD", salutation=_OPTIONAL),
    DocumentType("programme", "Chương trình", "CTr"),
    DocumentType("plan", "Kế hoạch", "KH", salutation=_OPTIONAL),
    DocumentType("scheme", "Phương án", "PA", salutation=_OPTIONAL),
    DocumentType("proposal", "Đề án", "ĐA"),
    DocumentType("project", "Dự án", "DA"),
    DocumentType("report", "Báo cáo", "BC", salutation=_OPTIONAL),
    DocumentType("minutes", "Biên bản", "BB"),
    DocumentType("submission", "Tờ trình", "TTr", salutation=_REQUIRED),
    DocumentType("contract", "Hợp đồng", "HĐ"),
    DocumentType("letter", "Công văn", "", form=Form.LETTER, salutation=_REQUIRED),
    DocumentType("telegram", "Công điện", "CĐ", salutation=_REQUIRED, salutation_words="Điện:"),
    DocumentType("memorandum", "Bản ghi nhớ", "BGN"),
    DocumentType("agreement", "Bản thỏa thuận", "BTT"),
    DocumentType("authorisation", "Giấy uỷ quyền", "GUQ"),
    DocumentType("invitation", "Giấy mời", "GM", salutation=_OPTIONAL),
    DocumentType("introduction", "Giấy giới thiệu", "GGT", salutation=_OPTIONAL),
    DocumentType("leave", "Giấy nghỉ phép", "GNP"),
    DocumentType("sending_slip", "Phiếu gửi", "PG", salutation=_REQUIRED),
    DocumentType("transfer_slip", "Phiếu chuyển", "PC", salutation=_REQUIRED),
    DocumentType("notice_slip", "Phiếu báo", "PB", salutation=_REQUIRED),
    DocumentType("open_letter", "Thư công", "", salutation=_OPTIONAL),
)

BY_CODE = {kind.code: kind for kind in DOCUMENT_TYPES}

CHOICES = [(kind.code, kind.name) for kind in DOCUMENT_TYPES]
"""For a model's or form's `choices`."""


@dataclass(frozen=True)
class CopyType:
    """One kind of copy that has a document's force (Articles 25 and 26)."""

    code: str
    name: str
    abbreviation: str


COPY_TYPES: tuple[CopyType, ...] = (
    CopyType("certified_copy", "Sao y", "SY"),
    CopyType("extract", "Trích sao", "TrS"),
    CopyType("copy_of_copy", "Sao lục", "SL"),
)

COPY_BY_CODE = {kind.code: kind for kind in COPY_TYPES}

COPY_CHOICES = [(kind.code, kind.name) for kind in COPY_TYPES]
"""For a model's or form's `choices`."""


def of_notation(notation: str) -> str:
    """The type that a notation begins with (`QĐ-UBND` → `decision`); a letter's names none."""
    begins = notation.strip().partition("-")[0].casefold()
    named = (one.code for one in DOCUMENT_TYPES if one.abbreviation.casefold() == begins != "")
    return next(named, "letter")
