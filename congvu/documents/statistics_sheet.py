"""A table of statistics as a workbook, with its heading as on paper."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import xlsxwriter

from congvu.documents.queries.figures import Basis
from congvu.documents.queries.statistics import Line

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(
    *, agency: str, title: str, period: str, group: str, basis: Basis, lines: Sequence[Line]
) -> bytes:
    """The lines with the last one as the total; text is written as text, never as a formula."""
    made = BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True, "default_date_format": "dd/mm/yyyy"})
    font = {"font_name": "Times New Roman", "font_size": 12}
    plain = book.add_format({**font, "border": 1})
    head = book.add_format(
        {**font, "border": 1, "bold": True, "align": "center", "text_wrap": True}
    )
    bold = book.add_format({**font, "border": 1, "bold": True})
    top = book.add_format({**font, "bold": True})
    sheet = book.add_worksheet("Thống kê")
    sheet.write_string(0, 0, agency.upper(), top)
    sheet.write_string(1, 0, title, top)
    sheet.write_string(2, 0, period, book.add_format({**font, "italic": True}))
    names = [basis.figures[name].label for name in basis.columns]
    for column, name in enumerate(["STT", group, *names]):
        sheet.write_string(4, column, name, head)
    for row, line in enumerate(lines, start=1):
        last = row == len(lines)
        form = bold if last else plain
        sheet.write_string(row + 4, 0, "" if last else str(row), form)
        sheet.write_string(row + 4, 1, line.label, form)
        for column, name in enumerate(basis.columns, start=2):
            sheet.write_number(row + 4, column, line.counts[name], form)
    sheet.set_column(0, 0, 6)
    sheet.set_column(1, 1, 38)
    sheet.set_column(2, len(names) + 1, 13)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(4)
    book.close()
    return made.getvalue()
