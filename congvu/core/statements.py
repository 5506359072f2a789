"""Statements that the database keeps: parsed and planned once for a connection, then only run.

A list of a page is a union of several branches: planning it takes PostgreSQL five times as long as
running it. Constants stand written in the statement; only what differs is sent with it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.types.numeric import Int8

_KEPT = 200  # statements a connection: each takes some hundred kB of the server's memory
_PLACES = re.compile(r"%%|%s")


class _Keeping(psycopg.Cursor[Any]):
    """A cursor whose every statement is kept."""

    def execute(self, query: Any, params: Any = None, **_: Any) -> _Keeping:
        return super().execute(query, params, prepare=True)

    def _convert_query(self, query: Any, params: Any = None) -> Any:
        """Remembered, as Django's log of queries expects."""
        self._query = super()._convert_query(query, params)
        return self._query


def run(sql: str, values: Mapping[str, Any], *, using: str = "default") -> list[tuple[Any, ...]]:
    """The rows of a statement with `%(name)s` where the values go."""
    typed = {name: _typed(value) for name, value in values.items()}
    database = connections[using]
    database.ensure_connection()
    raw = database.connection
    raw.prepared_max = _KEPT
    # Django's own wrapping: it counts and logs the queries, and turns errors into its own.
    with database._prepare_cursor(_Keeping(raw)) as cursor:  # type: ignore[attr-defined] # noqa: SLF001
        cursor.execute(sql, typed)
        return list(cursor.fetchall())


def _typed(value: Any) -> Any:
    """Numbers of one width, else every width would make a statement of its own."""
    if type(value) is int:
        return Int8(value)
    if isinstance(value, list):
        return [_typed(one) for one in value]
    return value


def written_out(sql: str, params: Sequence[Any], given: type, database: BaseDatabaseWrapper) -> str:
    """Django's SQL as `run` takes it: parameters written in, those of type `given` by `name`."""
    left = iter(params)
    database.ensure_connection()
    cursor = psycopg.ClientCursor(database.connection)

    def place(found: re.Match[str]) -> str:
        if found[0] == "%%":
            return "%%"
        one = next(left)
        if isinstance(one, given):
            return f"%({one.name})s"  # type: ignore[attr-defined]
        return cursor.mogrify("%s", [one]).replace("%", "%%")

    return _PLACES.sub(place, sql)
