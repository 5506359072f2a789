"""The province's calendar of working days."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congvu.accounts.access import official
from congvu.accounts.types import OfficeRequest
from congvu.core import clock
from congvu.core.refused import Refused
from congvu.directory.models import Role
from congvu.ui.forms import add_refusal
from congvu.ui.types import Tab
from congvu.workdays import actions, queries
from congvu.workdays.forms import DayForm
from congvu.workdays.models import SpecialDay
from congvu.workdays.words import parse_due

_KEEPER = Role.PROVINCE_ADMINISTRATOR


@official(_KEEPER)
@require_safe
def year(request: OfficeRequest, number: int = 0) -> HttpResponse:
    """The special days of one year (this one)."""
    shown = number or clock.today().year
    known = queries.years()
    context = {
        "year": shown,
        "tabs": _tabs(shown, known),
        "days": queries.days_of(shown),
        "begun": shown in known,
    }
    return render(request, "workdays/year.html", context)


def _tabs(shown: int, known: list[int]) -> list[Tab]:
    """The years of the table, and those around this one."""
    this = clock.today().year
    numbers = sorted({*known, shown, *range(this - 1, this + 3)})
    return [
        Tab(str(one), reverse("workdays:of_year", args=[one]), current=one == shown)
        for one in numbers
    ]


@official(_KEEPER)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: OfficeRequest) -> HttpResponse:
    """Enter a new day."""
    form = DayForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _done(actions.add_day, SpecialDay(), form, request):
        return _back(request, form, "Đã thêm ngày vào lịch.")
    return render(request, "workdays/day.html", {"form": form})


@official(_KEEPER)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: OfficeRequest, pk: int) -> HttpResponse:
    """Correct a day."""
    day = queries.day(pk)
    known = {"date": day.date, "name": day.name, "kind": day.kind}
    form = DayForm(request.POST if request.method == "POST" else None, initial=known)
    if form.is_valid() and _done(actions.change_day, day, form, request):
        return _back(request, form, "Đã sửa ngày trong lịch.")
    return render(request, "workdays/day.html", {"form": form, "day": day})


@official(_KEEPER)
@require_POST
def remove(request: OfficeRequest, pk: int) -> HttpResponse:
    """Take a day out."""
    day = queries.day(pk)
    actions.remove_day(day, actor=request.actor)
    messages.success(request, f"Đã xóa {day.label} khỏi lịch.")
    return redirect("workdays:of_year", number=day.date.year)


@official(_KEEPER)
@require_POST
def begin(request: OfficeRequest, number: int) -> HttpResponse:
    """Put the law's holidays of a year into the table."""
    actions.begin_year(number, actor=request.actor)
    return redirect("workdays:of_year", number=number)


@official()
@require_safe
def meaning(request: OfficeRequest) -> HttpResponse:
    """Which working day the words mean that somebody is typing into a field of due dates."""
    words = request.GET.get(request.GET.get("field", ""), "")[:40].replace("\x00", "")
    context: dict[str, Any] = {}
    try:
        day = parse_due(words) if words.strip() else None
    except Refused as refused:
        context = {"sentence": refused.sentence}
    else:
        if day:
            context = {"day": day, "words": queries.due_in_words(day)}
    return render(request, "workdays/meaning.html", context)


def _done(action: Any, day: SpecialDay, form: DayForm, request: OfficeRequest) -> bool:
    try:
        action(day, **form.cleaned_data, actor=request.actor)
    except Refused as refused:
        add_refusal(form, refused)
        return False
    return True


def _back(request: OfficeRequest, form: DayForm, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect(reverse("workdays:of_year", args=[form.cleaned_data["date"].year]))
