"""A small tree of elements by local name: all of a message but its contents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

NAMESPACE = "http://www.mic.gov.vn/TBT/QCVN_102_2016"


@dataclass
class Node:
    """An element: prefixes do not matter, for writers differ in them."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    def all(self, name: str) -> Iterator[Node]:
        return (one for one in self.children if one.name == name)

    def first(self, name: str) -> Node | None:
        return next(self.all(name), None)

    def only(self, name: str) -> Node | None:
        """The child of that name if there is exactly one."""
        found = list(self.all(name))
        return found[0] if len(found) == 1 else None

    def say(self, name: str) -> str:
        """The text of the first child of that name; empty where there is none."""
        found = self.first(name)
        return found.text if found else ""
