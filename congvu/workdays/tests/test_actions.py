from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from congvu.core import clock
from congvu.core.refused import Forbidden, Refused
from congvu.directory.models import Appointment, Role
from congvu.directory.tests.factories import AppointmentFactory, Office
from congvu.workdays import calendar, queries
from congvu.workdays.actions import add_day, change_day, remove_day, seed, seed_near
from congvu.workdays.models import DayKind, SpecialDay

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(office: Office) -> Appointment:
    return AppointmentFactory(agency=office.agency, role=Role.PROVINCE_ADMINISTRATOR)


@pytest.fixture(autouse=True)
def in_2026():  # type: ignore[no-untyped-def]
    with clock.fixed(datetime(2026, 4, 1, 2, tzinfo=UTC)):
        yield


def test_the_near_years_are_seeded_once() -> None:
    assert seed_near() == [2025, 2026, 2027, 2028]
    assert seed_near() == []
    assert SpecialDay.objects.get(date="2026-02-17").name == "Tết Nguyên Đán"
    assert SpecialDay.objects.get(date="2025-04-26").kind == DayKind.WORKING


def test_what_people_removed_is_not_seeded_again(keeper: Appointment) -> None:
    seed_near()
    remove_day(SpecialDay.objects.get(date="2026-08-31"), actor=keeper)

    seed_near()

    assert not SpecialDay.objects.filter(date="2026-08-31").exists()


def test_an_exchange_of_days_is_entered(
    keeper: Appointment,
    django_capture_on_commit_callbacks,  # type: ignore[no-untyped-def]
) -> None:
    assert queries.is_working_day(date(2026, 1, 2))

    with django_capture_on_commit_callbacks(execute=True):
        off, worked = date(2026, 1, 2), date(2026, 1, 10)
        add_day(SpecialDay(), date=off, name="Nghỉ", kind=DayKind.OFF, actor=keeper)
        add_day(SpecialDay(), date=worked, name="Bù", kind=DayKind.WORKING, actor=keeper)

    assert not queries.is_working_day(off)
    assert queries.is_working_day(worked)
    assert not queries.is_working_day(date(2026, 2, 17)), "the year's holidays came along"


def test_a_change_raises_the_version(keeper: Appointment) -> None:
    seed(2026)
    before = calendar.current().version
    day = SpecialDay.objects.get(date="2026-08-31")
    change_day(day, date=day.date, name="Nghỉ bù", kind=DayKind.OFF, actor=keeper)
    calendar.forget()

    assert calendar.current().version == before + 1


def test_a_date_stands_once(keeper: Appointment) -> None:
    with pytest.raises(Refused, match="02/09/2026 đã có") as refused:
        add_day(SpecialDay(), date=date(2026, 9, 2), name="Lễ", kind=DayKind.OFF, actor=keeper)

    assert refused.value.field == "date"


@pytest.mark.parametrize("year", [1990, 2040])
def test_a_year_out_of_reach_is_refused(keeper: Appointment, year: int) -> None:
    with pytest.raises(Refused, match="Năm phải từ"):
        add_day(SpecialDay(), date=date(year, 1, 5), name="x", kind=DayKind.OFF, actor=keeper)


def test_only_the_province_changes_it(office: Office) -> None:
    with pytest.raises(Forbidden):
        add_day(
            SpecialDay(),
            date=date(2026, 1, 2),
            name="x",
            kind=DayKind.OFF,
            actor=office.administrator,
        )
