"""The province's work calendar in the demo: this week approved, next week's waiting."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from congvu.agenda.actions import approve_week, plan
from congvu.agenda.queries import WEEK, monday_of
from congvu.agenda.types import Plan
from congvu.core import clock
from congvu.demo.agencies import Province
from congvu.demo.people import Cast
from congvu.directory.models import Appointment

# Weekday, from, to, what, where, whose turn it is to chair, guests.
_THIS = (
    (0, "07:30", "09:00", "Giao ban Thường trực Ủy ban nhân dân tỉnh", "Phòng họp số 1", 0, ""),
    (
        0, "14:00", "16:30", "Nghe báo cáo tiến độ giải ngân vốn đầu tư công", "Phòng họp số 2",
        1, "Sở Kế hoạch và Đầu tư; Sở Tài chính; Kho bạc Nhà nước tỉnh",
    ),
    (
        1, "08:00", "11:30", "Họp Ban chỉ đạo phòng, chống dịch bệnh", "Hội trường trực tuyến",
        0, "Thành viên Ban chỉ đạo; UBND các huyện, thị xã, thành phố (trực tuyến)",
    ),
    (
        2, "07:00", "17:00", "Kiểm tra công tác phòng, chống sạt lở", "Huyện Nam Trà My",
        1, "Sở Nông nghiệp và Phát triển nông thôn; UBND huyện Nam Trà My",
    ),
    (2, "14:00", "16:00", "Tiếp công dân định kỳ", "Trụ sở Tiếp công dân", 0, "Ban Tiếp công dân"),
    (
        3, "08:00", "10:00", "Họp nghe tình hình làm việc trên môi trường mạng", "Phòng họp số 1",
        0, "Sở Thông tin và Truyền thông; Sở Nội vụ",
    ),
    (4, "08:00", "11:00", "Phiên họp Ủy ban nhân dân tỉnh", "Hội trường", 0, "Các Ủy viên"),
    (4, "14:00", "15:30", "Ký duyệt văn bản, làm việc tại phòng", "Phòng làm việc", 1, ""),
)  # fmt: skip
_NEXT = (
    (0, "07:30", "09:00", "Giao ban Thường trực Ủy ban nhân dân tỉnh", "Phòng họp số 1", 0, ""),
    (
        1, "14:00", "16:30", "Làm việc với Viettel Quảng Nam về hạ tầng số", "Phòng họp số 2",
        1, "Sở Thông tin và Truyền thông",
    ),
)  # fmt: skip


def fill_agenda(province: Province, cast: Cast) -> None:
    """Registered by the clerk, approved by the chairman."""
    staff = cast.staff[province.agency.pk]
    clerk, head = staff.clerks[0], staff.heads[0]
    chairs = [head, *staff.deputies]
    monday = monday_of(clock.today())
    preparing = list(staff.unit_heads.values())
    for first, rows in ((monday, _THIS), (monday + WEEK, _NEXT)):
        for number, (day, begin, end, what, place, turn, guests) in enumerate(rows):
            on, aide = first + timedelta(days=day), preparing[number % len(preparing)]
            plan(
                actor=clerk,
                plan=_plan(on, begin, end, what, place, chairs[turn], aide, guests),
            )
    approve_week(monday, actor=head)


def _plan(
    on: date, begin: str, end: str, what: str, place: str, chair: Appointment,
    aide: Appointment, guests: str,
) -> Plan:  # fmt: skip
    zone = timezone.get_current_timezone()
    moments = [datetime.combine(on, time.fromisoformat(hour), zone) for hour in (begin, end)]
    return Plan(moments[0], moments[1], what, place, chair, [aide], guests, aide.unit, "")
