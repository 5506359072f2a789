"""The search page: one box over everything that one may see."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any
from urllib.parse import parse_qsl

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from congvu.accounts.access import official
from congvu.accounts.types import OfficeRequest
from congvu.core import clock
from congvu.core.addresses import address_of
from congvu.core.refused import NotFound, Refused
from congvu.directory.models import Appointment, Role
from congvu.search import actions, queries
from congvu.search.forms import SearchForm
from congvu.search.types import Found, FoundPage, Wanted
from congvu.search.words import looked_for, spans

_EXPORTED = 5000
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _asked(given: QueryDict) -> str:
    """The search without the page and what is empty, as an address has it."""
    kept = given.copy()
    for name in list(kept):
        if name in {"sau", "csrfmiddlewaretoken", "name"} or not str(kept[name]).strip():
            del kept[name]
    return kept.urlencode()


@official()
@require_safe
def results(request: OfficeRequest) -> HttpResponse:
    """What fits, the newest first; `?sau=` goes on."""
    return _page(request, request.GET)


def _page(request: OfficeRequest, given: QueryDict, refused: Refused | None = None) -> HttpResponse:
    form = SearchForm(given)
    asked = _asked(given)
    valid = form.is_valid()
    page, exact = FoundPage(), []
    if asked and valid:
        wanted, after = form.wanted(), given.get("sau", "")
        page = queries.find(wanted, actor=request.actor, after=after)
        exact = [] if after else queries.exact(wanted, actor=request.actor)
    here = reverse("search:results")
    context = {
        "form": form,
        "asked": asked,
        "kept": parse_qsl(asked),
        "narrowed": form.narrowed() or not valid,
        "table": form.cleaned_data.get("view") == "table",
        "labels": [column.label for column in form.columns()],
        "rows": [*_rows(exact, form, exact=True), *_rows(_besides(page.found, exact), form)],
        "count": page.count,
        "many": queries.MANY,
        "of_late": page.of_late,
        "older": f"{here}?{asked}&sau={page.next}" if page.next else "",
        "newer": f"{here}?{asked}" if given.get("sau") else "",
        "saved": queries.saved_by(request.actor),
        "refused": refused,
        "name": given.get("name", ""),
    }
    return render(request, "search/results.html", context, status=409 if refused else 200)


def _besides(found: list[Found], exact: list[Found]) -> list[Found]:
    shown = {(one.way, one.object_id) for one in exact}
    return [one for one in found if (one.way, one.object_id) not in shown]


def _rows(found: list[Found], form: SearchForm, *, exact: bool = False) -> list[dict[str, Any]]:
    looked = looked_for(form.cleaned_data.get("q", ""))
    columns = form.columns() if form.cleaned_data.get("view") == "table" else []
    titled = [*looked, *looked_for(form.cleaned_data.get("title", ""))]
    return [
        {
            "found": one,
            "url": address_of(one.source.url_name, one.object_id),
            "title": spans(one.title, titled),
            "snippet": spans(one.snippet, looked),
            "exact": exact,
            "cells": [(column.label, column.value(one)) for column in columns],
        }
        for one in found
    ]


@official()
@require_POST
def keep(request: OfficeRequest) -> HttpResponse:
    """Keep the search under a name."""
    name = request.POST.get("name", "")
    try:
        actions.keep_search(
            request.actor, actor=request.actor, name=name, query=_asked(request.POST)
        )
    except Refused as refused:
        return _page(request, request.POST, refused)
    return redirect(f"{reverse('search:results')}?{_asked(request.POST)}")


@official()
@require_POST
def drop(request: OfficeRequest, pk: int) -> HttpResponse:
    """Keep it no longer."""
    kept = next((one for one in queries.saved_by(request.actor) if one.pk == pk), None)
    if kept is None:
        raise NotFound
    actions.drop_search(kept, actor=request.actor)
    return redirect("search:results")


@official()
@require_safe
def export(request: OfficeRequest) -> HttpResponse:
    """The results as a table, 5,000 at most."""
    form = SearchForm(request.GET)
    if not _asked(request.GET) or not form.is_valid():
        return redirect(f"{reverse('search:results')}?{_asked(request.GET)}")
    content = _workbook(form, request.actor)
    name = f"tim-kiem-{clock.today():%Y-%m-%d}.xlsx"
    return HttpResponse(
        content,
        content_type=_XLSX,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        },
    )


def _workbook(form: SearchForm, actor: Appointment) -> bytes:
    import xlsxwriter  # only exports need it

    chosen = form.columns()
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"constant_memory": True, "in_memory": True}) as book:
        sheet = book.add_worksheet("Kết quả tìm kiếm")
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "dd/mm/yyyy"})
        for place, column in enumerate(chosen):
            sheet.set_column(place, place, column.width)
            sheet.write_string(0, place, column.label, bold)
        for number, one in enumerate(_all_found(form.wanted(), actor), start=1):
            for place, column in enumerate(chosen):
                value = column.value(one)
                if isinstance(value, date):
                    sheet.write_datetime(number, place, _midnight(value), day)
                else:
                    sheet.write_string(number, place, value or "")
    return file.getvalue()


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a day of the calendar


def _all_found(wanted: Wanted, actor: Appointment) -> list[Found]:
    found: list[Found] = []
    after = ""
    while len(found) < _EXPORTED:
        page = queries.find(wanted, actor=actor, after=after, page=500)
        found += page.found
        after = page.next
        if not after:
            break
    return found[:_EXPORTED]


@official(Role.PROVINCE_ADMINISTRATOR)
@require_safe
def checks(request: OfficeRequest) -> HttpResponse:
    """How index and data compared in the last nights."""
    return render(request, "search/checks.html", {"checks": queries.last_checks()})
