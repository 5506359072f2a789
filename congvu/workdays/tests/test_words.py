from __future__ import annotations

from datetime import date

import pytest

from congvu.core.refused import Refused
from congvu.workdays.words import parse_due

pytestmark = pytest.mark.django_db

WEDNESDAY = date(2026, 4, 1)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("3 ngày", date(2026, 4, 6)),
        ("3 ngay lam viec", date(2026, 4, 6)),
        ("ba ngày nữa", date(2026, 4, 6)),
        ("trong 3 ngày tới", date(2026, 4, 6)),
        ("hôm nay", WEDNESDAY),
        ("mai", date(2026, 4, 2)),
        ("Ngày mai", date(2026, 4, 2)),
        ("ngày kia", date(2026, 4, 3)),
        ("thứ sáu", date(2026, 4, 3)),
        ("Thứ 6", date(2026, 4, 3)),
        ("t6", date(2026, 4, 3)),
        ("trước thứ sáu", date(2026, 4, 3)),
        ("thứ tư", date(2026, 4, 8)),
        ("thứ hai tuần sau", date(2026, 4, 6)),
        ("thứ năm tuần tới", date(2026, 4, 9)),
        ("chủ nhật", date(2026, 4, 6)),  # a day off moves to Monday
        ("thứ bảy", date(2026, 4, 6)),
        ("2 tuần", date(2026, 4, 15)),
        ("1 tháng", date(2026, 5, 4)),  # 1/5 is a holiday, then a weekend
        ("cuối tuần", date(2026, 4, 3)),
        ("cuối tuần sau", date(2026, 4, 10)),
        ("cuối tháng", date(2026, 4, 29)),  # 30/4 is a holiday
        ("hết tháng này", date(2026, 4, 29)),
        ("cuối tháng sau", date(2026, 5, 29)),
        ("cuối quý", date(2026, 6, 30)),
        ("cuối quý sau", date(2026, 9, 30)),
        ("cuối năm", date(2026, 12, 31)),
        ("cuối năm sau", date(2027, 12, 31)),
        ("15/12", date(2026, 12, 15)),
        ("15-12", date(2026, 12, 15)),
        ("ngày 15/12/2026", date(2026, 12, 15)),
        ("15.12.26", date(2026, 12, 15)),
        ("15/3", date(2027, 3, 15)),  # already past this year
        ("ngày 15", date(2026, 4, 15)),
        ("ngày 31", date(2026, 6, 1)),  # the 31st of May is a Sunday
        ("ngày 15 tháng 12 năm 2026", date(2026, 12, 15)),
        ("1/4", WEDNESDAY),
    ],
)
def test_words_mean_a_working_day(words: str, day: date) -> None:
    assert parse_due(words, today=WEDNESDAY) == day


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("", "Chưa hiểu"),
        ("sớm nhất có thể", "Chưa hiểu"),
        ("0 ngày", "Số ngày"),
        ("999 ngày", "Số ngày"),
        ("500 tuần", "Số tuần"),
        ("99 tháng", "Số tháng"),
        ("31/4", "Không có ngày"),
        ("29/2/2027", "Không có ngày"),
        ("15/13", "Không có ngày"),
        ("ngày 32", "Không có ngày"),
        ("15/3/2026", "đã qua"),
        ("thứ hai tuần này", "đã qua"),
    ],
)
def test_words_that_mean_no_day_are_answered(words: str, reason: str) -> None:
    with pytest.raises(Refused, match=reason) as refused:
        parse_due(words, today=WEDNESDAY)

    assert refused.value.field == "due"


def test_the_week_is_over_on_sunday() -> None:
    with pytest.raises(Refused, match="Không còn ngày làm việc"):
        parse_due("cuối tuần", today=date(2026, 4, 5))
