"""Lists that differ only in who asks: put into SQL once a day and role, for every page counts them.

Building such a query takes the mapper several times as long as the database takes to answer it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any, Protocol

from django.db import connection
from django.db.models import BigIntegerField, Expression, QuerySet

from congvu.core import clock

MANY = 100


class Given(Expression):
    """A value that is known only when the query runs: what the asker has under that name."""

    def __init__(self, name: str) -> None:
        super().__init__(output_field=BigIntegerField())
        self.name = name

    def as_sql(self, *_: object, **__: object) -> tuple[str, list[Any]]:  # type: ignore[override]
        """A place for the value, and itself where the value will stand."""
        return "%s", [self]


class Asker(Given):
    """Stands for the appointment while a list is built: as a value its key, the role as it is."""

    def __init__(self, role: str) -> None:
        super().__init__("pk")
        self.role = role
        self.pk, self.agency_id, self.unit_id = Given("pk"), Given("agency_id"), Given("unit_id")


class Branches(Protocol):
    """Builds a list by its name: branches as `core.paging.branch` makes them, to be joined.

    It may ask of the actor the role, the key, and the keys of agency and unit.
    """

    def __call__(self, name: str, *, actor: Any) -> Sequence[QuerySet[Any]]: ...


List = tuple[Branches, str]


def counts_of(lists: Sequence[List], *, actor: Any) -> list[int]:
    """How many lie in each, counted to `MANY` at most; one query for all of them."""
    if not lists:
        return []
    sql, params = _counting(tuple(lists), actor.role, clock.today())
    values = [getattr(actor, one.name) if isinstance(one, Given) else one for one in params]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchone())


@lru_cache(maxsize=512)
def _counting(
    lists: tuple[List, ...],
    role: str,
    today: date,  # noqa: ARG001 - lists may be of what is due: tomorrow they are others
) -> tuple[str, list[Any]]:
    parts: list[str] = []
    params: list[Any] = []
    for build, name in lists:
        some = [rows.values("of")[:MANY] for rows in build(name, actor=Asker(role))]
        joined = some[0].union(*some[1:]) if len(some) > 1 else some[0]
        sql, given = joined.query.sql_with_params()
        parts.append(f"(SELECT count(*) FROM ({sql}) AS ids)")  # noqa: S608
        params += given
    return f"SELECT {', '.join(parts)}", params
