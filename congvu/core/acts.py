"""One piece of work: all that is done in a transaction, and what is told of it.

Those who must hear in the same transaction (journal, search, notices) hear when the outermost work
ends; what fails in the middle leaves nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.db import models, transaction

from congvu.core import events
from congvu.core.offering import Actor


@dataclass(frozen=True)
class Act:
    """One thing that was done: what the journal keeps and others may hear of.

    `detail` holds plain JSON values and never the content of a document.
    """

    name: str
    label: str
    agency_id: int
    actor: Actor | None
    subject_type: str = ""
    subject_id: int | None = None
    subject_label: str = ""
    state_before: str = ""
    state_after: str = ""
    detail: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Acted:
    """Published once per outermost piece of work that told something, just before its commit."""

    acts: tuple[Act, ...]


@dataclass(frozen=True)
class Touched:
    """Published just before the commit: the ids of what changed, under their models' labels."""

    ids: Mapping[str, frozenset[int]]


@dataclass
class _Work:
    acts: list[Act] = field(default_factory=list)
    touched: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))

    def publish(self) -> None:
        if self.acts:
            events.publish(Acted(tuple(self.acts)))
        if self.touched:
            events.publish(Touched({kind: frozenset(ids) for kind, ids in self.touched.items()}))


_work: ContextVar[_Work | None] = ContextVar("work", default=None)


@contextmanager
def work() -> Iterator[None]:
    """One transaction; what was done inside is told together at its end, before the commit.

    Telling at the end lets the journal lock the agencies' chains in one order, so that two
    agencies that write to each other cannot wait for each other. Nested work joins the outer one.
    """
    outer = _work.get()
    if outer is not None:
        with _joined(outer), transaction.atomic():
            yield
        return
    current = _Work()
    token = _work.set(current)
    try:
        with transaction.atomic():
            yield
            current.publish()
    finally:
        _work.reset(token)


@contextmanager
def _joined(outer: _Work) -> Iterator[None]:
    """What the outer work survives is not told: it was rolled back to where it began."""
    before = len(outer.acts)
    try:
        yield
    except BaseException:
        del outer.acts[before:]
        raise


def tell(act: Act) -> None:
    """Add to what the running work has done; work of its own where none runs."""
    current = _work.get()
    if current is None:
        with work():
            tell(act)
    else:
        current.acts.append(act)
        if act.subject_id is not None:
            current.touched[act.subject_type].add(act.subject_id)


def touch(kind: type[models.Model], *ids: int) -> None:
    """Say that these changed, also where nothing is told of it: what is built on them follows."""
    if not ids:
        return
    current = _work.get()
    if current is None:
        with work():
            touch(kind, *ids)
    else:
        current.touched[kind._meta.label_lower].update(ids)
