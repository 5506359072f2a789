"""The work calendar: registered, approved, changed, seen by those who may, taken along."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from congvu.accounts.tests.factories import client_of
from congvu.agenda.models import Entry
from congvu.core import clock
from congvu.directory.tests.factories import Office
from congvu.notices.models import Notice

pytestmark = pytest.mark.django_db
WEEK = reverse("agenda:week", args=["2026-11-25"])
NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)


def typed(office: Office, **given: object) -> dict[str, object]:
    return {
        "what": "Giao ban tháng 11",
        "day": "25/11/2026",
        "first": "8h",
        "last": "",
        "place": "Hội trường; tầng 2",
        "chair": office.leader.pk,
        "people": [office.specialist.pk],
        "guests": "Đại diện Sở Nội vụ",
        "unit": office.unit.pk,
        **given,
    }


def register(office: Office, **given: object) -> Entry:
    answer = client_of(office.clerk).post(reverse("agenda:add"), typed(office, **given))
    assert answer.status_code == 302, answer.content.decode()
    return Entry.objects.latest("pk")


def seen(client: Client, url: str = WEEK) -> str:
    return client.get(url).content.decode()


def test_a_week_is_registered_approved_and_then_everybodys(
    office: Office, other_office: Office
) -> None:
    register(office)
    bystander, comer = client_of(office.administrator), client_of(office.specialist)
    assert "Giao ban" not in seen(bystander)
    assert "Chờ duyệt" in seen(comer)
    leader = client_of(office.leader)
    assert "Duyệt lịch tuần" in seen(leader)
    approve = reverse("agenda:approve", args=["2026-11-23"])
    assert client_of(office.clerk).post(approve).status_code == 403
    assert leader.post(approve).status_code == 302
    assert leader.post(approve).status_code == 409
    assert "Giao ban" in seen(bystander)
    assert "Giao ban" not in seen(client_of(other_office.leader))
    (told,) = Notice.objects.filter(kind="agenda").values_list("recipient", flat=True)
    assert told == office.specialist.pk


def test_what_changes_after_approval_is_marked_and_told(office: Office) -> None:
    entry = register(office)
    leader, clerk = client_of(office.leader), client_of(office.clerk)
    leader.post(reverse("agenda:approve", args=["2026-11-23"]))
    change = reverse("agenda:change", args=[entry.pk])
    assert "Hội trường; tầng 2" in clerk.get(change).content.decode()
    clerk.post(change, typed(office, first="14:00", place="Phòng họp 1"))
    page = seen(client_of(office.administrator))
    assert "Thay đổi thời gian, địa điểm" in page
    assert "14:00–16:00" in page
    last = Notice.objects.filter(recipient=office.specialist).latest("pk")
    assert "Thay đổi thời gian, địa điểm" in last.text
    head = client_of(office.head)
    assert head.get(change).status_code == 403
    clerk.post(reverse("agenda:cancel", args=[entry.pk]), {"words": "chủ trì đi công tác"})
    assert "Hoãn: chủ trì đi công tác" in seen(head)
    register(office, what="Họp đột xuất", first="9h")
    leader.post(reverse("agenda:approve", args=["2026-11-23"]))
    assert "Bổ sung" in seen(head)


def test_two_things_at_once_are_confirmed(office: Office) -> None:
    register(office)
    clerk, add = client_of(office.clerk), reverse("agenda:add")
    again = typed(office, first="9:30", what="Tiếp đoàn kiểm tra")
    page = clerk.post(add, again).content.decode()
    assert "đã chủ trì “Giao ban tháng 11” lúc 08:00 25/11/2026" in page
    assert "Tiếp đoàn kiểm tra" in page
    assert clerk.post(add, again | {"clash_known": "on"}).status_code == 302
    assert Entry.objects.count() == 2


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"first": "25h"}, "Xin ghi giờ, ví dụ 8h30 hoặc 14:00."),
        ({"last": "7h"}, "Giờ kết thúc phải sau giờ bắt đầu."),
        ({"last_day": "25/12/2027"}, "Mỗi lịch dài nhất 31 ngày."),
    ],
)
def test_impossible_hours_are_said_beside_the_field(
    office: Office, given: dict[str, str], sentence: str
) -> None:
    page = client_of(office.clerk).post(reverse("agenda:add"), typed(office, **given))
    assert sentence in page.content.decode()
    assert not Entry.objects.exists()


def test_a_journey_of_days_stands_on_each_of_them(office: Office) -> None:
    register(office, what="Công tác Hà Nội", last_day="27/11/2026")
    page = client_of(office.leader).get(WEEK)
    days = {day.date: [*day.morning, *day.afternoon] for day in page.context["days"]}
    assert [len(days[date(2026, 11, n)]) for n in range(23, 28)] == [0, 0, 1, 1, 1]
    assert "Công tác Hà Nội" in seen(
        client_of(office.leader), f"{WEEK}?lanh-dao={office.leader.pk}"
    )
    assert "Công tác Hà Nội" not in seen(
        client_of(office.leader), f"{WEEK}?lanh-dao={office.head.pk}"
    )


def test_the_week_goes_into_a_phones_calendar(office: Office) -> None:
    register(office, what="Họp: " + "ứng dụng công nghệ thông tin, " * 8)
    file = reverse("agenda:calendar_file", args=["2026-11-23"])
    answer = client_of(office.leader).get(file)
    lines = answer.content.decode().split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    unfolded = answer.content.decode().replace("\r\n ", "")
    assert "LOCATION:Hội trường\\; tầng 2\r\n" in unfolded
    assert "DTSTART:20261125T010000Z" in unfolded
    assert "STATUS:TENTATIVE" in unfolded


def test_the_day_shows_what_takes_place(office: Office) -> None:
    register(office)
    with clock.fixed(datetime(2026, 11, 25, 1, tzinfo=UTC)):
        assert "Lịch hôm nay" in seen(client_of(office.specialist), "/")


def test_a_week_costs_the_same_however_full(
    office: Office, django_assert_max_num_queries: object
) -> None:
    for hour in range(7, 17):
        register(office, first=f"{hour}h", last=f"{hour}:45")
    client = client_of(office.leader)
    client.get(WEEK)
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        client.get(WEEK)
    assert client.get(reverse("agenda:week", args=["hôm-nay"])).status_code == 404
