"""Two versions side by side: what was added, taken away, changed, path by path."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Difference:
    """A place where two versions differ; `kind` is added, removed or changed."""

    path: str
    kind: str
    before: str
    after: str


def differences(before: object, after: object) -> list[Difference]:
    """All of them, in the order of the later version."""
    return list(_between(before, after, ""))


def _between(before: object, after: object, path: str) -> Iterator[Difference]:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in dict.fromkeys([*after, *before]):
            inner = f"{path}.{key}".strip(".")
            if key not in before:
                yield Difference(inner, "added", "", _said(after[key]))
            elif key not in after:
                yield Difference(inner, "removed", _said(before[key]), "")
            else:
                yield from _between(before[key], after[key], inner)
    elif isinstance(before, list) and isinstance(after, list) and _coded(before) and _coded(after):
        yield from _between(_by_code(before), _by_code(after), path)
    elif before != after:
        yield Difference(path, "changed", _said(before), _said(after))


def _coded(rows: list[object]) -> bool:
    return all(isinstance(one, Mapping) and "code" in one for one in rows)


def _by_code(rows: list[object]) -> dict[str, object]:
    return {str(one["code"]): one for one in rows if isinstance(one, Mapping)}


def _said(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        for key in ("label", "name", "title"):
            if key in value:
                return str(value[key])
    return json.dumps(value, ensure_ascii=False)
