"""The index of past documents: its columns, and what each row says when it is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from congvu.core import clock
from congvu.core.text import fold
from congvu.documents.doctypes import CHOICES
from congvu.documents.types import RegisterKind

_SHARED = {
    "notation": "Ký hiệu",
    "dated_on": "Ngày văn bản",
    "kind": "Loại văn bản",
    "abstract": "Trích yếu",
    "signer_name": "Người ký",
    "file": "Tên tệp",
}
COLUMNS: dict[str, dict[str, str]] = {
    RegisterKind.INCOMING: {
        "arrival_number": "Số đến",
        "arrived_on": "Ngày đến",
        "issuer_name": "Tác giả",
        "number": "Số",
        **_SHARED,
    },
    RegisterKind.OUTGOING: {"number": "Số", **_SHARED, "recipients": "Nơi nhận"},
}
OPTIONAL = frozenset({"signer_name", "recipients"})
_LONGEST = {
    "issuer_name": 200,
    "notation": 30,
    "abstract": 500,
    "signer_name": 50,
    "recipients": 1000,
    "file": 200,
}
_KINDS = {fold(name): code for code, name in CHOICES}
_MOST_NUMBER = 9_999_999


@dataclass(frozen=True)
class Reading:
    """What a row says, as plain JSON values, and what is wrong with it, by column."""

    cells: dict[str, str | int]
    problems: dict[str, str]


def read_row(cells: Mapping[str, str], *, kind: str, year: int) -> Reading:
    """One row of the index, as the register of that kind and year takes it."""
    said: dict[str, str | int] = {}
    wrong: dict[str, str] = {}
    parsers = _PARSERS | ({"number": _number} if kind == RegisterKind.OUTGOING else {})
    for key, label in COLUMNS[kind].items():
        words = cells.get(key, "").strip()
        if not words and key not in OPTIONAL:
            wrong[key] = f"{label}: chưa ghi"
            continue
        try:
            said[key] = parsers.get(key, _text)(key, words)
        except ValueError as problem:
            wrong[key] = f"{label}: {problem}"
            said[key] = words[:500]
    if not wrong:
        wrong |= _against_year(said, kind, year)
    return Reading(said, wrong)


def _against_year(said: Mapping[str, str | int], kind: str, year: int) -> dict[str, str]:
    """The day on which it was registered lies in the register's year, and not ahead."""
    key = "arrived_on" if kind == RegisterKind.INCOMING else "dated_on"
    day = date.fromisoformat(str(said[key]))
    label = COLUMNS[kind][key]
    if day.year != year:
        return {key: f"{label}: không thuộc năm {year} của sổ"}
    if day > clock.today():
        return {key: f"{label}: sau hôm nay"}
    return {}


def _text(key: str, words: str) -> str:
    most = _LONGEST[key]
    if len(words) > most:
        raise ValueError(f"dài {len(words)} ký tự, tối đa {most}")
    return words


def _day(_key: str, words: str) -> str:
    for form in ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(words, form).date().isoformat()  # noqa: DTZ007 - a day
        except ValueError:
            continue
    raise ValueError("viết theo mẫu 05/04/2019")


def _number(_key: str, words: str) -> int:
    if not words.isdecimal() or not 1 <= int(words[:9]) <= _MOST_NUMBER:
        raise ValueError("phải là số nguyên dương")
    return int(words)


def _code_number(_key: str, words: str) -> str:
    if len(words) > 11:
        raise ValueError("tối đa 11 ký tự")
    return words


def _kind(_key: str, words: str) -> str:
    found = _KINDS.get(fold(words))
    if found is None:
        raise ValueError(f"“{words[:40]}” không có trong danh sách loại văn bản")
    return found


_PARSERS: dict[str, Callable[[str, str], str | int]] = {
    "arrival_number": _number,
    "arrived_on": _day,
    "dated_on": _day,
    "kind": _kind,
    "number": _code_number,
}


def register_number(cells: Mapping[str, str | int], kind: str) -> int | None:
    """The number under which the row stands in the register, if it is one."""
    value = cells.get("arrival_number" if kind == RegisterKind.INCOMING else "number")
    words = str(value or "")
    return int(words) if words.isdecimal() and 0 < int(words[:9]) <= _MOST_NUMBER else None
