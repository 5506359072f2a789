"""The figures of statistics: each is a rule under a name, counted and listed by the same rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import DateField, Func, Q

from congvu.core import clock
from congvu.documents.types import (
    OPEN_SHARES,
    AssignmentState,
    IncomingState,
    OutgoingState,
    Urgency,
)


@dataclass(frozen=True)
class Figure:
    """What is counted; the period speaks of `moment`, or of nothing where it stands as of today."""

    label: str
    rule: Callable[[], Q]
    moment: str
    late: bool = False


@dataclass(frozen=True)
class Basis:
    """What lies on the table; `columns` are shown in it, `parts` are drawn and make up the first.

    `key` is the moment by which its list is ordered.
    """

    title: str
    figures: Mapping[str, Figure]
    columns: tuple[str, ...]
    parts: tuple[str, ...]
    key: str


class DayOf(Func):
    """The day in Vietnam of a moment: its hours have been seven ahead of UTC since 1975.

    PostgreSQL looks a zone up by name for each row, which costs ten times the counting itself.
    """

    template = "((%(expressions)s AT TIME ZONE INTERVAL '7 hours')::date)"
    output_field = DateField()


class MonthOf(Func):
    """The first day of the month in which the moment lies."""

    template = "(date_trunc('month', %(expressions)s AT TIME ZONE INTERVAL '7 hours')::date)"
    output_field = DateField()


def _today() -> date:
    return clock.today()


def _open_late() -> Q:
    return Q(due_on__lt=_today())


def _open_in_time() -> Q:
    return Q(due_on__isnull=True) | Q(due_on__gte=_today())


def _done_in_time(moment: str) -> Q:
    return Q(due_on__isnull=True) | Q(due_on__gte=DayOf(moment))


def _done_late(moment: str) -> Q:
    return Q(due_on__lt=DayOf(moment))


_HANDLED = [IncomingState.REGISTERED, IncomingState.ASSIGNED]
_CAME: dict[str, Figure] = {
    "received": Figure("Văn bản đến", Q, "arrived_at"),
    "arrived": Figure("Chờ vào sổ", lambda: Q(state=IncomingState.ARRIVED), "arrived_at"),
    "waiting": Figure(
        "Chờ chỉ đạo", lambda: Q(state=IncomingState.REGISTERED) & _open_in_time(), "arrived_at"
    ),
    "open": Figure(
        "Đang xử lý trong hạn",
        lambda: Q(state=IncomingState.ASSIGNED) & _open_in_time(),
        "arrived_at",
    ),
    "late": Figure(
        "Quá hạn chưa xong",
        lambda: Q(state__in=_HANDLED) & _open_late(),
        "arrived_at",
        late=True,
    ),
    "done": Figure(
        "Xong đúng hạn",
        lambda: Q(state=IncomingState.FINISHED) & _done_in_time("finished_at"),
        "arrived_at",
    ),
    "done_late": Figure(
        "Xong quá hạn",
        lambda: Q(state=IncomingState.FINISHED) & _done_late("finished_at"),
        "arrived_at",
        late=True,
    ),
    "returned": Figure("Trả lại", lambda: Q(state=IncomingState.RETURNED), "arrived_at"),
    "recalled": Figure("Nơi gửi thu hồi", lambda: Q(state=IncomingState.RECALLED), "arrived_at"),
    "finished_in_time": Figure(
        "Xử lý đúng hạn",
        lambda: Q(finished_at__isnull=False) & _done_in_time("finished_at"),
        "finished_at",
    ),
    "late_now": Figure("Đang quá hạn", lambda: Q(state__in=_HANDLED) & _open_late(), "", late=True),
}
_GIVEN: dict[str, Figure] = {
    "given": Figure("Việc được giao", Q, "given_at"),
    "waiting": Figure(
        "Chưa tiếp nhận", lambda: Q(state=AssignmentState.WAITING) & _open_in_time(), "given_at"
    ),
    "open": Figure(
        "Đang xử lý trong hạn",
        lambda: Q(state=AssignmentState.IN_PROGRESS) & _open_in_time(),
        "given_at",
    ),
    "late": Figure(
        "Quá hạn chưa xong",
        lambda: Q(state__in=OPEN_SHARES) & _open_late(),
        "given_at",
        late=True,
    ),
    "done": Figure(
        "Xong đúng hạn",
        lambda: Q(state=AssignmentState.DONE) & _done_in_time("done_at"),
        "given_at",
    ),
    "done_late": Figure(
        "Xong quá hạn",
        lambda: Q(state=AssignmentState.DONE) & _done_late("done_at"),
        "given_at",
        late=True,
    ),
    "late_now": Figure(
        "Đang quá hạn", lambda: Q(state__in=OPEN_SHARES) & _open_late(), "", late=True
    ),
    "open_now": Figure("Đang xử lý", lambda: Q(state__in=OPEN_SHARES), ""),
}
_ISSUED: dict[str, Figure] = {
    "issued": Figure("Văn bản đã ban hành", Q, "issued_at"),
    "decisions": Figure("Quyết định", lambda: Q(kind="decision"), "issued_at"),
    "letters": Figure("Công văn", lambda: Q(kind="letter"), "issued_at"),
    "others": Figure("Loại khác", lambda: ~Q(kind__in=["decision", "letter"]), "issued_at"),
    "urgent": Figure("Văn bản khẩn", lambda: ~Q(urgency=Urgency.NORMAL), "issued_at"),
    "withdrawn": Figure("Thu hồi, thay thế", lambda: ~Q(state=OutgoingState.ISSUED), "issued_at"),
    "replies": Figure("Trả lời văn bản đến", lambda: Q(reply_to__isnull=False), "issued_at"),
}
BASES: dict[str, Basis] = {
    "van-ban": Basis(
        "Văn bản đến",
        _CAME,
        (
            "received",
            "arrived",
            "waiting",
            "open",
            "late",
            "done",
            "done_late",
            "returned",
            "recalled",
        ),
        ("done", "open", "waiting", "arrived", "returned", "recalled", "done_late", "late"),
        "arrived_at",
    ),
    "phan-viec": Basis(
        "Phần việc được giao",
        _GIVEN,
        ("given", "waiting", "open", "late", "done", "done_late"),
        ("done", "open", "waiting", "done_late", "late"),
        "given_at",
    ),
    "ban-hanh": Basis(
        "Văn bản đã ban hành",
        _ISSUED,
        ("issued", "decisions", "letters", "others", "urgent", "replies", "withdrawn"),
        ("decisions", "letters", "others"),
        "issued_at",
    ),
}
