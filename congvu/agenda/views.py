"""Lịch công tác: the week, what is registered in it, its approval, its file."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congvu.accounts.access import official
from congvu.accounts.types import OfficeRequest
from congvu.agenda import actions, policy, queries
from congvu.agenda import calendar_file as files
from congvu.agenda.forms import CancelForm, EntryForm, known
from congvu.agenda.models import Entry
from congvu.core import clock
from congvu.core.refused import NotFound, Refused
from congvu.directory.models import Role
from congvu.ui.forms import add_refusal
from congvu.ui.types import Tab

GET_OR_POST = ["GET", "HEAD", "POST"]
_YEARS = range(2000, 2100)


def _monday(words: str) -> date:
    """The Monday of the week that the address names; this week's where it names none."""
    try:
        day = date.fromisoformat(words) if words else clock.today()
    except ValueError as broken:
        raise NotFound from broken
    if day.year not in _YEARS:
        raise NotFound
    return queries.monday_of(day)


def _address(monday: date, query: str = "") -> str:
    here = reverse("agenda:week", args=[monday.isoformat()])
    return f"{here}?{query}" if query else here


def _filter(request: OfficeRequest) -> tuple[int | None, bool, str]:
    """Whose: of a leader, one's own, or all; and the same as a query."""
    if "cua-toi" in request.GET:
        return None, True, "cua-toi=1"
    words = request.GET.get("lanh-dao", "")[:18]
    return (int(words), False, f"lanh-dao={words}") if words.isdecimal() else (None, False, "")


@official()
@require_safe
def week(request: OfficeRequest, monday: str = "") -> HttpResponse:
    """The week by day and session, as the printed calendar."""
    first = _monday(monday)
    chair, mine, query = _filter(request)
    entries = queries.between(first, 7, actor=request.actor, chair=chair, mine=mine)
    waiting = sum(one.state == "planned" for one in entries)
    context: dict[str, Any] = {
        "agency": request.actor.agency,
        "monday": first,
        "sunday": first + timedelta(days=6),
        "number": first.isocalendar().week,
        "days": [
            day for day in queries.days_of(entries, first) if day.date.weekday() < 5 or day.lines
        ],
        "any": bool(entries),
        "may_plan": policy.may_plan(request.actor),
        "may_approve": policy.approves(request.actor) and waiting > 0,
        "waiting": waiting,
        "changeable": {one.pk for one in entries if _is_open(one, request)},
        "tabs": _tabs(request, first, query),
        "before": _address(first - queries.WEEK, query),
        "after": _address(first + queries.WEEK, query),
        "this": _address(queries.monday_of(clock.today()), query),
        "query": query,
    }
    return render(request, "agenda/week.html", context)


def _is_open(entry: Entry, request: OfficeRequest) -> bool:
    return actions.change.open_to(entry, request.actor)


def _tabs(request: OfficeRequest, first: date, query: str) -> list[Tab]:
    given = [("", "Cả cơ quan")]
    if request.actor.role not in {Role.ADMINISTRATOR, Role.PROVINCE_ADMINISTRATOR}:
        given.append(("cua-toi=1", "Của tôi"))
    given += [(f"lanh-dao={one.pk}", one.person.name) for one in queries.leaders_of(request.actor)]
    return [Tab(label, _address(first, one), current=one == query) for one, label in given]


@official(Role.CLERK, Role.LEADER, Role.UNIT_HEAD)
@require_http_methods(GET_OR_POST)
def add(request: OfficeRequest) -> HttpResponse:
    """Đăng ký lịch."""
    form = EntryForm(
        request.POST or None,
        agency=request.actor.agency,
        initial={"day": _day_asked(request), "chair": _chair(request)},
    )
    if form.is_valid():
        try:
            entry = actions.plan(
                actor=request.actor,
                plan=form.plan(),
                clash_known=form.cleaned_data["clash_known"],
            )
        except Refused as refused:
            _refuse(form, refused)
        else:
            messages.success(request, "Đã đăng ký; lịch hiện với cả cơ quan khi tuần được duyệt.")
            return _to_week(entry)
    return render(request, "agenda/entry.html", {"form": form, "back": _address(_monday(""))})


def _day_asked(request: OfficeRequest) -> date:
    try:
        return date.fromisoformat(request.GET.get("ngay", ""))
    except ValueError:
        return clock.today()


def _chair(request: OfficeRequest) -> int | None:
    return request.actor.pk if request.actor.role == Role.LEADER else None


def _refuse(form: EntryForm, refused: Refused) -> None:
    if refused.field == "clash_known":
        form.ask_about_clash()
    add_refusal(form, refused)


def _monday_of(entry: Entry) -> date:
    return queries.monday_of(clock.local(entry.starts_at).date())


def _to_week(entry: Entry) -> HttpResponse:
    return redirect(_address(_monday_of(entry)))


@official()
@require_http_methods(GET_OR_POST)
def change(request: OfficeRequest, pk: int) -> HttpResponse:
    """Sửa lịch."""
    entry = queries.entry(pk, actor=request.actor)
    actions.change.check(entry, request.actor)
    form = EntryForm(request.POST or None, agency=entry.agency, initial=known(entry))
    if form.is_valid():
        try:
            actions.change(
                entry,
                actor=request.actor,
                plan=form.plan(),
                clash_known=form.cleaned_data["clash_known"],
            )
        except Refused as refused:
            _refuse(form, refused)
        else:
            messages.success(request, "Đã sửa lịch.")
            return _to_week(entry)
    back = _address(_monday_of(entry))
    return render(request, "agenda/entry.html", {"form": form, "entry": entry, "back": back})


@official()
@require_http_methods(GET_OR_POST)
def cancel(request: OfficeRequest, pk: int) -> HttpResponse:
    """Hoãn."""
    entry = queries.entry(pk, actor=request.actor)
    actions.cancel.check(entry, request.actor)
    form = CancelForm(request.POST or None)
    if form.is_valid():
        try:
            actions.cancel(entry, actor=request.actor, words=form.cleaned_data["words"])
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, "Đã hoãn lịch.")
            return _to_week(entry)
    back = _address(_monday_of(entry))
    return render(request, "agenda/cancel.html", {"form": form, "entry": entry, "back": back})


@official(Role.LEADER)
@require_POST
def approve(request: OfficeRequest, monday: str) -> HttpResponse:
    """Duyệt lịch tuần."""
    first = _monday(monday)
    count = actions.approve_week(first, actor=request.actor)
    messages.success(request, f"Đã duyệt {count} lịch; cả cơ quan xem được.")
    return redirect(_address(first))


@official()
@require_safe
def calendar_file(request: OfficeRequest, monday: str) -> HttpResponse:
    """The week for the calendar of a phone."""
    first = _monday(monday)
    chair, mine, _ = _filter(request)
    entries = queries.between(first, 7, actor=request.actor, chair=chair, mine=mine)
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    name = f"Lịch công tác tuần {first.isocalendar().week} năm {first.isocalendar().year}.ics"
    return HttpResponse(
        files.calendar_of(entries, host=host),
        content_type=files.MEDIA_TYPE,
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
            "Cache-Control": "private, no-store",
        },
    )
