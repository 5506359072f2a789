"""Completion for pickers: who may direct, and to whom work may be given."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import JsonResponse
from django.views.decorators.http import require_safe

from congvu.accounts.access import official
from congvu.accounts.types import OfficeRequest
from congvu.directory.models import Absence, Appointment, Role
from congvu.directory.queries import absences_today, away_words, search_people
from congvu.documents.queries.people import heads_of_units

_SHOWN = 20


def _words(request: OfficeRequest) -> str:
    return request.GET.get("q", "").replace("\x00", "")[:100]


def _place(row: Appointment) -> str:
    return f"{row.title.name}, {row.unit.name}" if row.unit else row.title.name


def _items(rows: Iterable[Appointment]) -> list[dict[str, str]]:
    """With a word beside those who are away."""
    found = list(rows)
    away = absences_today(found)
    return [
        {
            "value": str(row.pk),
            "label": row.person.name,
            "note": f"{_place(row)}, {away_words(away[row.pk])}" if row.pk in away else _place(row),
        }
        for row in found
    ]


def _head_note(head: Appointment, away: dict[int, Absence]) -> str:
    note = f"đơn vị, {head.person.name}"
    return f"{note}, {away_words(away[head.pk])}" if head.pk in away else note


@official()
@require_safe
def find_leaders(request: OfficeRequest) -> JsonResponse:
    """Those of the agency who may direct."""
    rows = search_people(_words(request), agency_id=request.actor.agency_id)
    found = rows.filter(role__in=[Role.LEADER, Role.UNIT_HEAD])[:_SHOWN]
    return JsonResponse({"items": _items(found)})


@official()
@require_safe
def find_assignees(request: OfficeRequest) -> JsonResponse:
    """Units, each standing for its head, then people; `unit` limits to the people of one."""
    words, agency = _words(request), request.actor.agency_id
    unit = request.GET.get("unit", "")
    rows = search_people(words, agency_id=agency)
    if unit.isdecimal():
        rows = rows.filter(unit=int(unit[:18])).exclude(pk=request.actor.pk)
        return JsonResponse({"items": _items(rows[:_SHOWN])})
    heads = heads_of_units(words, agency_id=agency)[:_SHOWN]
    away = absences_today(heads)
    units = [
        {"value": str(head.pk), "label": head.unit.name, "note": _head_note(head, away)}
        for head in heads
        if head.unit
    ]
    taken = {item["value"] for item in units}
    people = _items(row for row in rows[:_SHOWN] if str(row.pk) not in taken)
    return JsonResponse({"items": [*units, *people][:_SHOWN]})
