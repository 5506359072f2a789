"""Conditions and sums as data: a small tree of named operations, never code.

Written as JSON: a bare value is itself, `{"field": "x"}` an answer, `{"=": [a, b]}` an operation.
Evaluating cannot fail and cannot run long: trees are bounded, what was not answered is nothing,
and nothing counts as 0 in a sum and makes every comparison false.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from congvu.core import clock

Answers = Mapping[str, object]
_DEEPEST, _LARGEST = 12, 120


class Broken(Exception):  # noqa: N818 - it is an answer, not a fault
    """The data are no expression; the sentence says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True)
class Expression:
    """An operation over parts; a part is an expression or a value."""

    name: str
    parts: tuple[object, ...]

    def fields(self) -> Iterator[str]:
        """The answers that it asks for; of a group also `group.part`."""
        if self.name == "field":
            yield str(self.parts[0])
        elif self.name == "sum":
            yield f"{self.parts[0]}.{self.parts[1]}"
        elif self.name == "count":
            yield str(self.parts[0])
        else:
            for part in self.parts:
                if isinstance(part, Expression):
                    yield from part.fields()

    def value(self, answers: Answers) -> object:
        """What it comes to with these answers."""
        if self.name == "field":
            return answers.get(str(self.parts[0]))
        return _OPERATIONS[self.name].run(self.parts, answers)

    def holds(self, answers: Answers) -> bool:
        return bool(self.value(answers))

    def as_data(self) -> object:
        """As it is written."""
        parts = [p.as_data() if isinstance(p, Expression) else p for p in self.parts]
        return {self.name: parts[0] if self.name in _SINGLE else parts}


def read(data: object) -> Expression | None:
    """The expression that the data say; nothing for nothing. Raises `Broken`."""
    if data is None or data == "":
        return None
    found = _read(data, depth=0, count=[0])
    return found if isinstance(found, Expression) else Expression("value", (found,))


def _read(data: object, *, depth: int, count: list[int]) -> object:
    count[0] += 1
    if depth > _DEEPEST or count[0] > _LARGEST:
        raise Broken("Biểu thức quá lớn hoặc lồng nhau quá sâu.")
    if data is None or isinstance(data, bool | int | str):
        return data
    if isinstance(data, list):
        return tuple(_read(one, depth=depth + 1, count=count) for one in data)
    if not isinstance(data, Mapping) or len(data) != 1:
        raise Broken("Mỗi phép tính là một mục có đúng một tên phép tính.")
    return _operation(*next(iter(data.items())), depth=depth, count=count)


def _operation(name: str, given: object, *, depth: int, count: list[int]) -> Expression:
    parts = given if isinstance(given, list) else [given]
    if name == "field":
        if len(parts) != 1 or not isinstance(parts[0], str):
            raise Broken("“field” cần đúng một mã mục của biểu mẫu.")
        return Expression("field", (parts[0],))
    operation = _OPERATIONS.get(str(name))
    if operation is None:
        raise Broken(f"Không có phép tính tên “{name}”.")
    if not operation.least <= len(parts) <= operation.most:
        raise Broken(f"Phép tính “{name}” không nhận {len(parts)} thành phần.")
    return Expression(str(name), tuple(_read(one, depth=depth + 1, count=count) for one in parts))


@dataclass(frozen=True)
class _Operation:
    run: Callable[[Sequence[object], Answers], object]
    least: int
    most: int


def value_of(part: object, answers: Answers) -> object:
    """A part's value: an expression's, or the value that it is."""
    return part.value(answers) if isinstance(part, Expression) else part


def _number(part: object, answers: Answers) -> int:
    found = value_of(part, answers)
    return int(found) if isinstance(found, bool | int) else 0


def _compared(test: Callable[[int], bool]) -> _Operation:
    def run(parts: Sequence[object], answers: Answers) -> bool:
        left, right = (value_of(part, answers) for part in parts)
        if left is None or right is None:
            return False
        if isinstance(left, int) and isinstance(right, int):
            return test((left > right) - (left < right))
        return test((str(left) > str(right)) - (str(left) < str(right)))

    return _Operation(run, 2, 2)


def _in(parts: Sequence[object], answers: Answers) -> bool:
    wanted, among = value_of(parts[0], answers), value_of(parts[1], answers)
    return isinstance(among, list | tuple) and wanted in among


def _rows(name: object, answers: Answers) -> list[Mapping[str, object]]:
    rows = answers.get(str(name))
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []


def _sum(parts: Sequence[object], answers: Answers) -> int:
    return sum(_number(row.get(str(parts[1])), answers) for row in _rows(parts[0], answers))


def _years(parts: Sequence[object], answers: Answers) -> int | None:
    """Whole years since a day that was answered: an age."""
    try:
        day = date.fromisoformat(str(value_of(parts[0], answers)))
    except ValueError:
        return None
    today = clock.today()
    return today.year - day.year - ((today.month, today.day) < (day.month, day.day))


def _days(parts: Sequence[object], answers: Answers) -> int | None:
    try:
        day = date.fromisoformat(str(value_of(parts[0], answers)))
    except ValueError:
        return None
    return (clock.today() - day).days


def _divided(parts: Sequence[object], answers: Answers) -> int:
    below = _number(parts[1], answers)
    return _number(parts[0], answers) // below if below else 0


def _times(parts: Sequence[object], answers: Answers) -> int:
    product = 1
    for part in parts:
        product *= max(-(10**15), min(10**15, _number(part, answers)))
        product = max(-(10**15), min(10**15, product))
    return product


def _if(parts: Sequence[object], answers: Answers) -> object:
    return value_of(parts[1 if bool(value_of(parts[0], answers)) else 2], answers)


_OPERATIONS: dict[str, _Operation] = {
    "value": _Operation(lambda p, a: value_of(p[0], a), 1, 1),
    "=": _Operation(lambda p, a: value_of(p[0], a) == value_of(p[1], a), 2, 2),
    "!=": _Operation(lambda p, a: value_of(p[0], a) != value_of(p[1], a), 2, 2),
    "<": _compared(lambda order: order < 0),
    "<=": _compared(lambda order: order <= 0),
    ">": _compared(lambda order: order > 0),
    ">=": _compared(lambda order: order >= 0),
    "in": _Operation(_in, 2, 2),
    "and": _Operation(lambda p, a: all(value_of(one, a) for one in p), 1, 20),
    "or": _Operation(lambda p, a: any(value_of(one, a) for one in p), 1, 20),
    "not": _Operation(lambda p, a: not value_of(p[0], a), 1, 1),
    "filled": _Operation(lambda p, a: value_of(p[0], a) not in (None, "", [], {}), 1, 1),
    "+": _Operation(lambda p, a: sum(_number(one, a) for one in p), 1, 20),
    "-": _Operation(lambda p, a: _number(p[0], a) - _number(p[1], a), 2, 2),
    "*": _Operation(_times, 1, 8),
    "/": _Operation(_divided, 2, 2),
    "min": _Operation(lambda p, a: min(_number(one, a) for one in p), 1, 20),
    "max": _Operation(lambda p, a: max(_number(one, a) for one in p), 1, 20),
    "if": _Operation(_if, 3, 3),
    "sum": _Operation(_sum, 2, 2),
    "count": _Operation(lambda p, a: len(_rows(p[0], a)), 1, 1),
    "years_since": _Operation(_years, 1, 1),
    "days_since": _Operation(_days, 1, 1),
}
_SINGLE = {"field", "value"}
NAMES = frozenset(_OPERATIONS) | {"field"}
