"""Hôm nay: what waits, what is late, what was told."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import capfirst
from django.views.decorators.http import require_safe

from congvu.accounts.access import official
from congvu.accounts.types import OfficeRequest
from congvu.agenda import queries as agenda
from congvu.agenda.queries import today_of
from congvu.core import clock
from congvu.core.addresses import address, address_of
from congvu.directory.models import Appointment, Role
from congvu.directory.policy import administers
from congvu.documents.models import Assignment
from congvu.documents.queries import today
from congvu.documents.queries.statistics import Line as Counted
from congvu.documents.queries.statistics import Scope, Span
from congvu.documents.views.listing import incoming_line
from congvu.documents.views.statistics import list_address
from congvu.notices.models import Notice
from congvu.notices.queries import notices_of, to_confirm
from congvu.ui.types import Line
from congvu.workdays.queries import days_left

_NOTICES = 5


@official()
@require_safe
def home(request: OfficeRequest) -> HttpResponse:
    """The first page of the day."""
    leads = request.actor.role == Role.LEADER
    waiting = today.waiting_for(request.actor)
    context: dict[str, Any] = {
        "today": clock.today(),
        "waiting": [(one, _address(one), _waiting_lines(one)) for one in waiting if one.count],
        "administers": administers(request.actor, request.actor.agency_id),
        "waits_nothing": not any(one.count for one in waiting),
        "late": [_late_line(one) for one in today.given_and_late(request.actor)] if leads else [],
        "agenda": [_agenda_line(one) for one in today_of(request.actor)],
        "due": [_due_line(one) for one in today.due_of(request.actor)],
        "figures": _figures(request.actor) if leads else [],
        "to_confirm": to_confirm(request.actor),
        "notices": [_notice_line(one) for one in notices_of(request.actor).notices[:_NOTICES]],
    }
    return render(request, "documents/home.html", context)


def _waiting_lines(one: today.Waiting) -> list[Line]:
    outgoing = [
        Line(
            address_of("documents:outgoing", document.pk),
            document.code or document.document_type.name,
            capfirst(document.abstract),
            who=document.drafter.person.name,
            at=document.held_since,
            urgency=document.urgency,
        )
        for document in one.documents
    ]
    return outgoing + [incoming_line(row, why=row.why) for row in one.rows]


def _late_line(share: Assignment) -> Line:
    return Line(
        address_of("documents:incoming", share.incoming_id),
        share.incoming.code,
        capfirst(share.incoming.abstract),
        who=share.assignee.person.name,
        why=share.get_part_display(),
        due_on=share.due_on,
    )


def _due_line(one: today.Due) -> Line:
    return Line(
        address_of(f"documents:{one.way}", one.pk),
        one.code,
        capfirst(one.about),
        why=one.what,
        due_on=one.due_on,
        due_days=days_left(one.due_on),
    )


def _agenda_line(one: agenda.Line) -> Line:
    entry = one.entry
    return Line(
        address("agenda:week"),
        one.first or "tiếp",
        entry.what,
        who=entry.chair.person.name,
        why=entry.place,
    )


def _notice_line(notice: Notice) -> Line:
    return Line(
        address_of("notices:open", notice.pk),
        notice.text,
        "",
        why=notice.kind_label,
        at=notice.created_at,
        unread=notice.unread,
    )


def _address(one: today.Waiting) -> str:
    return address(f"documents:{one.way}_list", one.box)


def _figures(actor: Appointment) -> list[tuple[str, int, str, str, bool]]:
    """Name, value, its documents, trend in words, whether it counts what is late."""
    found = today.figures_of(actor)
    day = clock.today()
    month = Counted("", {}, Scope(actor), Span(day.replace(day=1), day))
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
