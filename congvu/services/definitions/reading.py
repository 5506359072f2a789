"""Reading a definition: every error a Vietnamese sentence beside its path."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

from congvu.core.text import nfc
from congvu.services.definitions import expressions
from congvu.services.definitions.expressions import Broken, Expression

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)
_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
_MOST = 200


@dataclass(frozen=True, order=True)
class Problem:
    """What is wrong where: `pages[1].fields[0].label`, and the sentence."""

    path: str
    sentence: str


@dataclass
class Problems:
    """Collects, so that all are said at once."""

    found: list[Problem] = field(default_factory=list)

    def add(self, path: str, sentence: str) -> None:
        self.found.append(Problem(path, sentence))


class Reader:
    """An object of the data, read key by key; keys that nobody asked for are errors."""

    def __init__(self, data: object, path: str, problems: Problems) -> None:
        self.path, self.problems = path, problems
        self.read: set[str] = set()
        self.data: Mapping[str, Any] = data if isinstance(data, Mapping) else {}
        if not isinstance(data, Mapping):
            self.wrong("", "Ở đây phải là một nhóm mục { … }.")

    def at(self, key: str) -> str:
        return f"{self.path}.{key}".strip(".") if key else self.path or "định nghĩa"

    def wrong(self, key: str, sentence: str) -> None:
        self.problems.add(self.at(key), sentence)

    def _take(self, key: str) -> object:
        self.read.add(key)
        return self.data.get(key)

    def text(self, key: str, *, what: str = "", longest: int = 500) -> str:
        """A text; `what` names it for the error where it must be there."""
        given = self._take(key)
        if given is None or given == "":
            if what:
                self.wrong(key, f"Thiếu {what}.")
            return ""
        if not isinstance(given, str):
            self.wrong(key, "Ở đây phải là chữ.")
            return ""
        found = nfc(given).strip()
        if len(found) > longest:
            self.wrong(key, f"Dài quá {longest} ký tự.")
        return found

    def code(self, key: str = "code") -> str:
        found = self.text(key, what="mã")
        if found and not _CODE.fullmatch(found):
            self.wrong(key, "Mã gồm chữ thường không dấu, chữ số, dấu _, tối đa 40 ký tự.")
        return found

    def number(self, key: str, *, default: int | None = None, least: int = 0) -> int | None:
        given = self._take(key)
        if given is None:
            return default
        if not isinstance(given, int) or isinstance(given, bool):
            self.wrong(key, "Ở đây phải là số nguyên.")
            return default
        if given < least:
            self.wrong(key, f"Số này phải từ {least} trở lên.")
        return given

    def flag(self, key: str, *, default: bool) -> bool:
        given = self._take(key)
        if given is None:
            return default
        if not isinstance(given, bool):
            self.wrong(key, "Ở đây phải là true hoặc false.")
            return default
        return given

    def one_of(self, key: str, kinds: type[E], default: E) -> E:
        given = self._take(key)
        try:
            return kinds(str(given))
        except ValueError:
            known = ", ".join(one.value for one in kinds)
            self.wrong(key, f"“{given}” không thuộc các loại: {known}.")
            return default

    def expression(self, key: str) -> Expression | None:
        try:
            return expressions.read(self._take(key))
        except Broken as broken:
            self.wrong(key, broken.sentence)
            return None

    def texts(self, key: str) -> tuple[str, ...]:
        given = self._list(key)
        if not all(isinstance(one, str) for one in given):
            self.wrong(key, "Ở đây phải là danh sách chữ.")
            return ()
        return tuple(nfc(one).strip() for one in given if isinstance(one, str))

    def each(self, key: str, read: Callable[[Reader], T]) -> tuple[T, ...]:
        """A list of objects, each read by that function; codes stand once."""
        rows = [
            self.inner(one, f"{key}[{place}]", read) for place, one in enumerate(self._list(key))
        ]
        self._once(key, rows)
        return tuple(rows)

    def inner(self, data: object, key: str, read: Callable[[Reader], T]) -> T:
        reader = Reader(data, self.at(key), self.problems)
        found = read(reader)
        reader.end()
        return found

    def one(self, key: str, read: Callable[[Reader], T]) -> T | None:
        given = self._take(key)
        return None if given is None else self.inner(given, key, read)

    def _list(self, key: str) -> list[object]:
        given = self._take(key)
        if given is None:
            return []
        if not isinstance(given, list):
            self.wrong(key, "Ở đây phải là danh sách [ … ].")
            return []
        if len(given) > _MOST:
            self.wrong(key, f"Danh sách dài quá {_MOST} mục.")
        return given[:_MOST]

    def _once(self, key: str, rows: Iterable[object]) -> None:
        seen: set[str] = set()
        for place, row in enumerate(rows):
            code = str(getattr(row, "code", ""))
            if code and code in seen:
                self.wrong(f"{key}[{place}].code", f"Mã “{code}” đã dùng ở trên.")
            seen.add(code)

    def end(self) -> None:
        """Say which keys mean nothing."""
        for key in self.data:
            if key not in self.read:
                self.wrong(str(key), "Không có mục tên này trong định nghĩa.")
