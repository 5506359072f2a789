"""Finding things: what one may see is part of the search.

PostgreSQL's plans go by guessed numbers of rows, and guess wrongly for words: a rare word would be
looked for along the order of time, through a million rows. So the way is fixed here. First the
index alone is asked for the last twelve months, for `MANY` rows at most. If they fill a page, that
is the answer, and the older ones are not counted; the next page asks months one after the other. If
they do not, everything is asked and sorted, exact and quick, unless there are more than `MANY`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.db.models import QuerySet
from django.urls import reverse

from congvu.core import clock
from congvu.core.prepared import Given, Prepared
from congvu.core.statements import run
from congvu.core.text import fold
from congvu.directory.models import Appointment
from congvu.search import words
from congvu.search.models import Check, Entry, SavedSearch
from congvu.search.types import Found, FoundPage, Wanted, sources

PAGE = 30
MANY = 500
_OLDEST = 2000 * 12  # in months: no office document is older
_MONTHS_BY_DAY = 60
_LATE, _LONGEST = 12, 64  # in months
_Hit = tuple[datetime, int]


@dataclass(frozen=True)
class _Where:
    sql: str
    values: tuple[Any, ...]

    def also(self, sql: str, *values: Any) -> _Where:
        return _Where(f"{self.sql} AND {sql}", (*self.values, *values))


def scopes_of(actor: Appointment) -> list[str]:
    """Every scope that the actor stands in."""
    return sorted({scope for one in sources().values() for scope in one.scopes_of(actor)})


def search_address(way: str, state: str = "") -> str:
    """Where things of this kind are narrowed, saved as a search and exported."""
    narrowed = {"way": way, **({"state": state} if state else {})}
    return f"{reverse('search:results')}?{urlencode(narrowed)}"


def find(wanted: Wanted, *, actor: Appointment, after: str = "", page: int = PAGE) -> FoundPage:
    """The newest first, `page` at a time, by keys; two queries, six at most, at any depth."""
    where = _where(wanted, actor)
    cursor = _Cursor.read(after)
    with connection.cursor() as database:
        if cursor:
            result = _further(database, where, page + 1, cursor)
        else:
            result = _first(database, where, page + 1, rare=wanted.exact)
    more, hits = len(result.hits) > page, result.hits[:page]
    following = _Cursor(*hits[-1], late=result.late).text() if more else ""
    return FoundPage(
        _shown([pk for _, pk in hits], wanted), result.count, following, result.of_late
    )


@dataclass(frozen=True)
class _Result:
    """`late` is how many the last twelve months have, 0 where that was not asked."""

    hits: list[_Hit]
    count: int
    late: int = 0

    @property
    def of_late(self) -> bool:
        return self.late > 0


def _first(database: Any, where: _Where, size: int, *, rare: bool) -> _Result:
    """The first page. Phrases are rare as a rule, so that everything is asked at once."""
    if not rare:
        late, hits = _all_at_once(database, where.also(*_of_late()), size)
        if late > MANY:
            return _Result(_by_months(database, where, size, None, late), late, late)
        if late >= size:
            return _Result(hits, late, late)
    count, hits = _all_at_once(database, where, size)
    return _Result(hits if count <= MANY else _by_months(database, where, size, None, 0), count)


def _further(database: Any, where: _Where, size: int, cursor: _Cursor) -> _Result:
    if cursor.late:
        return _Result(
            _by_months(database, where, size, cursor, cursor.late), cursor.late, cursor.late
        )
    count, hits = _all_at_once(database, where, size, cursor)
    return _Result(hits if count <= MANY else _by_months(database, where, size, cursor, 0), count)


def exact(wanted: Wanted, *, actor: Appointment) -> list[Found]:
    """Those whose own code is what was typed, a few at most."""
    code = fold(wanted.words)
    if "/" not in code or " " in code:
        return []
    rows = Entry.objects.filter(
        marks__contains=[f"c:{code}"[:40]], marks__overlap=scopes_of(actor)
    ).order_by("-moment")[:5]
    return _shown(list(rows.values_list("pk", flat=True)), wanted)


def _where(wanted: Wanted, actor: Appointment) -> _Where:
    found = _Where("marks && %s::varchar[]", (scopes_of(actor),))
    typed = [
        ("", wanted.words),
        ("title", wanted.title),
        ("author", wanted.author),
        ("people", wanted.people),
    ]
    for asked in words.queries(typed):
        found = found.also("words @@ %s::tsquery", asked)
    if wanted.facets:
        found = found.also("marks @> %s::varchar[]", sorted(wanted.facets))
    if wanted.since or wanted.until:
        since, until = wanted.since or date(1945, 9, 2), wanted.until or clock.today()
        found = found.also("marks && %s::varchar[]", _periods(since, until))
        found = found.also("dated_on BETWEEN %s AND %s", since, until)
    return found


def _periods(since: date, until: date) -> list[str]:
    """The marks of the months of a short time, of the years of a long one."""
    first, last = since.year * 12 + since.month - 1, until.year * 12 + until.month - 1
    if last - first > _MONTHS_BY_DAY:
        return [f"y:{year}" for year in range(since.year, until.year + 1)]
    return [f"d:{_month(number)}" for number in range(first, last + 1)]


def _month(number: int) -> str:
    return f"{number // 12}-{number % 12 + 1:02d}"


@dataclass(frozen=True)
class _Cursor:
    """Where a page ended, and how many the last months had."""

    moment: datetime
    pk: int
    late: int

    def text(self) -> str:
        return f"{self.moment.timestamp():.6f}_{self.pk}_{self.late}"

    @staticmethod
    def read(text: str) -> _Cursor | None:
        """What `text` gives; `None` for what means nothing."""
        try:
            moment, pk, late = text.split("_")
            at = datetime.fromtimestamp(float(moment), tz=UTC)
            return _Cursor(at, int(pk), int(late)) if int(pk) < 2**63 and int(late) >= 0 else None
        except (ValueError, OverflowError, OSError):
            return None


def _before(where: _Where, cursor: _Cursor | None) -> _Where:
    if cursor is None:
        return where
    return where.also("(moment, id) < (%s, %s)", cursor.moment, cursor.pk)


def _of_late() -> tuple[str, list[str]]:
    """The condition of the last twelve months, and the one that has begun."""
    now = clock.now().astimezone(UTC)
    last = now.year * 12 + now.month
    return "marks && %s::varchar[]", times(last - _LATE, last, open_end=True)


def times(first: int, last: int, *, open_end: bool = False) -> list[str]:
    """The marks of the months from `first` to `last` (year * 12 + month - 1), whole years by one
    mark: the index then has two lists to read instead of thirteen.

    With an open end nothing is later than `last`, so that its year is whole if its January is in.
    """
    january = last // 12 * 12
    if open_end and first <= january:
        last = january + 11
    found = []
    while first <= last:
        whole = first % 12 == 0 and first + 11 <= last
        found.append(f"t:{first // 12}" if whole else f"m:{_month(first)}")
        first += 12 if whole else 1
    return found


def _all_at_once(
    database: Any, where: _Where, size: int, cursor: _Cursor | None = None
) -> tuple[int, list[_Hit]]:
    """How many there are (`MANY` + 1 at most), and the first of them; one query."""
    rows = _asked(
        database,
        f"""WITH hits AS MATERIALIZED (
              SELECT id, moment FROM search_entry WHERE {where.sql} LIMIT {MANY + 1})
            SELECT moment, id, (SELECT count(*) FROM hits) FROM hits
            WHERE %s::timestamptz IS NULL OR (moment, id) < (%s, %s)
            ORDER BY moment DESC, id DESC LIMIT {size}""",  # noqa: S608 - no value inside
        [
            *where.values,
            *([cursor.moment, cursor.moment, cursor.pk] if cursor else [None, None, None]),
        ],
    )
    return (rows[0][2] if rows else 0), [(moment, pk) for moment, pk, _ in rows]


def _asked(database: Any, sql: str, values: Sequence[Any]) -> list[Any]:
    """The rows. The settings go along in one message, and end with it (or with a transaction)."""
    database.execute(f"SET LOCAL enable_seqscan = off; SET LOCAL jit = off; {sql}", values)
    while database.nextset():
        pass
    rows: list[Any] = database.fetchall()
    return rows


def _by_months(
    database: Any, where: _Where, size: int, cursor: _Cursor | None, late: int
) -> list[_Hit]:
    """The first of very many: as many months as should fill the page, then ever longer times."""
    found: list[_Hit] = []
    months = min(_LONGEST, 1 + size * _LATE * 3 // 2 // late) if late else _LATE * 2
    for condition, value in _windows(cursor.moment if cursor else None, months):
        found += _asked(
            database,
            f"""SELECT moment, id FROM search_entry
                WHERE {_before(where, cursor).also(condition, value).sql}
                ORDER BY moment DESC, id DESC LIMIT {size - len(found)}""",  # noqa: S608
            _before(where, cursor).also(condition, value).values,
        )
        if len(found) >= size:
            break
    return found


def _windows(start: datetime | None, length: int) -> Iterator[tuple[str, Any]]:
    """Conditions that cut time into pieces, from `start` back; the first of `length` months."""
    at = (start or clock.now()).astimezone(UTC)
    last = at.year * 12 + at.month - 1
    if open_end := start is None:
        last += 1  # a clock that was ahead
    while last > _OLDEST and length <= _LONGEST:
        marks = times(last - length + 1, last, open_end=open_end)
        yield "marks && %s::varchar[]", marks
        last, length, open_end = last - length, length * 2, False
    yield "moment < %s", datetime(last // 12, last % 12 + 1, 1, tzinfo=UTC)


_SHOWN = """
    SELECT id, way, object_id, code, title, author, state, moment, dated_on, urgency, text
    FROM search_entry WHERE id = ANY(%(ids)s)"""


def _shown(ids: list[int], wanted: Wanted) -> list[Found]:
    rows = {row[0]: row for row in run(_SHOWN, {"ids": ids})} if ids else {}
    looked = words.looked_for(wanted.words)
    return [_found(rows[pk], looked) for pk in ids if pk in rows]


def _found(row: tuple[Any, ...], looked: list[str]) -> Found:
    _, *told, text = row
    return Found(*[*told, words.snippet(text, looked) if looked else ""])


_SAVED = Prepared(lambda: SavedSearch.objects.filter(appointment=Given("pk")))


def saved_by(actor: Appointment) -> list[SavedSearch]:
    """The searches that the actor keeps."""
    return _SAVED.rows(pk=actor.pk)


def last_checks() -> QuerySet[Check]:
    """The last comparisons of index and data."""
    return Check.objects.all()[:10]
