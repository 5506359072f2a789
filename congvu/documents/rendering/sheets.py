"""Tables as XLSX, written row by row: a register of any length takes the same memory."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from typing import Any, BinaryIO, cast

import xlsxwriter

from congvu.documents.rendering.tables import Heading

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_HEAD = {"bold": True, "text_wrap": True, "align": "center", "valign": "vcenter", "border": 1}
_CELL = {"text_wrap": True, "valign": "top", "border": 1}


def write_sheet(
    title: str,
    lead: Sequence[str],
    columns: Sequence[Heading],
    rows: Iterable[Sequence[str] | str],
    *,
    plain: bool = False,
) -> BinaryIO:
    """The workbook as an open file at its beginning, gone when it is closed.

    Cells are text, never formulas; numbers stand as numbers in columns of numbers. A `plain` one
    has only the headings above its rows, so that it can be read in again.
    """
    file = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115 - the answer closes it
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    sheet = book.add_worksheet()
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    top = _names(book, sheet, columns, 0) if plain else _head(book, sheet, title, lead, columns)
    cell, note = book.add_format(_CELL), book.add_format(_CELL | {"italic": True})
    for line, row in enumerate(rows, start=top):
        if isinstance(row, str):
            sheet.write_string(line, 0, row, note)
            continue
        for at, words in enumerate(row):
            if columns[at].number and words.isdecimal():
                sheet.write_number(line, at, int(words), cell)
            else:
                sheet.write_string(line, at, words, cell)
    book.close()
    file.seek(0)
    return cast("BinaryIO", file)


def _head(
    book: Any, sheet: Any, title: str, lead: Sequence[str], columns: Sequence[Heading]
) -> int:
    """Title, facts, headings with their numbers; the line on which the rows begin."""
    sheet.write_string(0, 0, title.upper(), book.add_format({"bold": True, "font_size": 14}))
    for line, words in enumerate(lead, start=1):
        sheet.write_string(line, 0, words)
    top = _names(book, sheet, columns, len(lead) + 2)
    for at, _ in enumerate(columns):
        sheet.write_string(top, at, f"({at + 1})", book.add_format(_HEAD))
    sheet.repeat_rows(top - 1, top)
    sheet.freeze_panes(top + 1, 0)
    return top + 1


def _names(book: Any, sheet: Any, columns: Sequence[Heading], line: int) -> int:
    """The headings on that line; the next line."""
    head = book.add_format(_HEAD)
    for at, column in enumerate(columns):
        sheet.set_column(at, at, column.share * 1.1)
        sheet.write_string(line, at, column.title, head)
    return line + 1
