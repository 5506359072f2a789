"""Plain values that the parts are given."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

StepState = Literal["", "waiting", "read", "working", "done", "late", "returned", "stopped"]


@dataclass(frozen=True)
class Node:
    """A branch of a tree: an agency, a unit, a person."""

    label: str
    url: str = ""
    note: str = ""
    children: tuple[Node, ...] = ()
    open: bool = True


@dataclass(frozen=True)
class Step:
    """One stop of a document on its way: who has it, in which part, and how far they are.

    `times` are its moments with what happened then; where they are given, `at` is not shown.
    """

    name: str
    title: str = ""
    part: str = ""
    state: StepState = "waiting"
    words: str = ""
    at: datetime | None = None
    due_on: date | None = None
    due_days: int | None = None
    times: tuple[tuple[str, datetime], ...] = ()
    children: tuple[Step, ...] = field(default=())


@dataclass(frozen=True)
class Tab:
    """One of several views of the same thing, each with its own address."""

    label: str
    url: str
    current: bool = False
    count: int = 0


@dataclass(frozen=True)
class Entry:
    """Something that stands on a day of the calendar."""

    text: str
    url: str = ""
    kind: str = "neutral"


@dataclass(frozen=True)
class Line:
    """A row of a list pane: who, why, when and by when.

    `verdict` is as the tag `verdict` has it; with `pick` the row can be chosen for the form `bulk`
    under that number; `due_days` are working days left of `due_on`.
    """

    url: str
    code: str
    about: str = ""
    who: str = ""
    why: str = ""
    at: datetime | None = None
    due_on: date | None = None
    due_days: int | None = None
    urgency: str = ""
    unread: bool = False
    current: bool = False
    verdict: str = ""
    pick: int = 0
