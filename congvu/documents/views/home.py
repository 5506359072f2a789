"""Hôm nay: what waits, what is late, what was told."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from congvu.accounts.access import official
from congvu.accounts.types import OfficeRequest
from congvu.agenda.queries import today_of
from congvu.core import clock
from congvu.directory.models import Appointment, Role
from congvu.directory.policy import administers
from congvu.documents.queries import today
from congvu.documents.queries.statistics import Line, Scope, Span
from congvu.documents.views.statistics import list_address
from congvu.notices.queries import notices_of, to_confirm

_NOTICES = 5


@official()
@require_safe
def home(request: OfficeRequest) -> HttpResponse:
    """The first page of the day."""
    leads = request.actor.role == Role.LEADER
    waiting = today.waiting_for(request.actor)
    context: dict[str, Any] = {
        "today": clock.today(),
        "waiting": [(one, _address(one)) for one in waiting if one.count],
        "administers": administers(request.actor, request.actor.agency_id),
        "waits_nothing": not any(one.count for one in waiting),
        "late": today.given_and_late(request.actor) if leads else [],
        "agenda": today_of(request.actor),
        "due": today.due_of(request.actor),
        "figures": _figures(request.actor) if leads else [],
        "to_confirm": to_confirm(request.actor),
        "notices": notices_of(request.actor).notices[:_NOTICES],
    }
    return render(request, "documents/home.html", context)


def _address(one: today.Waiting) -> str:
    return reverse(f"documents:{one.way}_list", args=[one.box])


def _figures(actor: Appointment) -> list[tuple[str, int, str, str, bool]]:
    """Name, value, its documents, trend in words, whether it counts what is late."""
    found = today.figures_of(actor)
    day = clock.today()
    month = Line("", {}, Scope(actor), Span(day.replace(day=1), day))
    return [
        (
            "Văn bản đến tháng này",
            found.received,
            list_address("van-ban", "received", month),
            _trend(found.received_before),
            False,
        ),
        (
            "Xử lý đúng hạn tháng này",
            found.in_time,
            list_address("van-ban", "finished_in_time", month),
            _trend(found.in_time_before),
            False,
        ),
        (
            "Đang quá hạn",
            found.overdue,
            list_address("van-ban", "late_now", month),
            f"cuối tháng trước: {found.overdue_before}",
            found.overdue > 0,
        ),
    ]


def _trend(before: int) -> str:
    return f"cả tháng trước: {before}"
