"""A version laid out for its editor: every part with its words and what is wrong in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from congvu.services.definitions.editing import GENERAL, NEW, dotted_path, mark_of, own
from congvu.services.definitions.expressions import Broken
from congvu.services.definitions.parsing import parse
from congvu.services.definitions.parts import WHOLE, PartKind, Typed, Value
from congvu.services.definitions.reading import Problem
from congvu.services.definitions.shape import Content
from congvu.services.definitions.writing import words_of


@dataclass
class Node:
    """A part: where it is, what it is called, its values in words, what is wrong, what it holds."""

    where: str
    kind: PartKind
    title: str
    code: str
    told: list[tuple[str, str]]
    mark: str
    problems: list[str]
    branches: list[Branch]


@dataclass
class Branch:
    """A list of parts of one kind; `add` is where a new one is put."""

    kind: PartKind
    add: str
    nodes: list[Node]
    problems: list[str]


def outline(data: object, problems: Iterable[Problem]) -> Node:
    """The whole, each problem beside the part that it concerns."""
    content, _ = parse(data)
    said = [(dotted_path(one.path), one.sentence) for one in problems]
    return _node(WHOLE, data, "", content, said)


def _node(
    kind: PartKind, part: Any, where: str, content: Content, problems: list[tuple[str, str]]
) -> Node:
    given = part if isinstance(part, Mapping) else {}
    begin = f"{where}." if where else ""
    inner = [one for one in kind.inside if one.only(given) or given.get(one.key)]
    keys = [f"{begin}{one.key}" for one in inner]
    return Node(
        where or GENERAL,
        kind,
        str(given.get(kind.named) or kind.label.capitalize()),
        str(given.get("code") or ""),
        list(told(kind, part, content)),
        mark_of(part),
        [words for path, words in problems if not any(_under(path, key) for key in keys)],
        [
            _branch(one, given.get(one.key), key, content, problems)
            for one, key in zip(inner, keys, strict=True)
        ],
    )


def _under(path: str, key: str) -> bool:
    return path == key or path.startswith(f"{key}.")


def _branch(
    kind: PartKind, rows: Any, key: str, content: Content, problems: list[tuple[str, str]]
) -> Branch:
    nodes = [
        _node(kind, one, here, content, [found for found in problems if _under(found[0], here)])
        for place, one in enumerate(rows if isinstance(rows, list) else [])
        for here in [f"{key}.{place}"]
    ]
    return Branch(kind, f"{key}.{NEW}", nodes, [words for path, words in problems if path == key])


def told(kind: PartKind, part: object, content: Content) -> Iterable[tuple[str, str]]:
    """The values that outlines show, in words."""
    given = own(kind, part)
    for one in kind.values:
        raw = given.get(one.key, kind.default(one.key) if one.typed == Typed.FLAG else None)
        if one.told and raw not in (None, "", [], False):
            yield one.label, in_words(one, raw, content)


def in_words(value: Value, raw: object, content: Content) -> str:
    """A value as people read it; what is not of its kind, as it stands."""
    if value.typed == Typed.FLAG:
        return "có" if raw else "không"
    if value.typed in {Typed.WORDS, Typed.CONDITION}:
        return expression_in_words(raw)
    known = dict(value.choices(content)) if value.choices else {}
    rows = raw if isinstance(raw, list) else [raw]
    if value.typed == Typed.OPTIONS:
        return "; ".join(str(one.get("label")) for one in rows if isinstance(one, Mapping))
    return "; ".join(str(known.get(str(one), one)) for one in rows)


def expression_in_words(raw: object) -> str:
    try:
        return words_of(raw)
    except Broken:
        return str(raw)


def askable(content: Content) -> list[tuple[str, str, str]]:
    """What conditions and sums may ask for: code, label, and the choices' codes."""
    found = []
    for one in content.fields():
        codes = ", ".join(choice.code for choice in one.choices)
        found.append((one.code, one.label, codes))
        found += [
            (f"{one.code}.{part.code}", f"{one.label}: {part.label}", "") for part in one.fields
        ]
    return found
