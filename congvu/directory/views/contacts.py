"""Danh bạ: people and agencies, for everyone who works here; and completion for pickers."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from congvu.accounts.access import official
from congvu.accounts.types import OfficeRequest
from congvu.core.refused import NotFound
from congvu.directory import queries
from congvu.directory.forms import SearchForm
from congvu.directory.models import Absence, Agency, Appointment
from congvu.ui.types import Tab

_ITEMS = 20


def _tabs(name: str) -> list[Tab]:
    labels = {"directory:people": "Cán bộ", "directory:agencies": "Cơ quan"}
    return [Tab(label, reverse(key), current=key == name) for key, label in labels.items()]


def next_url(request: OfficeRequest, after: str) -> str:
    """The same search from where this page ended; empty at the end."""
    kept = {key: value for key, value in request.GET.items() if key != "sau"}
    return f"?{urlencode({**kept, 'sau': after})}" if after else ""


@official()
def people(request: OfficeRequest) -> HttpResponse:
    """People in office, by name."""
    form = SearchForm(request.GET)
    page = queries.contact_page(form.words(), after=request.GET.get("sau", ""))
    context = {
        "form": form,
        "page": page,
        "tabs": _tabs("directory:people"),
        "older": next_url(request, page.next),
        "newer": f"?{urlencode({'q': form.words()})}" if request.GET.get("sau") else "",
    }
    return render(request, "directory/people.html", context)


@official()
def agencies(request: OfficeRequest) -> HttpResponse:
    """Agencies, by name."""
    form = SearchForm(request.GET)
    page = queries.agency_page(form.words(), after=request.GET.get("sau", ""))
    context = {
        "form": form,
        "page": page,
        "tabs": _tabs("directory:agencies"),
        "older": next_url(request, page.next),
        "newer": f"?{urlencode({'q': form.words()})}" if request.GET.get("sau") else "",
    }
    return render(request, "directory/agencies.html", context)


@official()
def agency(request: OfficeRequest, pk: int) -> HttpResponse:
    """One agency: how to reach it, its units, who holds what."""
    found = Agency.objects.select_related("parent").filter(pk=pk).first()
    if found is None:
        raise NotFound
    context = {
        "agency": found,
        "units": queries.units_of(found, only_active=True),
        "posts": queries.appointments_in(found)[:300],
    }
    return render(request, "directory/agency.html", context)


@official()
def card(request: OfficeRequest, pk: int) -> HttpResponse:
    """One person: how to reach them, what they hold."""
    return render(request, "directory/card.html", {"person": queries.person_card(pk)})


def _words(request: OfficeRequest) -> str:
    return request.GET.get("q", "").replace("\x00", "")[:100]


def _items(rows: Iterable[tuple[int, str, str]]) -> JsonResponse:
    return JsonResponse(
        {"items": [{"value": str(pk), "label": label, "note": note} for pk, label, note in rows]}
    )


def _number(request: OfficeRequest, name: str) -> int | None:
    words = request.GET.get(name, "")
    return int(words) if words.isdecimal() and len(words) < 18 else None


def _limit(request: OfficeRequest) -> int:
    return min(_number(request, "limit") or _ITEMS, 50)


@official()
def find_people(request: OfficeRequest) -> JsonResponse:
    """Appointments in force for a picker; `agency` limits to one agency."""
    found = queries.search_people(_words(request), agency_id=_number(request, "agency"))
    rows = found[: _limit(request)]
    away = queries.absences_today(rows)
    return _items((row.pk, row.person.name, _note(row, away)) for row in rows)


def _note(row: Appointment, away: dict[int, Absence]) -> str:
    """The post, and whether the person is away."""
    parts = [*map(str, _place(row))]
    return ", ".join([*parts, queries.away_words(away[row.pk])] if row.pk in away else parts)


def _place(row: Appointment) -> list[object]:
    return [row.title, row.unit, row.agency] if row.unit else [row.title, row.agency]


@official()
def find_agencies(request: OfficeRequest) -> JsonResponse:
    """Active agencies for a picker."""
    rows = queries.search_agencies(_words(request))[: _limit(request)]
    return _items((row.pk, row.name, row.code) for row in rows)


@official()
def find_units(request: OfficeRequest) -> JsonResponse:
    """Active units for a picker: of the `agency` given, else of the actor's own."""
    agency_id = _number(request, "agency") or request.actor.agency_id
    rows = queries.search_units(_words(request), agency_id)[: _limit(request)]
    return _items((row.pk, row.name, row.notation) for row in rows)
