"""What a day begins with: what waits, what is late, three figures with their trend."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.db.models import Case, DateField, F, QuerySet, When

from congvu.core import clock
from congvu.core.prepared import Given, List, Prepared, counts_of, rows_for
from congvu.core.statements import run
from congvu.directory.models import Appointment, Role
from congvu.documents.models import Assignment, Incoming, Opinion, Outgoing
from congvu.documents.queries import incoming_boxes, lists, outgoing_boxes
from congvu.documents.types import OPEN_SHARES, Part, Urgency
from congvu.workdays.queries import add_working_days

_PRESSING = Case(
    *(When(urgency=level, then=place) for place, level in enumerate(reversed(Urgency)))
)  # the most urgent first
SHOWN = 5
SHOWN_DUE = 10
SOON = 3


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
    found = rows_for(_FIRST_OUT[name], actor=actor)
    count = _count((outgoing_boxes.branches, name), len(found), actor)
    return Waiting("outgoing", name, label, count, found, [])


def _first_out(actor: Appointment, name: str) -> QuerySet[Outgoing]:
    rows = outgoing_boxes.box(name, actor=actor).select_related("drafter__person")
    return rows.order_by(_PRESSING, "held_since", "pk")[:SHOWN]


_FIRST_OUT = {name: partial(_first_out, name=name) for name in ("to_issue", "to_do", "opinions")}


def _incoming(name: str, label: str, actor: Appointment) -> Waiting:
    found = rows_for(_FIRST_IN[name], actor=actor)
    count = _count((incoming_boxes.branches, name), len(found), actor)
    return Waiting("incoming", name, label, count, [], lists.rows_of(found, actor=actor))


def _first_in(actor: Appointment, name: str) -> QuerySet[Incoming]:
    rows = incoming_boxes.box(name, actor=actor).select_related("holder__person")
    return rows.order_by(_PRESSING, F("due_on").asc(nulls_last=True), "arrived_at")[:SHOWN]


_FIRST_IN = {name: partial(_first_in, name=name) for name in ("arrived", "to_do")}


def _count(waiting: List, shown: int, actor: Appointment) -> int:
    return counts_of([waiting], actor=actor)[0] if shown == SHOWN else shown


def given_and_late(actor: Appointment) -> list[Assignment]:
    """The shares that the actor gave, still open after their day; the latest first, ten at most."""
    return rows_for(_given_and_late, actor=actor)


def _given_and_late(actor: Appointment) -> QuerySet[Assignment]:
    rows = Assignment.objects.filter(given_by=actor, due_on__lt=clock.today())
    rows = rows.filter(state__in=OPEN_SHARES).exclude(part=Part.INFORMED)
    whole = rows.select_related("incoming", "assignee__person", "assignee__unit")
    return whole.order_by("due_on")[:10]


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
    found = [
        Due(
            "incoming",
            share.incoming_id,
            share.incoming.code,
            share.incoming.abstract,
            share.get_part_display(),
            share.due_on or last,
        )
        for share in _DUE_SHARES.rows(actor=actor.pk, last=last)
    ]
    found += [
        Due(
            "outgoing",
            one.outgoing_id,
            one.outgoing.document_type.name,
            one.outgoing.abstract,
            "xin ý kiến ông/bà",
            one.due_on or last,
        )
        for one in _DUE_OPINIONS.rows(actor=actor.pk, last=last)
    ]
    return sorted(found, key=lambda one: one.due_on)[:SHOWN_DUE]


def _due_shares() -> QuerySet[Assignment]:
    rows = Assignment.objects.filter(
        assignee=Given("actor"), due_on__lte=_LAST, state__in=OPEN_SHARES
    )
    rows = rows.exclude(part=Part.INFORMED).select_related("incoming")
    return rows.order_by("due_on", "pk")[:SHOWN_DUE]


def _due_opinions() -> QuerySet[Opinion]:
    rows = Opinion.objects.filter(asked=Given("actor"), answered_at=None, due_on__lte=_LAST)
    return rows.select_related("outgoing").order_by("due_on", "pk")[:SHOWN_DUE]


_LAST: Any = Given("last", DateField())
_DUE_SHARES, _DUE_OPINIONS = Prepared(_due_shares), Prepared(_due_opinions)


_FIGURES = """
SELECT received, received_before, in_time, in_time_before, overdue, ended_late + still_late
FROM (
  SELECT count(*) FILTER (WHERE arrived_at >= %(month)s) AS received,
    count(*) FILTER (WHERE arrived_at < %(month)s) AS received_before
  FROM documents_incoming WHERE agency_id = %(agency)s AND arrived_at >= %(month_before)s
) came, (
  SELECT count(*) FILTER (WHERE timely AND finished_at >= %(month)s) AS in_time,
    count(*) FILTER (WHERE timely AND finished_at < %(month)s) AS in_time_before,
    count(*) FILTER (WHERE due_on < %(first)s AND finished_at >= %(month)s) AS ended_late
  FROM documents_incoming, LATERAL (
    SELECT due_on IS NULL
      OR due_on >= (finished_at AT TIME ZONE INTERVAL '7 hours')::date AS timely
  ) held
  WHERE agency_id = %(agency)s AND finished_at >= %(month_before)s
) ended, (
  SELECT count(*) AS overdue, count(*) FILTER (WHERE due_on < %(first)s) AS still_late
  FROM documents_incoming
  WHERE agency_id = %(agency)s AND state IN ('registered', 'assigned') AND due_on < %(today)s
) late
"""
"""Overdue at the end of last month: due before this month, and not finished before it."""


def figures_of(actor: Appointment) -> Figures:
    """Of the agency, this month and the month before; one query over three indexes."""
    today = clock.today()
    first = today.replace(day=1)
    values = {
        "agency": actor.agency_id,
        "month": clock.start_of(first),
        "month_before": clock.start_of(_month_before(first)),
        "first": first,
        "today": today,
    }
    return Figures(*run(_FIGURES, values)[0])


def _month_before(first: date) -> date:
    return (
        first.replace(year=first.year - 1, month=12)
        if first.month == 1
        else first.replace(month=first.month - 1)
    )
