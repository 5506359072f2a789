"""Keeping the index: entries follow what they stand for, in the same transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC
from hashlib import md5
from typing import Any

from django.db import connection

from congvu.core.text import fold
from congvu.search import words
from congvu.search.models import Entry
from congvu.search.types import Record, sources

_TEXT_KEPT = 100_000
_COLUMNS = (
    "way, object_id, moment, dated_on, code, title, author, state, urgency, text, "
    "marks, words, digest"
)
_UPSERT = f"""
INSERT INTO search_entry ({_COLUMNS}) VALUES {{rows}}
ON CONFLICT (way, object_id) DO UPDATE SET ({_COLUMNS}) = ROW (
  {", ".join(f"excluded.{name}" for name in _COLUMNS.split(", "))})
WHERE search_entry.digest <> excluded.digest
"""  # noqa: S608 - names of columns
_ROW = "(" + ", ".join(["%s"] * 10) + ", %s::varchar[], %s::tsvector, %s)"
_AT_ONCE = 100


_later: ContextVar[dict[str, set[int]] | None] = ContextVar("later", default=None)


@contextmanager
def indexed_at_the_end() -> Iterator[None]:
    """Write each entry once, when all is done: for loading, where things change many times.

    Put it inside the transaction that loads: what is indexed at its end is indexed with it.
    """
    kept: dict[str, set[int]] = {}
    token = _later.set(kept)
    try:
        yield
    finally:
        _later.reset(token)
    for way, ids in kept.items():
        wanted = sorted(ids)
        for start in range(0, len(wanted), _AT_ONCE):
            reindex(way, wanted[start : start + _AT_ONCE])


def reindex(way: str, ids: Collection[int]) -> None:
    """Write the entries of these anew, and drop those of what is gone.

    The entries are locked before their things are read: of two that change one thing at the same
    time, the later reads what the earlier has done.
    """
    if (later := _later.get()) is not None:
        later.setdefault(way, set()).update(ids)
        return
    wanted = sorted(ids)
    list(
        Entry.objects.select_for_update(no_key=True)
        .filter(way=way, object_id__in=wanted)
        .order_by("object_id")
        .values_list("pk", flat=True)
    )
    records = sources()[way].records(wanted)
    write(records)
    if gone := set(wanted) - {record.object_id for record in records}:
        Entry.objects.filter(way=way, object_id__in=gone).delete()


def write(records: Sequence[Record]) -> None:
    """Put the records into the index; those that stand there as they are cost no writing."""
    rows = [_values(record) for record in records]
    with connection.cursor() as cursor:
        for start in range(0, len(rows), _AT_ONCE):
            some = rows[start : start + _AT_ONCE]
            statement = _UPSERT.format(rows=", ".join([_ROW] * len(some)))
            cursor.execute(statement, [value for row in some for value in row])


def _values(record: Record) -> list[Any]:
    people = ", ".join(record.people)
    parts = (record.code, record.title, record.author, people, record.text)
    fields = (("title", record.title), ("author", record.author), ("people", people))
    return [
        record.way,
        record.object_id,
        record.moment,
        record.dated_on,
        record.code[:60],
        record.title[:500],
        record.author[:200],
        record.state[:40],
        record.urgency,
        record.text[:_TEXT_KEPT].replace("\x00", ""),
        marks_of(record),
        words.vector(parts, fields),
        digest_of(record),
    ]


def marks_of(record: Record) -> list[str]:
    """Everything that an entry is found by besides its words, sorted."""
    moment = record.moment.astimezone(UTC)
    marks = {
        *record.scopes,
        *record.facets,
        f"way:{record.way}",
        f"m:{moment:%Y-%m}",
        f"t:{moment:%Y}",
    }
    if record.code:
        marks.add(f"c:{fold(record.code)}"[:40])
    if record.dated_on:
        marks |= {f"d:{record.dated_on:%Y-%m}", f"y:{record.dated_on:%Y}"}
    return sorted(marks)


def digest_of(record: Record) -> str:
    """One value that differs when anything of the record does."""
    told = repr(
        (
            record.moment.timestamp(),
            record.dated_on,
            record.code,
            record.title,
            record.author,
            record.state,
            record.urgency,
            tuple(record.people),
            record.text,
            marks_of(record),
        )
    )
    return md5(told.encode(), usedforsecurity=False).hexdigest()
