"""Statistics: each figure is a rule under a name, counted and listed by the same rule.

Three bases: documents that came, shares in handling them, documents issued. A period speaks of the
moment on which its basis has an index with all that is counted (Annex VI of NĐ 30/2020: the two
reports on the situation are the tables of the first and the last).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, DateField, F, Func, Q, QuerySet
from django.utils import timezone

from congvu.core import clock
from congvu.directory.models import Appointment, Role, Unit
from congvu.documents.doctypes import BY_CODE
from congvu.documents.models import Assignment, Incoming, Outgoing
from congvu.documents.queries.incoming import visible_to
from congvu.documents.types import AssignmentState, IncomingState, OutgoingState, Part, Urgency

WIDE = frozenset({Role.CLERK, Role.LEADER})
LONGEST = 366
_DAYS_SHOWN = 31


@dataclass(frozen=True)
class Figure:
    """What is counted; the period speaks of `moment`, or of nothing where it stands as of today."""

    label: str
    rule: Callable[[], Q]
    moment: str
    late: bool = False


@dataclass(frozen=True)
class Basis:
    """What lies on the table; `columns` are shown in it, `parts` are drawn and make up the first.

    `key` is the moment by which its list is ordered.
    """

    title: str
    figures: Mapping[str, Figure]
    columns: tuple[str, ...]
    parts: tuple[str, ...]
    key: str


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


class DayOf(Func):
    """The day in Vietnam of a moment: its hours have been seven ahead of UTC since 1975.

    PostgreSQL looks a zone up by name for each row, which costs ten times the counting itself.
    """

    template = "((%(expressions)s AT TIME ZONE INTERVAL '7 hours')::date)"
    output_field = DateField()


class MonthOf(Func):
    """The first day of the month in which the moment lies."""

    template = "(date_trunc('month', %(expressions)s AT TIME ZONE INTERVAL '7 hours')::date)"
    output_field = DateField()


def _today() -> date:
    return clock.today()


def _open_late() -> Q:
    return Q(due_on__lt=_today())


def _open_in_time() -> Q:
    return Q(due_on__isnull=True) | Q(due_on__gte=_today())


def _done_in_time(moment: str) -> Q:
    return Q(due_on__isnull=True) | Q(due_on__gte=DayOf(moment))


def _done_late(moment: str) -> Q:
    return Q(due_on__lt=DayOf(moment))


_HANDLED = [IncomingState.REGISTERED, IncomingState.ASSIGNED]
_CAME: dict[str, Figure] = {
    "received": Figure("Văn bản đến", Q, "arrived_at"),
    "arrived": Figure("Chờ vào sổ", lambda: Q(state=IncomingState.ARRIVED), "arrived_at"),
    "waiting": Figure(
        "Chờ chỉ đạo", lambda: Q(state=IncomingState.REGISTERED) & _open_in_time(), "arrived_at"
    ),
    "open": Figure(
        "Đang xử lý trong hạn",
        lambda: Q(state=IncomingState.ASSIGNED) & _open_in_time(),
        "arrived_at",
    ),
    "late": Figure(
        "Quá hạn chưa xong",
        lambda: Q(state__in=_HANDLED) & _open_late(),
        "arrived_at",
        late=True,
    ),
    "done": Figure(
        "Xong đúng hạn",
        lambda: Q(state=IncomingState.FINISHED) & _done_in_time("finished_at"),
        "arrived_at",
    ),
    "done_late": Figure(
        "Xong quá hạn",
        lambda: Q(state=IncomingState.FINISHED) & _done_late("finished_at"),
        "arrived_at",
        late=True,
    ),
    "returned": Figure("Trả lại", lambda: Q(state=IncomingState.RETURNED), "arrived_at"),
    "finished_in_time": Figure(
        "Xử lý đúng hạn",
        lambda: Q(finished_at__isnull=False) & _done_in_time("finished_at"),
        "finished_at",
    ),
    "late_now": Figure("Đang quá hạn", lambda: Q(state__in=_HANDLED) & _open_late(), "", late=True),
}
_NOT_DONE = [AssignmentState.WAITING, AssignmentState.IN_PROGRESS]
_GIVEN: dict[str, Figure] = {
    "given": Figure("Việc được giao", Q, "given_at"),
    "waiting": Figure(
        "Chưa tiếp nhận", lambda: Q(state=AssignmentState.WAITING) & _open_in_time(), "given_at"
    ),
    "open": Figure(
        "Đang xử lý trong hạn",
        lambda: Q(state=AssignmentState.IN_PROGRESS) & _open_in_time(),
        "given_at",
    ),
    "late": Figure(
        "Quá hạn chưa xong",
        lambda: Q(state__in=_NOT_DONE) & _open_late(),
        "given_at",
        late=True,
    ),
    "done": Figure(
        "Xong đúng hạn",
        lambda: Q(state=AssignmentState.DONE) & _done_in_time("done_at"),
        "given_at",
    ),
    "done_late": Figure(
        "Xong quá hạn",
        lambda: Q(state=AssignmentState.DONE) & _done_late("done_at"),
        "given_at",
        late=True,
    ),
    "late_now": Figure(
        "Đang quá hạn", lambda: Q(state__in=_NOT_DONE) & _open_late(), "", late=True
    ),
    "open_now": Figure("Đang xử lý", lambda: Q(state__in=_NOT_DONE), ""),
}
_ISSUED: dict[str, Figure] = {
    "issued": Figure("Văn bản đã ban hành", Q, "issued_at"),
    "decisions": Figure("Quyết định", lambda: Q(kind="decision"), "issued_at"),
    "letters": Figure("Công văn", lambda: Q(kind="letter"), "issued_at"),
    "others": Figure("Loại khác", lambda: ~Q(kind__in=["decision", "letter"]), "issued_at"),
    "urgent": Figure("Văn bản khẩn", lambda: ~Q(urgency=Urgency.NORMAL), "issued_at"),
    "replies": Figure("Trả lời văn bản đến", lambda: Q(reply_to__isnull=False), "issued_at"),
}
BASES: dict[str, Basis] = {
    "van-ban": Basis(
        "Văn bản đến",
        _CAME,
        ("received", "arrived", "waiting", "open", "late", "done", "done_late", "returned"),
        ("done", "open", "waiting", "arrived", "returned", "done_late", "late"),
        "arrived_at",
    ),
    "phan-viec": Basis(
        "Phần việc được giao",
        _GIVEN,
        ("given", "waiting", "open", "late", "done", "done_late"),
        ("done", "open", "waiting", "done_late", "late"),
        "given_at",
    ),
    "ban-hanh": Basis(
        "Văn bản đã ban hành",
        _ISSUED,
        ("issued", "decisions", "letters", "others", "urgent", "replies"),
        ("decisions", "letters", "others"),
        "issued_at",
    ),
}


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
    rows = Assignment.objects.filter(agency=actor.agency_id).exclude(part=Part.INFORMED)
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
    rows = Outgoing.objects.filter(agency=scope.actor.agency_id, state=OutgoingState.ISSUED)
    if scope.unit_id is not None:
        rows = rows.filter(unit=scope.unit_id or None)
    if scope.person_id is not None:
        rows = rows.filter(drafter=scope.person_id)
    return rows


def within(rows: QuerySet[Any], moment: str, span: Span) -> QuerySet[Any]:
    """Those whose moment lies in the span; all where there is no moment."""
    if not moment:
        return rows
    first, after = start_of(span.first), start_of(span.last + timedelta(days=1))
    return rows.filter(**{f"{moment}__gte": first, f"{moment}__lt": after})


def start_of(day: date) -> datetime:
    return datetime.combine(day, time.min, timezone.get_current_timezone())


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
