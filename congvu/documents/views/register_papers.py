"""A register taken along: printed as a book with its cover, or as a sheet."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from congvu.accounts.access import official
from congvu.accounts.types import OfficeRequest
from congvu.core.http import send_file
from congvu.core.refused import NotFound, Refused
from congvu.core.text import strip_marks
from congvu.directory.models import Role
from congvu.documents.content import printed_parent
from congvu.documents.forms.registers import SpanForm
from congvu.documents.models import Register
from congvu.documents.queries import register_books as books
from congvu.documents.queries import registers as queries
from congvu.documents.queries.registers import Gap, Span
from congvu.documents.rendering.sheets import XLSX, write_sheet
from congvu.documents.rendering.tables import Printed, PrintedTable, print_tables

MOST_PRINTED = 2_000


@official(Role.CLERK, Role.LEADER)
@require_safe
def register_pdf(request: OfficeRequest, pk: int, book: str = "") -> HttpResponse:
    """The book with its cover, for the numbers or days asked for."""
    found, way, span = _asked(request, pk, book)
    if len(span) > MOST_PRINTED:
        raise Refused(
            f"Mỗi quyển in tối đa {MOST_PRINTED} số; phần ông/bà chọn có {len(span)} số. "
            "Xin ghi từ số, đến số (ví dụ 1 đến 2000) rồi in từng quyển."
        )
    rows = [_cells(row) for row in books.every_row(way, found, span)]
    printed = Printed(
        title=way.title,
        agency=found.agency.name,
        parent=printed_parent(found.agency),
        cover=_cover(found, span, request),
        tables=[PrintedTable(way.columns, rows)],
        wide=True,
    )
    name = _file_name(found, way, "pdf")
    headers = {
        "Cache-Control": "private, no-store",
        "Content-Disposition": f'inline; filename="{name}"',
    }
    return HttpResponse(print_tables(printed), content_type="application/pdf", headers=headers)


@official(Role.CLERK, Role.LEADER)
@require_safe
def register_sheet(request: OfficeRequest, pk: int, book: str = "") -> HttpResponseBase:
    """The same columns as XLSX, of any length."""
    found, way, span = _asked(request, pk, book)
    rows = (_cells(row) for row in books.every_row(way, found, span))
    lead = [found.agency.name, *_cover(found, span, request)]
    sheet = write_sheet(way.title, lead, way.columns, rows)
    size = sheet.seek(0, 2)
    sheet.seek(0)
    name = _file_name(found, way, "xlsx")
    return send_file(request, sheet, size=size, name=name, media_type=XLSX, download=True)


def _asked(request: OfficeRequest, pk: int, book: str) -> tuple[Register, books.Book, Span]:
    found = queries.register(pk, actor=request.actor)
    way = books.book_of(found, book)
    if way is None:
        raise NotFound
    return found, way, SpanForm(request.GET or None).span(found)


def _cover(found: Register, span: Span, request: OfficeRequest) -> list[str]:
    lines = [f"Năm: {found.year}", f"Sổ: {found.name}"]
    if len(span):
        lines.append(f"Từ số {span.first} đến số {span.last}")
    days = [request.GET.get(name, "") for name in ("tu_ngay", "den_ngay")]
    if any(days):
        lines.append(
            " ".join(
                f"{word} {day}"
                for word, day in zip(("Từ ngày", "đến ngày"), days, strict=True)
                if day
            )
        )
    return lines


def _cells(row: books.Row) -> tuple[str, ...] | str:
    return gap_words(row.gap) if row.gap else row.cells


def gap_words(gap: Gap) -> str:
    """A line in place of numbers that no document has."""
    why = gap.explanation
    if why is None:
        return f"Số {gap.numbers}: không có văn bản trên hệ thống (chưa giải trình)."
    words = f" ({why.words})" if why.words else ""
    return f"Số {gap.numbers}: {str(why.get_reason_display()).lower()}{words}."


def _file_name(found: Register, way: books.Book, ending: str) -> str:
    return f"{slugify(strip_marks(f'{way.title} {found.name} {found.year}'))}.{ending}"
