"""Statistics: each figure is a rule under a name, counted and listed by the same rule.

Three bases: documents that came, shares in handling them, documents issued. A period speaks of the
moment on which its basis has an index with all that is counted (Annex VI of NĐ 30/2020: the two
reports on the situation are the tables of the first and the last).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, QuerySet

from congvu.core import clock
from congvu.directory.models import Appointment, Role, Unit
from congvu.documents.doctypes import BY_CODE
from congvu.documents.models import Assignment, Incoming, Outgoing
from congvu.documents.queries.figures import BASES, DayOf, MonthOf
from congvu.documents.queries.incoming import visible_to
from congvu.documents.queries.outgoing import OUT
from congvu.documents.types import (
    OPEN_SHARES,
    AssignmentState,
    Part,
)

WIDE = frozenset({Role.CLERK, Role.LEADER})
LONGEST = 366
_DAYS_SHOWN = 31


@dataclass(frozen=True)
class Scope:
    """Whose: the whole agency, a unit (0: of no unit), a person; `top` leaves out what a head of
    unit has handed down; `given` is what the actor gave to others.
    """

    actor: Appointment
    unit_id: int | None = None
    person_id: int | None = None
    top: bool = False
    given: bool = False


@dataclass(frozen=True)
class Span:
    """From a day to a day, both included."""

    first: date
    last: date


@dataclass(frozen=True)
class Line:
    """One line of a table, and what narrows the list down to it."""

    label: str
    counts: Mapping[str, int]
    scope: Scope
    span: Span
    kind: str = ""


def scope_of(actor: Appointment, *, unit_id: int | None, person_id: int | None) -> Scope:
    """What the role lets one see: clerks and leaders the agency, heads their unit, others their
    own.
    """
    if actor.role in WIDE:
        return Scope(actor, unit_id, person_id)
    if actor.role == Role.UNIT_HEAD and actor.unit_id:
        return Scope(actor, actor.unit_id, person_id)
    return Scope(actor, None, actor.pk)


def rows_of(base: str, scope: Scope) -> QuerySet[Any]:
    """All that the basis holds for the scope."""
    return {"van-ban": _documents, "phan-viec": _shares, "ban-hanh": _issued}[base](scope)


def _documents(scope: Scope) -> QuerySet[Incoming]:
    return visible_to(scope.actor)


def _shares(scope: Scope) -> QuerySet[Assignment]:
    actor = scope.actor
    mine = [*OPEN_SHARES, AssignmentState.DONE]  # what was passed back or stopped is nobody's
    rows = Assignment.objects.filter(agency=actor.agency_id, state__in=mine)
    rows = rows.exclude(part=Part.INFORMED)
    if scope.given:
        return rows.filter(given_by=actor)
    if actor.role not in WIDE and scope.person_id != actor.pk:
        rows = rows.filter(incoming__in=visible_to(actor).values("pk"))
    if scope.unit_id is not None:
        rows = rows.filter(assignee__unit=scope.unit_id or None)
    if scope.person_id is not None:
        return rows.filter(assignee=scope.person_id)
    return rows.filter(parent=None) if scope.top else rows


def _issued(scope: Scope) -> QuerySet[Outgoing]:
    """Those that clerks and leaders see of the agency, heads of their unit, drafters of their own.

    All of them are among what the actor may see.
    """
    rows = Outgoing.objects.filter(agency=scope.actor.agency_id, state__in=OUT)
    if scope.unit_id is not None:
        rows = rows.filter(unit=scope.unit_id or None)
    if scope.person_id is not None:
        rows = rows.filter(drafter=scope.person_id)
    return rows


def within(rows: QuerySet[Any], moment: str, span: Span) -> QuerySet[Any]:
    """Those whose moment lies in the span; all where there is no moment."""
    if not moment:
        return rows
    first, after = clock.start_of(span.first), clock.start_of(span.last + timedelta(days=1))
    return rows.filter(**{f"{moment}__gte": first, f"{moment}__lt": after})


def listed(base: str, figure: str, scope: Scope, span: Span, kind: str = "") -> QuerySet[Any]:
    """Exactly what the figure counts."""
    chosen = BASES[base].figures[figure]
    rows = within(rows_of(base, scope), chosen.moment, span).filter(chosen.rule())
    return rows.filter(kind=kind) if kind else rows


def total(base: str, scope: Scope, span: Span) -> Line:
    """All figures of the basis in one line; one query."""
    found = _counted(base, scope, span, F("agency"))
    return Line("Tổng cộng", _sum(base, found.values()), scope, span)


def lines(base: str, group: str, scope: Scope, span: Span) -> list[Line]:
    """The table's lines by unit, person, time or kind, the total last; at most two queries."""
    found = _GROUPS[group](base, scope, span)
    if not found:
        return []
    counts = _sum(base, (line.counts for line in found))
    return [*found, Line("Tổng cộng", counts, scope, span)]


def _sum(base: str, rows: Iterable[Mapping[str, int]]) -> dict[str, int]:
    summed = dict.fromkeys(BASES[base].columns, 0)
    for row in rows:
        for name in summed:
            summed[name] += row[name]
    return summed


def _counted(base: str, scope: Scope, span: Span, key: Any) -> dict[Any, dict[str, int]]:
    """The figures by the key; one query along one index."""
    basis = BASES[base]
    counts = {
        name: Count("agency", filter=basis.figures[name].rule() or None) for name in basis.columns
    }
    rows = within(rows_of(base, scope), basis.key, span).order_by().values(key=key)
    found = rows.annotate(**counts)
    return {row["key"]: {name: row[name] for name in counts} for row in found}


def _by_person(base: str, scope: Scope, span: Span) -> list[Line]:
    found = _counted(base, scope, span, F("assignee" if base == "phan-viec" else "drafter"))
    people = _people(found)
    made = [
        Line(
            people[key].person.name,
            counts,
            replace(scope, person_id=key, unit_id=None, top=False),
            span,
        )
        for key, counts in found.items()
    ]
    return sorted(made, key=lambda line: line.label)


def _people(keys: Iterable[int]) -> dict[int, Appointment]:
    return Appointment.objects.select_related("person", "unit").in_bulk(list(keys))


def _by_unit(base: str, scope: Scope, span: Span) -> list[Line]:
    """Shares are counted by person, for the unit stands with the person's post."""
    found = _counted(base, scope, span, F("assignee" if base == "phan-viec" else "unit"))
    people = _people(found) if base == "phan-viec" else {}
    held: dict[int, list[dict[str, int]]] = {}
    for key, counts in found.items():
        unit_id = people[key].unit_id if people else key
        held.setdefault(unit_id or 0, []).append(counts)
    units = Unit.objects.in_bulk([key for key in held if key])

    def place(key: int) -> tuple[int, str]:
        return (units[key].position, units[key].name) if key else (-1, "")

    return [
        Line(
            units[key].name if key else "Lãnh đạo cơ quan",
            _sum(base, held[key]),
            replace(scope, unit_id=key),
            span,
        )
        for key in sorted(held, key=place)
    ]


def _by_time(base: str, scope: Scope, span: Span) -> list[Line]:
    """By day where the span is a month at most, else by month."""
    daily = (span.last - span.first).days < _DAYS_SHOWN
    key = BASES[base].key
    found = _counted(base, scope, span, DayOf(key) if daily else MonthOf(key))
    made = []
    for day in sorted(found):
        part = Span(day, day) if daily else _month_within(day, span)
        label = f"{day:%d/%m/%Y}" if daily else f"Tháng {day:%m/%Y}"
        made.append(Line(label, found[day], scope, part))
    return made


def _month_within(first: date, span: Span) -> Span:
    after = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    return Span(max(first, span.first), min(after - timedelta(days=1), span.last))


def _by_kind(base: str, scope: Scope, span: Span) -> list[Line]:
    found = _counted(base, scope, span, F("kind"))
    order = sorted(found, key=lambda kind: -found[kind][BASES[base].columns[0]])
    return [Line(BY_CODE[kind].name, found[kind], scope, span, kind) for kind in order]


_GROUPS: dict[str, Callable[[str, Scope, Span], list[Line]]] = {
    "don-vi": _by_unit,
    "nguoi": _by_person,
    "thoi-gian": _by_time,
    "loai": _by_kind,
}
