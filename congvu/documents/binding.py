"""A case file bound into one PDF: its contents list, then every document in order.

What the one who asks may not see is left out, and the contents list says so.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO, cast

import pikepdf

from congvu.core.refused import Refused
from congvu.documents.content import printed_parent
from congvu.documents.models import CaseFile, Incoming, Outgoing
from congvu.documents.queries.case_files import Entry
from congvu.documents.rendering.tables import Heading, Printed, PrintedTable, print_tables
from congvu.files.models import StoredFile
from congvu.files.queries import open_file
from congvu.files.types import Media

MOST_BYTES = 300 * 1024 * 1024
HIDDEN = "Văn bản không thuộc quyền xem của người in"
_BATCH = 40
_HEADINGS = (
    Heading("STT", 5, number=True),
    Heading("Số, ký hiệu văn bản", 15),
    Heading("Ngày tháng văn bản", 13),
    Heading("Tên loại và trích yếu nội dung văn bản", 33),
    Heading("Tác giả văn bản", 18),
    Heading("Trang số", 8),
    Heading("Ghi chú", 9),
)


@dataclass(frozen=True)
class Part:
    """A line of the contents: the file that shows the document, and how many pages it has."""

    entry: Entry
    file: StoredFile | None
    pages: int = 0


def file_of(entry: Entry) -> StoredFile | None:
    """The file of the document, for those who may see it."""
    return entry.document.shown_file if entry.document else None


def author_of(document: Incoming | Outgoing) -> str:
    return document.issuer_name if isinstance(document, Incoming) else document.agency.name


def check_size(entries: Sequence[Entry]) -> None:
    """Raises `Refused` where the whole would be too large to hand out at once."""
    if sum(file.size for one in entries if (file := file_of(one))) > MOST_BYTES:
        raise Refused("Hồ sơ có trên 300 MB tệp nên không xuất một lần được; xin tải từng văn bản.")


def contents_pdf(found: CaseFile, entries: Sequence[Entry]) -> bytes:
    """Mục lục văn bản trong hồ sơ, on its own."""
    return _contents(found, [Part(one, file_of(one)) for one in entries])


def bind(found: CaseFile, entries: Sequence[Entry]) -> BinaryIO:
    """Contents and documents as one PDF, with bookmarks: an open file, gone when it is closed."""
    check_size(entries)
    with ExitStack() as stack:
        parts: list[Part] = []
        batches: list[pikepdf.Pdf] = []
        for at in range(0, len(entries), _BATCH):
            made, joined = _joined(entries[at : at + _BATCH])
            stack.callback(joined.close)
            parts += made
            batches.append(stack.enter_context(pikepdf.open(joined)))
        whole = stack.enter_context(pikepdf.open(io.BytesIO(_contents(found, parts))))
        first = len(whole.pages)
        for batch in batches:
            whole.pages.extend(batch.pages)
        _bookmark(whole, parts, first)
        file = tempfile.TemporaryFile(suffix=".pdf")  # noqa: SIM115 - the answer closes it
        whole.save(file)
    file.seek(0)
    return cast("BinaryIO", file)


def _joined(entries: Sequence[Entry]) -> tuple[list[Part], BinaryIO]:
    """A few documents as one PDF on disk: not all files of a thick case file are open at once."""
    made = tempfile.TemporaryFile(suffix=".pdf")  # noqa: SIM115 - the caller closes it
    parts: list[Part] = []
    with ExitStack() as stack, pikepdf.new() as pages:
        for one in entries:
            file = file_of(one)
            count = _add(pages, file, stack) if file else 0
            parts.append(Part(one, file, count))
        pages.save(made)
    made.seek(0)
    return parts, cast("BinaryIO", made)


def _add(pages: pikepdf.Pdf, file: StoredFile, stack: ExitStack) -> int:
    """How many pages were added: none for what is no PDF, or cannot be read as one."""
    if file.media_type != Media.PDF.media_type:
        return 0
    try:
        source = stack.enter_context(pikepdf.open(stack.enter_context(open_file(file))))
    except pikepdf.PdfError:
        return 0
    pages.pages.extend(source.pages)
    return len(source.pages)


def _bookmark(whole: pikepdf.Pdf, parts: Sequence[Part], first: int) -> None:
    with whole.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("Mục lục văn bản trong hồ sơ", 0))
        for part in parts:
            document = part.entry.document
            if document is not None and part.pages:
                title = f"{part.entry.position}. {document.code} {document.abstract}"
                outline.root.append(pikepdf.OutlineItem(title[:200], first))
            first += part.pages


def _contents(found: CaseFile, parts: Sequence[Part]) -> bytes:
    page, rows = 1, []
    for part in parts:
        rows.append(_line(part, page))
        page += part.pages
    return print_tables(
        Printed(
            title="Mục lục văn bản trong hồ sơ",
            agency=found.agency.name,
            parent=printed_parent(found.agency),
            lead=facts_of(found),
            tables=[PrintedTable(_HEADINGS, rows)],
        )
    )


def facts_of(found: CaseFile) -> list[str]:
    """What stands above the contents."""
    times = f"Từ {_day(found.started_on)}" if found.started_on else ""
    times += f" đến {_day(found.ended_on)}" if found.ended_on else ""
    keeper = found.keeper.person.name if found.keeper else ""
    return [
        f"Mã hồ sơ: {found.identifier}",
        f"Tiêu đề hồ sơ: {found.title}",
        f"Thời gian: {times.strip()}. Thời hạn bảo quản: {found.retention}. Người lập: {keeper}.",
    ]


def _line(part: Part, page: int) -> tuple[str, ...]:
    position, document = str(part.entry.position), part.entry.document
    if document is None:
        return position, "", "", HIDDEN, "", "", ""
    last = page + part.pages - 1
    span = str(page) if last == page else f"{page}–{last}"
    return (
        position,
        document.code,
        _day(document.dated_on),
        f"{document.get_kind_display()}: {document.abstract}",
        author_of(document),
        span if part.pages else "",
        "" if part.file else "không có tệp",
    )


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""
