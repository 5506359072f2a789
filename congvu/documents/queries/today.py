"""What a day begins with: what waits, what is late, three figures with their trend."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Case, Count, F, Q, When
from django.utils import timezone

from congvu.core import clock
from congvu.directory.models import Appointment, Role
from congvu.documents.models import Assignment, Incoming, Opinion, Outgoing
from congvu.documents.queries import incoming_boxes, lists, outgoing_boxes
from congvu.documents.queries.figures import DayOf
from congvu.documents.types import OPEN_SHARES, IncomingState, Part, Urgency
from congvu.workdays.queries import add_working_days

_PRESSING = Case(
    *(When(urgency=level, then=place) for place, level in enumerate(reversed(Urgency)))
)  # the most urgent first
SHOWN = 5
_OPEN = [IncomingState.REGISTERED, IncomingState.ASSIGNED]
SHOWN_DUE = 10
SOON = 3
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


@dataclass(frozen=True)
class Due:
    """Something that the person owes by a day: a share, or an opinion."""

    way: str
    pk: int
    code: str
    about: str
    what: str
    due_on: date


def due_of(actor: Appointment) -> list[Due]:
    """What is late, due today or within three working days; the oldest first. Two queries."""
    last = add_working_days(clock.today(), SOON)
    shares = Assignment.objects.filter(
        assignee=actor, due_on__lte=last, state__in=OPEN_SHARES
    ).exclude(part=Part.INFORMED)
    found = [
        Due(
            "incoming",
            share.incoming_id,
            share.incoming.code,
            share.incoming.abstract,
            share.get_part_display(),
            share.due_on or last,
        )
        for share in shares.select_related("incoming").order_by("due_on", "pk")[:SHOWN_DUE]
    ]
    opinions = Opinion.objects.filter(asked=actor, answered_at=None, due_on__lte=last)
    found += [
        Due(
            "outgoing",
            one.outgoing_id,
            one.outgoing.document_type.name,
            one.outgoing.abstract,
            "xin ý kiến ông/bà",
            one.due_on or last,
        )
        for one in opinions.select_related("outgoing").order_by("due_on", "pk")[:SHOWN_DUE]
    ]
    return sorted(found, key=lambda one: one.due_on)[:SHOWN_DUE]


def figures_of(actor: Appointment) -> Figures:
    """Of the agency, this month and the month before; three queries, each on its own index."""
    first = clock.today().replace(day=1)
    before, start = _month_before(first), _start(first)
    rows = Incoming.objects.filter(agency=actor.agency_id)
    came = rows.filter(arrived_at__gte=_start(before)).aggregate(
        received=Count("agency", filter=Q(arrived_at__gte=start)),
        received_before=Count("agency", filter=Q(arrived_at__lt=start)),
    )
    in_time = Q(due_on__isnull=True) | Q(due_on__gte=DayOf("finished_at"))
    ended = rows.filter(finished_at__gte=_start(before)).aggregate(
        in_time=Count("agency", filter=in_time & Q(finished_at__gte=start)),
        in_time_before=Count("agency", filter=in_time & Q(finished_at__lt=start)),
        ended_late=Count("agency", filter=Q(due_on__lt=first, finished_at__gte=start)),
    )
    late = rows.filter(state__in=_OPEN, due_on__lt=clock.today()).aggregate(
        overdue=Count("agency"), still_late=Count("agency", filter=Q(due_on__lt=first))
    )
    # Overdue at the end of last month: due before this month, and not finished before it.
    overdue_before = ended.pop("ended_late") + late.pop("still_late")
    return Figures(**came, **ended, **late, overdue_before=overdue_before)


def _month_before(first: date) -> date:
    return (
        first.replace(year=first.year - 1, month=12)
        if first.month == 1
        else first.replace(month=first.month - 1)
    )


def _start(day: date) -> datetime:
    return datetime.combine(day, time.min, timezone.get_current_timezone())
