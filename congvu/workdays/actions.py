"""Changing the province's calendar."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import F

from congvu.core import clock
from congvu.core.actions import command
from congvu.core.acts import Act, tell, work
from congvu.core.refused import Forbidden, NotFound, Refused
from congvu.directory.models import Appointment
from congvu.workdays import calendar, policy
from congvu.workdays.models import CalendarYear, DayKind, SpecialDay
from congvu.workdays.public_holidays import public_holidays

_FIRST, _AHEAD = 2000, 5


def seed(*years: int) -> list[int]:
    """Put the law's holidays of these years into the table; gives the years that were new.

    A year that already stands in the table is left as people have made it.
    """
    with work():
        known = set(CalendarYear.objects.values_list("year", flat=True))
        new = sorted(set(years) - known)
        CalendarYear.objects.bulk_create([CalendarYear(year=year) for year in new])
        SpecialDay.objects.bulk_create(
            SpecialDay(year_id=year, date=day, name=name, kind=kind)
            for year in new
            for day, (name, kind) in public_holidays(year).items()
        )
        transaction.on_commit(calendar.forget)
    return new


def seed_near() -> list[int]:
    """The table for last year, this one and the two to come; the yearly job and loading call it."""
    this = clock.today().year
    return seed(*range(this - 1, this + 3))


def begin_year(year: int, *, actor: Appointment) -> None:
    """Put the law's holidays of one more year into the table; known ones are left alone."""
    if not policy.may_edit(actor):
        raise Forbidden
    _check_reach(year)
    with work():
        if seed(year):
            tell(
                Act(
                    name="workdays.begin_year",
                    label="Đưa ngày lễ theo luật vào lịch làm việc",
                    agency_id=SpecialDay.agency_id,
                    actor=actor,
                    subject_label=f"Năm {year}",
                )
            )


@command("Thêm ngày vào lịch làm việc", who=policy.may_edit, records=("date", "name", "kind"))
def add_day(day: SpecialDay, *, date: date, name: str, kind: DayKind, actor: Appointment) -> None:
    """Enter a new special day; `Refused(field="date")` if the date stands there already."""
    _write(day, date, name, kind)


@command("Sửa ngày trong lịch làm việc", who=policy.may_edit, records=("date", "name", "kind"))
def change_day(
    day: SpecialDay, *, date: date, name: str, kind: DayKind, actor: Appointment
) -> None:
    """Correct a special day; `Refused(field="date")` if another row has the date."""
    _write(day, date, name, kind)


@command("Xóa ngày khỏi lịch làm việc", who=policy.may_edit)
def remove_day(day: SpecialDay, *, actor: Appointment) -> None:
    """Let a special day be an ordinary one again."""
    found, _ = SpecialDay.objects.filter(pk=day.pk).delete()
    if not found:
        raise NotFound
    _changed(day.year_id)


def _write(day: SpecialDay, on: date, name: str, kind: DayKind) -> None:
    before = day.year_id
    # A first day of a year brings the law's holidays of that year with it.
    _check_reach(on.year)
    seed(on.year)
    day.year_id, day.date, day.name, day.kind = on.year, on, name.strip(), kind
    try:
        with transaction.atomic():
            day.save()
    except IntegrityError:
        raise Refused(f"Ngày {on:%d/%m/%Y} đã có trong lịch.", field="date") from None
    _changed(before, on.year)


def _check_reach(year: int) -> None:
    last = clock.today().year + _AHEAD
    if not _FIRST <= year <= last:
        raise Refused(f"Năm phải từ {_FIRST} đến {last}.", field="date")


def _changed(*years: int | None) -> None:
    CalendarYear.objects.filter(year__in=[year for year in years if year]).update(
        version=F("version") + 1
    )
    transaction.on_commit(calendar.forget)
