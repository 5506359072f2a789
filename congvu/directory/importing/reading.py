"""Tables as people have them: XLSX, or CSV in whatever encoding their program wrote."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from congvu.core.refused import Refused
from congvu.core.text import fold, nfc

MAX_ROWS = 20_000
_MAX_UNPACKED = 100 * 1024 * 1024

_SEPARATOR = re.compile(r"sep=([,;\t])\r?\n", re.IGNORECASE)  # Excel's own first line
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")

_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    InvalidFileException,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    SyntaxError,  # XML that isn't
    OSError,
    EOFError,
    NotImplementedError,  # a way of packing that Python doesn't know
    RuntimeError,  # packed under a password
)

COLUMNS = {
    "agency": "Mã cơ quan",
    "unit": "Đơn vị",
    "parent": "Đơn vị cấp trên",
    "notation": "Ký hiệu đơn vị",
    "name": "Họ và tên",
    "email": "Thư công vụ",
    "code": "Số hiệu công chức",
    "phone": "Điện thoại",
    "title": "Chức vụ",
    "role": "Vai trò",
    "since": "Từ ngày",
    "until": "Đến ngày",
}
_ONE_OF = ("unit", "name")


@dataclass(frozen=True)
class Row:
    """One line of the table: its number as the program shows it, and its cells by column key."""

    number: int
    cells: dict[str, str]


def read_table(
    name: str,
    content: bytes,
    *,
    columns: Mapping[str, str] = COLUMNS,
    one_of: Collection[str] = _ONE_OF,
) -> list[Row]:
    """The rows of a CSV or XLSX file under a line of column names, empty ones left out.

    `columns` are the names that people write by the keys of the cells; of `one_of` at least one
    must be there.

    Raises:
        Refused: it is neither, is damaged, or its columns aren't ours (field `file`).
    """
    if content[:4] == b"PK\x03\x04":
        lines = _xlsx(content)
    elif content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise _refused(
            "Đây là tệp Excel đời cũ (.xls) hoặc có mật khẩu. Xin lưu lại thành .xlsx không có mật "
            "khẩu, hoặc CSV."
        )
    elif name.lower().endswith((".csv", ".txt", ".tsv")) or b"\x00" not in content[:1000]:
        lines = _csv(content)
    else:
        raise _refused("Hệ thống chỉ đọc tệp CSV hoặc XLSX.")
    return _rows(lines, columns, one_of)


def _refused(sentence: str) -> Refused:
    return Refused(sentence, field="file")


def _xlsx(content: bytes) -> list[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as pack:
            if sum(entry.file_size for entry in pack.infolist()) > _MAX_UNPACKED:
                raise _refused("Tệp XLSX giải nén quá lớn; xin chia thành nhiều tệp.")
            has_formulas = any(_FORMULA.search(pack.read(name)) for name in _sheets(pack))
        lines = _first_sheet(content, values=True)
        if not has_formulas:
            return lines
        return _with_formulas(lines, _first_sheet(content, values=False))
    except _DAMAGE as error:
        raise _refused("Không mở được tệp XLSX: tệp bị hỏng hoặc có mật khẩu.") from error


def _sheets(pack: zipfile.ZipFile) -> list[str]:
    return [name for name in pack.namelist() if "worksheets/" in name]


def _first_sheet(content: bytes, *, values: bool) -> list[list[str]]:
    """The cells of the first sheet: what formulas came to, or the formulas themselves."""
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=values)
    sheet = book.worksheets[0]
    sheet.reset_dimensions()
    rows = sheet.iter_rows(values_only=True, max_row=MAX_ROWS + 50, max_col=60)
    return [[_cell(value) for value in row] for row in rows]


def _with_formulas(values: list[list[str]], formulas: list[list[str]]) -> list[list[str]]:
    """A formula that the program never worked out stays visible, so that its row is refused."""
    return [
        [
            formula if not value and formula.startswith("=") else value
            for value, formula in zip(line, written, strict=False)
        ]
        for line, written in zip(values, formulas, strict=False)
    ]


def _cell(value: object) -> str:
    """A cell as text: dates as 31/12/2020, whole numbers without a fraction."""
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _csv(content: bytes) -> list[list[str]]:
    words = _decode(content)
    told = _SEPARATOR.match(words)
    first = next((line for line in words.splitlines() if line.strip(" \t,;")), "")
    delimiter = told[1] if told else max(",;\t", key=first.count)
    try:
        lines = list(csv.reader(io.StringIO(words, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise _refused("Không đọc được tệp CSV: có ô chưa đóng ngoặc kép.") from error
    return [[], *lines[1:]] if told else lines


def _decode(content: bytes) -> str:
    """UTF-8 and UTF-16 by their marks, plain UTF-8, else the Vietnamese code page of Windows."""
    marks = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
    marked = next((name for mark, name in marks.items() if content.startswith(mark)), "utf-8")
    for encoding in (marked, "cp1258"):
        try:
            words = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in words:
            return words
    raise _refused("Không nhận ra bảng mã của tệp. Xin lưu lại thành “CSV UTF-8” hoặc XLSX.")


def _rows(
    lines: Iterable[list[str]], columns: Mapping[str, str], one_of: Collection[str]
) -> list[Row]:
    numbered = enumerate(lines, start=1)
    by_label = {fold(label): key for key, label in columns.items()}
    keys: list[str | None] = []
    for _number, line in numbered:
        if any(cell.strip() for cell in line):
            keys = [by_label.get(fold(cell.replace("*", ""))) for cell in line]
            break
    _check_columns(keys, columns, one_of)
    rows = []
    for number, line in numbered:
        cells = {key: _clean(cell) for key, cell in zip(keys, line, strict=False) if key}
        if any(cells.values()):
            rows.append(Row(number, cells))
    if not rows:
        raise _refused("Tệp không có dòng dữ liệu nào dưới dòng tên cột.")
    if len(rows) > MAX_ROWS:
        raise _refused(f"Tệp có hơn {MAX_ROWS} dòng; xin chia thành nhiều tệp.")
    return rows


def _clean(cell: str) -> str:
    """Composed letters, single spaces; Excel's `="0905"` way of keeping zeros undone."""
    words = " ".join(nfc(cell).split())
    if words.startswith('="') and words.endswith('"'):
        words = words[2:-1]
    return words.replace("\x00", "")


def _check_columns(
    keys: list[str | None], columns: Mapping[str, str], one_of: Collection[str]
) -> None:
    known = [key for key in keys if key]
    doubled = {columns[key] for key in known if known.count(key) > 1}
    if doubled:
        raise _refused(f"Cột bị lặp: {', '.join(sorted(doubled))}.")
    if not set(one_of) & set(known):
        wanted = ", ".join(columns.values())
        raise _refused(
            f"Không thấy các cột cần có ở dòng đầu. Xin dùng tệp mẫu, với tên cột: {wanted}."
        )
