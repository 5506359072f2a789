"""What a day begins with: what waits, what is late, three figures with their trend."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Case, Count, F, Q, When
from django.utils import timezone

from congvu.core import clock
from congvu.directory.models import Appointment, Role
from congvu.documents.models import Assignment, Incoming, Outgoing
from congvu.documents.queries import incoming_boxes, lists, outgoing_boxes
from congvu.documents.types import OPEN_SHARES, Part, Urgency

_PRESSING = Case(
    *(When(urgency=level, then=place) for place, level in enumerate(reversed(Urgency)))
)  # the most urgent first
SHOWN = 5
MANY = 100


@dataclass(frozen=True)
class Waiting:
    """One kind of work that waits: how much (100 at most), and the first few of it."""

    way: str
    box: str
    label: str
    count: int
    documents: list[Outgoing]
    rows: list[lists.Row]


@dataclass(frozen=True)
class Figures:
    """The month so far, and the whole month before."""

    received: int
    received_before: int
    in_time: int
    in_time_before: int
    overdue: int
    overdue_before: int


_IN = {
    Role.CLERK: [("arrived", "Chờ vào sổ")],
    Role.LEADER: [("to_do", "Chờ tôi chỉ đạo")],
}
_OUT = {
    Role.CLERK: [("to_issue", "Chờ phát hành"), ("opinions", "Xin ý kiến tôi")],
    Role.LEADER: [("to_do", "Chờ tôi ký"), ("opinions", "Xin ý kiến tôi")],
    Role.UNIT_HEAD: [("to_do", "Chờ tôi ký, chuyển trình"), ("opinions", "Xin ý kiến tôi")],
}
_WORKING = {Role.CLERK, Role.LEADER, Role.UNIT_HEAD, Role.SPECIALIST, Role.DESK_OFFICER}


def waiting_for(actor: Appointment) -> list[Waiting]:
    """What waits for the role; at most three kinds, a few queries each."""
    role = Role(actor.role)
    if role not in _WORKING:
        return []
    found = [_outgoing(name, label, actor) for name, label in _OUT.get(role, _OPINIONS)]
    found += [_incoming(name, label, actor) for name, label in _IN.get(role, _HANDLING)]
    return found


_OPINIONS = [("opinions", "Xin ý kiến tôi")]
_HANDLING = [("to_do", "Chờ tôi xử lý")]


def _outgoing(name: str, label: str, actor: Appointment) -> Waiting:
    rows = outgoing_boxes.box(name, actor=actor).select_related("drafter__person")
    found = list(rows.order_by(_PRESSING, "held_since", "pk")[:SHOWN])
    count = rows[:MANY].count() if len(found) == SHOWN else len(found)
    return Waiting("outgoing", name, label, count, found, [])


def _incoming(name: str, label: str, actor: Appointment) -> Waiting:
    rows = incoming_boxes.box(name, actor=actor).select_related("holder__person")
    found = list(rows.order_by(_PRESSING, F("due_on").asc(nulls_last=True), "arrived_at")[:SHOWN])
    count = rows[:MANY].count() if len(found) == SHOWN else len(found)
    return Waiting("incoming", name, label, count, [], lists.rows_of(found, actor=actor))


def given_and_late(actor: Appointment) -> list[Assignment]:
    """The shares that the actor gave, still open after their day; the latest first, ten at most."""
    rows = Assignment.objects.filter(given_by=actor, due_on__lt=clock.today())
    rows = rows.filter(state__in=OPEN_SHARES).exclude(part=Part.INFORMED)
    return list(
        rows.select_related("incoming", "assignee__person", "assignee__unit").order_by("due_on")[
            :10
        ]
    )


def figures_of(actor: Appointment) -> Figures:
    """Of the agency, this month and the month before; one query."""
    first = clock.today().replace(day=1)
    before = _month_before(first)
    this = Q(arrived_at__gte=_start(first))
    last = Q(arrived_at__gte=_start(before), arrived_at__lt=_start(first))
    done = Q(finished_at__isnull=False) & (
        Q(due_on__isnull=True) | Q(due_on__gte=F("finished_at__date"))
    )
    open_late = Q(due_on__lt=clock.today(), finished_at__isnull=True)
    # Overdue at the end of last month: due before this month, and not finished before it.
    was_late = Q(due_on__lt=first) & (
        Q(finished_at__isnull=True) | Q(finished_at__gte=_start(first))
    )
    counts = Incoming.objects.filter(agency=actor.agency_id).aggregate(
        received=Count("pk", filter=this),
        received_before=Count("pk", filter=last),
        in_time=Count("pk", filter=done & Q(finished_at__gte=_start(first))),
        in_time_before=Count(
            "pk",
            filter=done & Q(finished_at__gte=_start(before), finished_at__lt=_start(first)),
        ),
        overdue=Count("pk", filter=open_late),
        overdue_before=Count("pk", filter=was_late),
    )
    return Figures(**counts)


def _month_before(first: date) -> date:
    return (
        first.replace(year=first.year - 1, month=12)
        if first.month == 1
        else first.replace(month=first.month - 1)
    )


def _start(day: date) -> datetime:
    return datetime.combine(day, time.min, timezone.get_current_timezone())
