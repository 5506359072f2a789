"""The table of opinions as a workbook."""

from __future__ import annotations

from io import BytesIO

from xlsxwriter import Workbook

from congvu.core import clock
from congvu.documents.models import Outgoing
from congvu.documents.queries.opinions import Collected, Line

COLUMNS = (
    ("STT", 5),
    ("Cơ quan, đơn vị", 34),
    ("Người cho ý kiến", 30),
    ("Nội dung xin ý kiến", 40),
    ("Ý kiến", 16),
    ("Nội dung góp ý", 60),
    ("Tệp", 24),
    ("Hạn trả lời", 12),
    ("Trả lời lúc", 17),
    ("Trễ (ngày làm việc)", 12),
)


def sheet_of(document: Outgoing, collected: Collected) -> bytes:
    """Title, then one row for each opinion."""
    output = BytesIO()
    with Workbook(output, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("Tổng hợp ý kiến")
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "border": 1})
        plain = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
        sheet.write_string(0, 0, "BẢNG TỔNG HỢP Ý KIẾN", book.add_format({"bold": True}))
        sheet.write_string(1, 0, document.label)
        for place, (name, width) in enumerate(COLUMNS):
            sheet.set_column(place, place, width)
            sheet.write_string(3, place, name, bold)
        for row, line in enumerate(collected.lines, 1):
            sheet.write_number(3 + row, 0, row, plain)
            for place, words in enumerate(_cells(line), 1):
                sheet.write_string(3 + row, place, words, plain)
        sheet.freeze_panes(4, 0)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
    return output.getvalue()


def _cells(line: Line) -> list[str]:
    one = line.opinion
    answered = clock.local(one.answered_at) if one.answered_at else None
    return [
        line.where,
        line.who,
        one.question,
        line.verdict,
        one.answer,
        one.file.name if one.file else "",
        f"{one.due_on:%d/%m/%Y}" if one.due_on else "",
        f"{answered:%d/%m/%Y %H:%M}" if answered else "",
        str(line.late) if line.late else "",
    ]
