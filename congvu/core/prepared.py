"""Queries that every page asks, differing only in values: put into SQL once, not each time.

Building such a query takes the mapper several times as long as the database takes to answer it.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, Generic, Protocol, TypeVar

from django.db import connections
from django.db.models import (
    BigIntegerField,
    BooleanField,
    DateTimeField,
    Expression,
    F,
    Field,
    Func,
    Model,
    QuerySet,
    prefetch_related_objects,
)
from django.db.models.query import get_related_populators

from congvu.core import clock
from congvu.core.paging import PAGE, joined_in_order, keyed, page_of_ids
from congvu.core.statements import run, written_out

M = TypeVar("M", bound=Model)
MANY = 100
_LARGEST = 2**63 - 1


class Given(Expression):
    """A value, by its name, that is known only when the query runs."""

    def __init__(self, name: str, field: Field[Any, Any] | None = None) -> None:
        super().__init__(output_field=field or BigIntegerField())
        self.name = name

    def as_sql(self, *_: object, **__: object) -> tuple[str, list[Any]]:  # type: ignore[override]
        """A place for the value, and itself where the value will stand."""
        return "%s", [self]


def one_of(name: str, field: str = "pk") -> Func:
    """A condition: the row's field is one of the given list, however long."""
    return Func(
        F(field),
        Given(name),
        template="%(expressions)s)",
        arg_joiner=" = ANY(",
        output_field=BooleanField(),
    )


class Prepared(Generic[M]):
    """A query of model rows: built at its first use, run with other values each time.

    `Given` stands in it for what `rows` is told. It must not differ in anything else.
    """

    def __init__(self, build: Callable[[], QuerySet[M]]) -> None:
        self._build = build
        self._kept: _Built[M] | None = None

    def first(self, **values: Any) -> M | None:
        """The first of the rows."""
        found = self.rows(**values)
        return found[0] if found else None

    def parts(self, whole: Model, name: str) -> list[M]:
        """The rows that are parts of it (`whole` is `Given`), each knowing it under that name."""
        found = self.rows(whole=whole.pk)
        for one in found:
            setattr(one, name, whole)
        return found

    def rows(self, **values: Any) -> list[M]:
        """The rows, by one query."""
        built = self._built()
        return built.models(run(built.sql, values, using=built.using))

    def beside(self, **columns: str) -> str:
        """Its SQL, to stand inside another statement whose columns are these of its values."""
        sql = self._built().sql
        for name, column in columns.items():
            sql = sql.replace(f"%({name})s", column)
        return sql

    def read(self, rows: list[tuple[Any, ...]]) -> list[M]:
        """Models of the rows that such a statement found."""
        return self._built().models(rows)

    def _built(self) -> _Built[M]:
        if self._kept is None:
            self._kept = _Built(self._build())
        return self._kept


class _Built(Generic[M]):
    """A query as SQL, and how its rows become models: as `ModelIterable` of Django makes them, but
    all that is the same each time is found out once.
    """

    def __init__(self, asked: QuerySet[M]) -> None:
        self.using = asked.db
        compiler = asked.query.get_compiler(using=asked.db)
        sql, params = compiler.as_sql()
        self.sql = written_out(sql, params, Given, connections[asked.db])
        columns, info = compiler.select, compiler.klass_info
        assert info is not None  # noqa: S101 - a query of models
        own = info["select_fields"]
        self._model: type[M] = info["model"]
        self._own = slice(own[0], own[-1] + 1)
        self._names = [column[0].target.attname for column in columns[self._own]]
        self._related = get_related_populators(info, columns, asked.db)  # type: ignore[call-arg]
        self._annotated = list(compiler.annotation_col_map.items())
        self._converters = compiler.get_converters([column[0] for column in columns])
        self._compiler = compiler
        self._prefetched = asked._prefetch_related_lookups  # type: ignore[attr-defined] # noqa: SLF001
        assert not asked._known_related_objects  # type: ignore[attr-defined] # noqa: S101, SLF001

    def models(self, rows: list[tuple[Any, ...]]) -> list[M]:
        """A model for each row, with those that come along."""
        read: Iterable[Sequence[Any]] = rows
        if self._converters:
            mine = copy.copy(self._compiler)
            mine.connection = connections[self.using]
            read = mine.apply_converters(rows, self._converters)
        found = [self._one(row) for row in read]
        if self._prefetched:
            prefetch_related_objects(found, *self._prefetched)
        return found

    def _one(self, row: Sequence[Any]) -> M:
        one = self._model.from_db(self.using, self._names, row[self._own])
        for each in self._related:
            each.populate(row, one)
        for name, at in self._annotated:
            setattr(one, name, row[at])
        return one


class Asker(Given):
    """Stands for the appointment while a list is built: as a value its key, the role as it is."""

    def __init__(self, role: str) -> None:
        super().__init__("pk")
        self.role = role
        self.pk, self.agency_id, self.unit_id = Given("pk"), Given("agency_id"), Given("unit_id")


def now_of(actor: Any) -> Any:
    """The present moment as a list compares it: of one that is kept, that of each asking."""
    return Given("now", DateTimeField()) if isinstance(actor, Asker) else clock.now()


class Branches(Protocol):
    """Builds a list by its name: branches as `core.paging.branch` makes them, to be joined.

    It may ask of the actor the role, the key, and the keys of agency and unit.
    """

    def __call__(self, name: str, *, actor: Any) -> Sequence[QuerySet[Any]]: ...

    def __hash__(self) -> int: ...


List = tuple[Branches, str]
Building = Callable[[Any], QuerySet[M]]
"""Makes a query for an actor, of whom it may ask the role, the key, agency and unit."""


def counts_of(lists: Sequence[List], *, actor: Any) -> list[int]:
    """How many lie in each, counted to `MANY` at most; one query for all of them."""
    if not lists:
        return []
    return list(_asked(_counting(tuple(lists), actor.role, clock.today()), actor)[0])


def page_of(
    one: List, *, actor: Any, after: str = "", rising: bool = False
) -> tuple[list[int], str]:
    """A page of the list as `paging.page_of_ids` has it; its first page, most asked, is kept."""
    build, name = one
    if after:
        return page_of_ids(build(name, actor=actor), after=after, rising=rising)
    begun = _beginning(build, name, actor.role, clock.today(), rising=rising)
    return keyed([(at, of) for at, of in _asked(begun, actor)], PAGE)


def rows_for(build: Building[M], *, actor: Any, **values: Any) -> list[M]:
    """What `build` finds for the appointment; it is built once for each role and day.

    `Given` stands in it for further values, by other names than those asked of an appointment.
    """
    return _rows_for(build, actor.role, clock.today()).rows(**_told_of(actor), **values)


def first_for(build: Building[M], *, actor: Any, **values: Any) -> M | None:
    """The first that `build` finds; none for numbers that no key can be."""
    if any(isinstance(one, int) and one > _LARGEST for one in values.values()):
        return None
    return _rows_for(build, actor.role, clock.today()).first(**_told_of(actor), **values)


def _told_of(actor: Any) -> dict[str, Any]:
    """What an `Asker` stands for."""
    known = {"pk": actor.pk, "agency_id": actor.agency_id, "unit_id": actor.unit_id}
    return {**known, "now": clock.now()}


def _asked(sql: str, actor: Any) -> list[tuple[Any, ...]]:
    return run(sql, _told_of(actor))


def _written(sql: str, params: Sequence[Any]) -> str:
    return written_out(sql, params, Given, connections["default"])


# A list may be of what is due: tomorrow its query is another, so the day is part of its name.


@lru_cache(maxsize=512)
def _counting(lists: tuple[List, ...], role: str, _today: date) -> str:
    parts: list[str] = []
    params: list[Any] = []
    for build, name in lists:
        some = [rows.values("of")[:MANY] for rows in build(name, actor=Asker(role))]
        joined = some[0].union(*some[1:]) if len(some) > 1 else some[0]
        sql, given = joined.query.sql_with_params()
        parts.append(f'(SELECT count(DISTINCT "of") FROM ({sql}) AS ids)')  # noqa: S608
        params += given
    return _written(f"SELECT {', '.join(parts)}", params)


@lru_cache(maxsize=512)
def _rows_for(build: Building[M], role: str, _today: date) -> Prepared[M]:
    return Prepared(lambda: build(Asker(role)))


@lru_cache(maxsize=512)
def _beginning(build: Branches, name: str, role: str, _today: date, *, rising: bool) -> str:
    joined = joined_in_order(build(name, actor=Asker(role)), size=PAGE + 1, rising=rising)
    return _written(*joined.query.sql_with_params())
