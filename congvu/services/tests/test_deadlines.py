"""Legal time, against a calendar that people know: April and May of 2020."""

from __future__ import annotations

from datetime import datetime

import pytest

from congvu.core import clock
from congvu.services import deadlines
from congvu.services.definitions import Term, TermUnit
from congvu.workdays.actions import seed

pytestmark = pytest.mark.django_db
DAYS, HOURS, PLAIN = TermUnit.WORKING_DAYS, TermUnit.WORKING_HOURS, TermUnit.DAYS


def at(words: str) -> datetime:
    return datetime.strptime(words, "%d/%m/%Y %H:%M").replace(tzinfo=clock.VIETNAM)


@pytest.fixture(autouse=True)
def calendar() -> None:
    seed(2020)


@pytest.mark.parametrize(
    ("received", "term", "due"),
    [
        ("06/04/2020 09:12", Term(3, DAYS), "09/04/2020 17:00"),
        ("03/04/2020 16:59", Term(1, DAYS), "06/04/2020 17:00"),
        ("03/04/2020 17:01", Term(1, DAYS), "07/04/2020 17:00"),  # counts as come on Monday
        ("29/04/2020 08:00", Term(1, DAYS), "04/05/2020 17:00"),  # 30/4, 1/5 and the weekend
        ("01/04/2020 08:00", Term(1, DAYS), "03/04/2020 17:00"),  # 2/4 is the kings' day
        ("06/04/2020 11:00", Term(4, HOURS), "06/04/2020 17:00"),
        ("06/04/2020 16:00", Term(2, HOURS), "07/04/2020 08:00"),
        ("03/04/2020 16:30", Term(8, HOURS), "06/04/2020 16:30"),
        ("06/04/2020 08:00", Term(15, PLAIN), "21/04/2020 17:00"),
        ("04/05/2020 08:00", Term(5, PLAIN), "11/05/2020 17:00"),  # the 9th is a Saturday
    ],
)
def test_when_a_dossier_is_due(received: str, term: Term, due: str) -> None:
    found = deadlines.reckon(at(received), term)
    assert found.due == at(due)
    assert due.split(maxsplit=1)[0] in found.lines[-1]


def test_time_that_the_citizen_owes_does_not_count() -> None:
    pauses = [(at("07/04/2020 10:00"), at("10/04/2020 15:00"))]
    found = deadlines.reckon(at("06/04/2020 09:00"), Term(3, DAYS), pauses)
    assert found.due == at("14/04/2020 17:00")
    assert any("cộng thêm 3 ngày làm việc" in line for line in found.lines)


@pytest.mark.parametrize(
    ("since", "until", "term", "said"),
    [
        ("06/04/2020 10:00", "06/04/2020 15:00", Term(3, DAYS), "không trọn ngày làm việc nào"),
        ("10/04/2020 18:00", "12/04/2020 09:00", Term(5, DAYS), "không trọn ngày làm việc nào"),
        ("06/04/2020 10:00", "06/04/2020 15:00", Term(15, PLAIN), "không trọn ngày nào"),
        ("06/04/2020 18:00", "06/04/2020 20:00", Term(9, HOURS), "không trọn phút làm việc nào"),
    ],
)
def test_a_pause_that_moves_nothing_says_so(since: str, until: str, term: Term, said: str) -> None:
    begun = at("06/04/2020 09:00")
    found = deadlines.reckon(begun, term, [(at(since), at(until))])
    assert found.due == deadlines.reckon(begun, term).due
    line = next(one for one in found.lines if one.startswith("Tạm dừng"))
    assert f"{said} nên hạn giữ nguyên." in line


def test_hours_that_the_citizen_owes_are_added_in_minutes() -> None:
    pauses = [(at("06/04/2020 10:00"), at("06/04/2020 14:00"))]
    found = deadlines.reckon(at("06/04/2020 08:00"), Term(4, HOURS), pauses)
    assert found.due == at("06/04/2020 16:00")


def test_while_time_stands_still_nothing_is_due() -> None:
    found = deadlines.reckon(
        at("06/04/2020 09:00"), Term(3, DAYS), [(at("07/04/2020 10:00"), None)]
    )
    assert found.due is None
    assert "Đang tạm dừng" in found.lines[-1]


def test_days_off_are_named() -> None:
    lines = deadlines.reckon(at("29/04/2020 08:00"), Term(1, DAYS)).lines
    assert any("30/04, 01/05, 02/05, 03/05" in line for line in lines)


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("06/04/2020 08:00", "06/04/2020 09:00", 60),
        ("06/04/2020 11:00", "06/04/2020 14:00", 60),
        ("03/04/2020 16:00", "06/04/2020 08:00", 120),
        ("04/04/2020 08:00", "05/04/2020 08:00", 0),
    ],
)
def test_minutes_of_work(start: str, end: str, minutes: int) -> None:
    assert deadlines.minutes_between(at(start), at(end)) == minutes
