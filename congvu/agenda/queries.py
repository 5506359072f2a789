"""What can be asked of the work calendar; a week at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet

from congvu.agenda import policy
from congvu.agenda.models import Entry
from congvu.agenda.types import EntryState
from congvu.core import clock
from congvu.core.prepared import rows_for
from congvu.core.refused import NotFound
from congvu.directory.models import Appointment, Role

LONGEST = timedelta(days=31)
WEEK = timedelta(days=7)
_MOST = 300
_NOON = time(12)


def visible_to(actor: Appointment) -> QuerySet[Entry]:
    """The agency's: what was approved; plans for those who plan, chair or come."""
    rows = Entry.objects.filter(agency=actor.agency_id)
    if policy.sees_plans(actor):
        return rows
    own = Entry.people.through.objects.filter(appointment=actor).values("entry")
    return rows.filter(Q(approved_at__isnull=False) | Q(chair=actor) | Q(pk__in=own))


def entry(pk: int, *, actor: Appointment) -> Entry:
    """One entry; `NotFound` for those who may not see it."""
    rows = visible_to(actor).select_related(
        "agency", "chair__person", "chair__title", "unit", "created_by"
    )
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def monday_of(day: date) -> date:
    """The Monday of the day's week."""
    return day - timedelta(days=day.weekday())


@dataclass(frozen=True)
class Line:
    """An entry on one of its days; `goes_on` after the first."""

    entry: Entry
    first: str
    last: str
    goes_on: bool


@dataclass(frozen=True)
class Day:
    """A day with its two sessions, as the printed calendar has them."""

    date: date
    morning: list[Line]
    afternoon: list[Line]

    @property
    def lines(self) -> list[tuple[str, Line, bool]]:
        """Session, entry, and whether the day was named by a line before."""
        both = [("Sáng", one) for one in self.morning] + [("Chiều", one) for one in self.afternoon]
        return [(session, line, place > 0) for place, (session, line) in enumerate(both)]

    @property
    def today(self) -> bool:
        return self.date == clock.today()


def between(
    first: date, days: int, *, actor: Appointment, chair: int | None = None, mine: bool = False
) -> list[Entry]:
    """What takes place on these days, by its beginning; three queries."""
    return list(_between(first, days, actor, chair, mine=mine))


def _mine_today(actor: Appointment) -> QuerySet[Entry]:
    return _between(clock.today(), 1, actor, None, mine=True)


def _between(
    first: date, days: int, actor: Appointment, chair: int | None, *, mine: bool
) -> QuerySet[Entry]:
    begin, end = clock.start_of(first), clock.start_of(first + timedelta(days=days))
    rows = visible_to(actor).filter(
        starts_at__gte=begin - LONGEST, starts_at__lt=end, ends_at__gt=begin
    )
    if chair is not None:
        rows = rows.filter(chair=chair)
    if mine:
        rows = rows.filter(
            Q(chair=actor)
            | Q(pk__in=Entry.people.through.objects.filter(appointment=actor).values("entry"))
        )
    whole = rows.select_related("chair__person", "chair__title", "unit", "created_by")
    return whole.prefetch_related("people__person", "people__title")[:_MOST]


def days_of(entries: list[Entry], first: date, days: int = 7) -> list[Day]:
    """The entries laid out by day and session."""
    laid = [Day(first + timedelta(days=n), [], []) for n in range(days)]
    for one in entries:
        begin, end = clock.local(one.starts_at), clock.local(one.ends_at)
        for day in laid:
            if begin.date() <= day.date <= end.date() and clock.start_of(day.date) < one.ends_at:
                goes_on = day.date > begin.date()
                line = Line(
                    one,
                    "" if goes_on else f"{begin:%H:%M}",
                    f"{end:%H:%M}" if day.date == end.date() else "",
                    goes_on,
                )
                morning = goes_on or begin.time() < _NOON
                (day.morning if morning else day.afternoon).append(line)
    return laid


def leaders_of(actor: Appointment) -> list[Appointment]:
    """The agency's leaders, the highest titles first, twenty at most: each has a calendar."""
    rows = Appointment.objects.in_force().whole()
    return list(rows.filter(agency=actor.agency_id, role=Role.LEADER)[:20])


def today_of(actor: Appointment) -> list[Line]:
    """What the actor chairs or comes to today."""
    today = clock.today()
    found = rows_for(_mine_today, actor=actor)
    (day,) = days_of([one for one in found if one.state != EntryState.CANCELLED], today, 1)
    return [*day.morning, *day.afternoon]


def to_approve(monday: date, *, actor: Appointment) -> list[Entry]:
    """What of the week is not yet approved."""
    rows = Entry.objects.filter(
        agency=actor.agency_id,
        state=EntryState.PLANNED,
        starts_at__gte=clock.start_of(monday),
        starts_at__lt=clock.start_of(monday + WEEK),
    )
    return list(rows.prefetch_related("people__person").select_related("chair__person"))


def was_approved(monday: date, *, agency_id: int) -> bool:
    """Whether something of the week was approved before."""
    return Entry.objects.filter(
        agency=agency_id,
        approved_at__isnull=False,
        starts_at__gte=clock.start_of(monday),
        starts_at__lt=clock.start_of(monday + WEEK),
    ).exists()


def clashing(
    chair: Appointment, starts_at: datetime, ends_at: datetime, *, but: int | None = None
) -> Entry | None:
    """Something else that the leader chairs at that time."""
    rows = Entry.objects.filter(chair=chair, starts_at__lt=ends_at, ends_at__gt=starts_at)
    rows = rows.filter(starts_at__gte=starts_at - LONGEST).exclude(state=EntryState.CANCELLED)
    return rows.exclude(pk=but or 0).first()
