"""Changes of a version part by part: each a pure function from data to data.

A part is addressed by `where`: `pages.0.fields.2`, `papers.moi` for a new one, `chung` for the
whole's own values. `base` is the mark of a part as the editor saw it: what another has changed in
the meantime is noticed, what merely moved is found again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from congvu.core.refused import Conflict, NotFound
from congvu.services.definitions.parts import WHOLE, PartKind

GENERAL, NEW = "chung", "moi"
_CHANGED = (
    "Người khác vừa sửa chính {label} này. Nội dung ông/bà nhập vẫn còn nguyên bên dưới; "
    "xem chỗ khác nhau rồi lưu lại nếu muốn thay bằng nội dung của ông/bà."
)
_GONE = (
    "Người khác vừa bỏ {label} này. Nội dung ông/bà nhập vẫn còn nguyên bên dưới; "
    "lưu lại thì nó được thêm vào cuối danh sách."
)


class MovedOn(Conflict):
    """The draft is not what the editor saw; nothing was changed."""

    def __init__(self, label: str, *, gone: bool = False) -> None:
        super().__init__((_GONE if gone else _CHANGED).format(label=label))


@dataclass(frozen=True)
class Place:
    """What an address names: the kind of part, the lists on the way, the place in the last one."""

    kind: PartKind
    way: tuple[str | int, ...] = ()
    index: int | None = None

    @property
    def new(self) -> bool:
        return bool(self.way) and self.index is None


def place_of(where: str) -> Place:
    """The place that the address names; raises `NotFound` where the table knows none such."""
    if where == GENERAL:
        return Place(WHOLE)
    names = where.split(".")
    kind, way = WHOLE, list[str | int]()
    if len(names) % 2:
        raise NotFound
    for at in range(0, len(names), 2):
        kind = _inside(kind, names[at])
        last = at + 2 == len(names)
        if names[at + 1] == NEW and last:
            return Place(kind, (*way, names[at]))
        index = _index(names[at + 1])
        if last:
            return Place(kind, (*way, names[at]), index)
        way += [names[at], index]
    raise NotFound


def _inside(kind: PartKind, key: str) -> PartKind:
    found = next((one for one in kind.inside if one.key == key), None)
    if found is None:
        raise NotFound
    return found


def _index(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 4):
        raise NotFound
    return int(text)


def dotted_path(path: str) -> str:
    """A problem's path as addresses have it."""
    return path.replace("[", ".").replace("]", "")


def mark_of(part: object) -> str:
    """A short mark of what the data are."""
    text = json.dumps(part, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def own(kind: PartKind, part: object) -> dict[str, Any]:
    """The part's own values under their dotted keys, without the parts inside it."""
    found = {one.key: _value(part, one.key) for one in kind.values}
    return {key: value for key, value in found.items() if value is not None}


def _value(part: object, key: str) -> Any:
    for name in key.split("."):
        part = part.get(name) if isinstance(part, Mapping) else None
    return part


def own_mark(kind: PartKind, part: object) -> str:
    return mark_of(own(kind, part))


def key_of(kind: PartKind, path: str, part: str) -> str:
    """Which of the part's own values the path of a problem names; empty where none."""
    dotted = dotted_path(path)
    begin = f"{part}." if part else ""
    if not dotted.startswith(begin):
        return ""
    rest = dotted.removeprefix(begin)
    for one in kind.values:
        if rest == one.key or rest.startswith(f"{one.key}.") or one.key.startswith(f"{rest}."):
            return one.key
    return ""


def part_at(data: object, place: Place) -> Any:
    """The part as it is in the data; `None` where there is none."""
    rows = _rows(data, place.way) if place.way else None
    if rows is None:
        return data if not place.way else None
    known = place.index is not None and place.index < len(rows)
    return rows[place.index or 0] if known else None


def stands(data: object, place: Place) -> bool:
    """Whether the part is there, or, of a new one, what is to hold it."""
    if not place.way:
        return True
    if place.index is not None:
        return part_at(data, place) is not None
    return len(place.way) == 1 or isinstance(_at(data, place.way[:-1]), Mapping)


def _rows(data: object, way: Sequence[str | int]) -> list[Any] | None:
    """The list at the end of the way, as far as the data are of that shape."""
    found = _at(data, way)
    return found if isinstance(found, list) else None


def _at(data: Any, way: Sequence[str | int]) -> object:
    for name in way:
        if isinstance(name, int):
            data = data[name] if isinstance(data, list) and name < len(data) else None
        else:
            data = data.get(name) if isinstance(data, Mapping) else None
    found: object = data
    return found


@dataclass(frozen=True)
class Put:
    """Give a part these values (JSON under dotted keys; what is not among them is taken away)."""

    where: str
    base: str
    values: Mapping[str, Any]

    def apply(self, data: Any) -> tuple[Any, str]:
        """The data afterwards, and where the part is then. Raises `MovedOn`."""
        place = place_of(self.where)
        found: dict[str, Any] = deepcopy(data) if isinstance(data, dict) else {}
        if not place.way:
            if self.base != own_mark(place.kind, data):
                raise MovedOn(place.kind.label)
            _set(place.kind, found, self.values)
            return found, self.where
        rows = _made(found, place)
        if place.new or not self.base:
            index = len(rows)
            rows.append({})
        else:
            index = _again(rows, place, self.base, whole=False)
        if not isinstance(rows[index], dict):
            rows[index] = {}
        _set(place.kind, rows[index], self.values)
        return found, ".".join(map(str, [*place.way, index]))


@dataclass(frozen=True)
class Shift:
    """Move a part up (-1) or down (1) among its neighbours; at the end it stays."""

    where: str
    base: str
    by: int

    def apply(self, data: Any) -> tuple[Any, str]:
        place, found = place_of(self.where), deepcopy(data)
        rows = _made(found, place)
        index = _again(rows, place, self.base, whole=True)
        after = max(0, min(len(rows) - 1, index + self.by))
        rows.insert(after, rows.pop(index))
        return found, ".".join(map(str, [*place.way, after]))


@dataclass(frozen=True)
class Drop:
    """Take a part away with all that is in it."""

    where: str
    base: str

    def apply(self, data: Any) -> tuple[Any, str]:
        place, found = place_of(self.where), deepcopy(data)
        rows = _made(found, place)
        rows.pop(_again(rows, place, self.base, whole=True))
        return found, GENERAL


Change = Put | Shift | Drop


def _made(data: Any, place: Place) -> list[Any]:
    """The list of the part, begun where there is none yet; `MovedOn` where its holder is gone."""
    if not place.way:
        raise NotFound
    holder = _at(data, place.way[:-1])
    if not isinstance(holder, dict):
        raise MovedOn(f"phần chứa {place.kind.label}", gone=True)
    rows = holder.setdefault(str(place.way[-1]), [])
    if not isinstance(rows, list):
        rows = holder[str(place.way[-1])] = []
    return rows


def _again(rows: list[Any], place: Place, base: str, *, whole: bool) -> int:
    """Where the part that bore the mark is now; raises `MovedOn` where it changed or went."""
    marks = [mark_of(one) if whole else own_mark(place.kind, one) for one in rows]
    index = place.index or 0
    if index < len(rows) and marks[index] == base:
        return index
    if marks.count(base) == 1:
        return marks.index(base)
    raise MovedOn(place.kind.label, gone=index >= len(rows))


def _set(kind: PartKind, part: dict[str, Any], values: Mapping[str, Any]) -> None:
    for one in kind.values:
        holder, *inner = one.key.split(".")
        if not inner:
            part.pop(holder, None)
            if one.key in values:
                part[holder] = values[one.key]
            continue
        record = part.get(holder)
        record = dict(record) if isinstance(record, Mapping) else {}
        record.pop(inner[0], None)
        if one.key in values:
            record[inner[0]] = values[one.key]
        part.pop(holder, None)
        if record:
            part[holder] = record
