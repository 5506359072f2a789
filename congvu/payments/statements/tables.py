"""Statements as tables: the columns are found by their headings, in Vietnamese or English."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence

from congvu.core.text import fold
from congvu.payments.statements.movements import (
    MOST,
    Movement,
    Read,
    Unreadable,
    amount_of,
    day_of,
)

_HEADINGS = {
    "day": ("ngay giao dich", "ngay hieu luc", "ngay", "transaction date", "date", "ngay gd"),
    "in": ("ghi co", "so tien ghi co", "phat sinh co", "credit", "co", "tien vao"),
    "out": ("ghi no", "so tien ghi no", "phat sinh no", "debit", "no", "tien ra"),
    "amount": ("so tien", "so tien gd", "amount"),
    "purpose": ("noi dung", "mo ta", "dien giai", "noi dung giao dich", "description", "remark"),
    "number": ("so tham chieu", "ma giao dich", "so but toan", "so ct", "reference", "so gd"),
}
_LOOKED_AT = 30
_LARGEST = 200 * 1024 * 1024


def read_csv(content: bytes) -> Read:
    """Comma, semicolon or tab; UTF-8, UTF-16 or the Vietnamese code page of Windows."""
    text = _decoded(content)
    try:
        dialect = csv.Sniffer().sniff(text[:4000], ",;\t")
    except csv.Error:
        dialect = csv.excel
    try:
        return _read("csv", csv.reader(io.StringIO(text), dialect))
    except csv.Error as broken:
        raise Unreadable("Tệp CSV bị hỏng, không đọc được từng dòng.") from broken


def read_xlsx(content: bytes) -> Read:
    """The first sheet that has the headings."""
    import openpyxl

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(one.file_size for one in packed.infolist()) > _LARGEST:
                raise Unreadable("Tệp Excel này quá lớn.")
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as broken:
        raise Unreadable("Tệp Excel bị hỏng hoặc không phải bảng tính.") from broken
    for sheet in book.worksheets:
        rows = [list(row) for row in sheet.iter_rows(values_only=True, max_row=MOST + _LOOKED_AT)]
        if _heading(rows[:_LOOKED_AT])[1]:
            return _read("xlsx", rows)
    return _read("xlsx", [])


def _read(form: str, given: Iterable[Sequence[object]]) -> Read:
    rows = list(given)
    first, places = _heading(rows[:_LOOKED_AT])
    if not places:
        raise Unreadable(
            "Không thấy dòng tiêu đề. Tệp cần có cột Ngày, cột Ghi có (hoặc Số tiền) và cột "
            "Nội dung."
        )
    found = [
        _movement(number, row, places)
        for number, row in enumerate(rows[first + 1 :], first + 2)
        if any(str(one or "").strip() for one in row)
    ]
    kept = [one for one in found if not _is_total(one)]
    if len(kept) > MOST:
        raise Unreadable(f"Sao kê dài quá {MOST} dòng; xin chia thành nhiều tệp.")
    head = " ".join(str(cell or "") for row in rows[:first] for cell in row)
    return Read(form, kept, head)


def _heading(rows: Sequence[Sequence[object]]) -> tuple[int, dict[str, int]]:
    """Where the headings stand, and in which column each is; none where there are none."""
    for number, row in enumerate(rows):
        names = [fold(str(one or "")).strip(" .:*") for one in row]
        places = {
            what: names.index(known)
            for what, options in _HEADINGS.items()
            for known in options[::-1]
            if known in names
        }
        if {"day", "purpose"} <= set(places) and {"in", "amount"} & set(places):
            return number, places
    return 0, {}


def _movement(number: int, row: Sequence[object], places: dict[str, int]) -> Movement:
    def cell(name: str) -> object:
        place = places.get(name, -1)
        return row[place] if 0 <= place < len(row) else None

    on, error = day_of(cell("day")), ""
    amount = _amount(cell("in"), cell("out"), cell("amount"))
    if on is None:
        error = f"Ngày “{cell('day') or ''}” không đọc được; viết như 25/11/2020"
    elif amount is None:
        error = "Số tiền không đọc được hoặc có số lẻ"
    return Movement(
        number, on, amount, str(cell("purpose") or "").strip()[:500],
        str(cell("number") or "").strip()[:60], error[:200],
    )  # fmt: skip


_NOTHING = {"", "0", "0.00", "0,00", "-"}


def _amount(came: object, went: object, either: object) -> int | None:
    if str(came or "").strip() not in _NOTHING:
        return amount_of(came)
    if str(went or "").strip() not in _NOTHING:
        out = amount_of(went)
        return -abs(out) if out is not None else None
    return amount_of(either)


def _is_total(one: Movement) -> bool:
    """The line of sums at the end, which has no day."""
    words = fold(one.purpose)
    return one.on is None and (not words or words.startswith(("tong", "so du", "cong")))


def _decoded(content: bytes) -> str:
    wide = content[:2] in {b"\xff\xfe", b"\xfe\xff"}
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp1258"):
        try:
            return content.decode(encoding)
        except UnicodeError:
            continue
    raise Unreadable("Tệp không phải sao kê CSV, XLSX hoặc CAMT.053.")
