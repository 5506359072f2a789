"""Statistics: the two reports on the situation, their workbooks, the documents behind a figure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from congvu.accounts.access import official
from congvu.accounts.types import OfficeRequest
from congvu.core.refused import NotFound
from congvu.directory.models import Appointment, Role, Unit
from congvu.documents import statistics_sheet
from congvu.documents.doctypes import BY_CODE
from congvu.documents.forms.statistics import GROUPS, PeriodForm, span_around, title_of
from congvu.documents.queries import statistics as queries
from congvu.documents.queries.figures import BASES, Figure
from congvu.documents.queries.statistics import Line, Scope, Span
from congvu.documents.queries.statistics_lists import MANY, row_page
from congvu.ui.types import Tab

USERS = (Role.CLERK, Role.LEADER, Role.UNIT_HEAD, Role.SPECIALIST, Role.DESK_OFFICER)
WAYS = {
    "den": "Tình hình xử lý văn bản đến",
    "di": "Tình hình ban hành văn bản đi",
}


@dataclass(frozen=True)
class Asked:
    """What the address asks for."""

    way: str
    base: str
    group: str
    groups: list[str]
    scope: Scope
    form: PeriodForm
    period: str
    span: Span


def _number(request: OfficeRequest, name: str) -> int | None:
    words = request.GET.get(name, "")
    return int(words[:18]) if words.isdecimal() else None


def _asked(request: OfficeRequest, way: str) -> Asked:
    if way not in WAYS:
        raise NotFound
    scope = queries.scope_of(
        request.actor, unit_id=_number(request, "don-vi"), person_id=_number(request, "nguoi")
    )
    groups = _groups(way, scope)
    wanted = request.GET.get("nhom", "")
    group = wanted if wanted in groups else groups[0]
    base = "ban-hanh" if way == "di" else "van-ban"
    if way == "den" and (group in {"don-vi", "nguoi"} or not _whole(scope)):
        base = "phan-viec"
    form = PeriodForm(request.GET)
    period = form.cleaned_data["ky"] or "thang" if form.is_valid() else "thang"
    scope = replace(scope, top=group == "don-vi")
    return Asked(way, base, group, groups, scope, form, period, form.span())


def _whole(scope: Scope) -> bool:
    return scope.unit_id is None and scope.person_id is None


def _groups(way: str, scope: Scope) -> list[str]:
    if scope.person_id is not None:
        return ["thoi-gian"] if way == "den" else ["thoi-gian", "loai"]
    if scope.unit_id is not None:
        return ["nguoi", "thoi-gian"] if way == "den" else ["nguoi", "thoi-gian", "loai"]
    return ["don-vi", "nguoi", "thoi-gian", "loai"]


@official(*USERS)
@require_safe
def statistics(request: OfficeRequest, way: str = "den") -> HttpResponse:
    """One report: its table by unit, person, time or type, and the same as bars."""
    asked = _asked(request, way)
    basis = BASES[asked.base]
    lines = queries.lines(asked.base, asked.group, asked.scope, asked.span)
    summary, whole = _whole_of(asked, lines)
    context: dict[str, Any] = {
        "title": WAYS[way],
        "about": _about(asked),
        "period": title_of(asked.period, asked.span),
        "form": asked.form,
        "kept": _kept(request, ("nhom", "don-vi", "nguoi")),
        "ways": [_tab(request, label, way=one, current=one == way) for one, label in WAYS.items()],
        "groups": [
            _tab(request, GROUPS[one], way=way, group=one, current=one == asked.group)
            for one in asked.groups
        ],
        "figures": _cells(summary, whole),
        "group": GROUPS[asked.group],
        "names": [basis.figures[name].label for name in basis.columns],
        "lines": [_row(asked.base, line, request, asked) for line in lines[:-1]],
        "total": {"label": lines[-1].label, "cells": _cells(asked.base, lines[-1])}
        if lines
        else {},
        "bars": _bars(asked.base, lines[:-1]),
        "legend": [(part, basis.figures[part].label) for part in basis.parts],
        "sheet": f"{reverse('documents:statistics_sheet', args=[way])}?{request.GET.urlencode()}",
        "up": _address(request, way, drop=("don-vi", "nguoi", "nhom"))
        if not _whole(asked.scope) and request.actor.role in queries.WIDE
        else "",
        **_turning(request, asked),
    }
    return render(request, "documents/statistics/page.html", context)


def _whole_of(asked: Asked, lines: list[Line]) -> tuple[str, Line]:
    """What stands above the table: of a whole agency its documents, though shares are listed."""
    if asked.base == "phan-viec" and _whole(asked.scope):
        return "van-ban", queries.total("van-ban", replace(asked.scope, top=False), asked.span)
    if lines:
        return asked.base, lines[-1]
    return asked.base, queries.total(asked.base, asked.scope, asked.span)


def _kept(request: OfficeRequest, names: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(name, request.GET[name]) for name in names if request.GET.get(name)]


def _address(request: OfficeRequest, way: str, *, drop: tuple[str, ...] = (), **given: str) -> str:
    query = {name: value for name, value in request.GET.items() if value and name not in drop}
    here = reverse("documents:statistics", args=[way])
    words = urlencode(query | given)
    return f"{here}?{words}" if words else here


def _tab(request: OfficeRequest, label: str, *, way: str, current: bool, group: str = "") -> Tab:
    url = _address(request, way, nhom=group) if group else _address(request, way, drop=("nhom",))
    return Tab(label, url, current=current)


def _about(asked: Asked) -> str:
    """Whose figures these are."""
    scope = asked.scope
    if scope.person_id is not None:
        rows = Appointment.objects.select_related("person", "title")
        person = rows.filter(pk=scope.person_id, agency=scope.actor.agency_id).first()
        return f"{person.person.name}, {person.title.name}" if person else ""
    if scope.unit_id:
        unit = Unit.objects.filter(pk=scope.unit_id, agency=scope.actor.agency_id).first()
        return unit.name if unit else ""
    return "Lãnh đạo cơ quan" if scope.unit_id == 0 else scope.actor.agency.name


def list_address(base: str, figure: str, line: Line) -> str:
    """The documents behind one figure of a line."""
    scope = line.scope
    query: dict[str, object] = {
        "so": figure,
        "tu": f"{line.span.first:%d/%m/%Y}",
        "den": f"{line.span.last:%d/%m/%Y}",
    }
    if scope.unit_id is not None:
        query["don-vi"] = scope.unit_id
    if scope.person_id is not None:
        query["nguoi"] = scope.person_id
    if scope.top:
        query["dau-moi"] = 1
    if scope.given:
        query["toi-giao"] = 1
    if line.kind:
        query["loai"] = line.kind
    return f"{reverse('documents:statistics_list', args=[base])}?{urlencode(query)}"


def _row(base: str, line: Line, request: OfficeRequest, asked: Asked) -> dict[str, Any]:
    deeper = ""
    if asked.group == "don-vi" and line.scope.unit_id is not None:
        deeper = _address(request, asked.way, drop=("nhom",), **{"don-vi": str(line.scope.unit_id)})
    elif asked.group == "nguoi" and line.scope.person_id is not None:
        deeper = _address(
            request, asked.way, drop=("nhom", "don-vi"), nguoi=str(line.scope.person_id)
        )
    return {"label": line.label, "url": deeper, "cells": _cells(base, line)}


def _cells(base: str, line: Line) -> list[tuple[str, int, str, bool]]:
    """Each figure of the line: name, count, its documents, whether it counts what is late."""
    figures = BASES[base].figures
    return [
        (
            figures[name].label,
            count,
            list_address(base, name, line) if count else "",
            figures[name].late and count > 0,
        )
        for name, count in line.counts.items()
    ]


def _bars(base: str, lines: list[Line]) -> list[dict[str, Any]]:
    """Each line as a bar of its parts, in thousandths of the longest."""
    basis = BASES[base]
    longest = max((line.counts[basis.columns[0]] for line in lines), default=0) or 1
    bars = []
    for line in lines:
        at, parts = 0.0, []
        for name in basis.parts:
            width = 1000 * line.counts[name] / longest
            if width:
                parts.append((name, f"{at:.1f}", f"{width:.1f}"))
            at += width
        bars.append({"label": line.label, "count": line.counts[basis.columns[0]], "parts": parts})
    return bars


def _turning(request: OfficeRequest, asked: Asked) -> dict[str, str]:
    """The period before and the one after, where the period is one of the calendar's."""
    if asked.period == "khoang":
        return {}
    before = asked.span.first - timedelta(days=1)
    after = asked.span.last + timedelta(days=1)

    def turn(day: date) -> str:
        first = span_around(asked.period, day).first
        return _address(request, asked.way, drop=("den",), ky=asked.period, tu=f"{first:%d/%m/%Y}")

    return {"before": turn(before), "after": turn(after)}


@official(*USERS)
@require_safe
def statistics_sheet_file(request: OfficeRequest, way: str) -> HttpResponse:
    """The table as XLSX."""
    asked = _asked(request, way)
    lines = queries.lines(asked.base, asked.group, asked.scope, asked.span)
    period = title_of(asked.period, asked.span)
    made = statistics_sheet.workbook(
        agency=_about(asked),
        title=WAYS[way],
        period=period,
        group=GROUPS[asked.group],
        basis=BASES[asked.base],
        lines=lines,
    )
    name = f"{WAYS[way]}, {period}.xlsx".replace("/", "-")
    return HttpResponse(
        made,
        content_type=statistics_sheet.MEDIA_TYPE,
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
            "Cache-Control": "private, no-store",
        },
    )


def _title(base: str, chosen: Figure) -> str:
    title = BASES[base].title
    return title if chosen.label == title else f"{title}: {chosen.label.lower()}"


@official(*USERS)
@require_safe
def statistics_list(request: OfficeRequest, base: str) -> HttpResponse:
    """The documents behind a figure."""
    figure = request.GET.get("so", "")
    if base not in BASES or figure not in BASES[base].figures:
        raise NotFound
    chosen = BASES[base].figures[figure]
    form = PeriodForm({**request.GET.dict(), "ky": "khoang"})
    if chosen.moment and not form.is_valid():
        raise NotFound
    scope = queries.scope_of(
        request.actor, unit_id=_number(request, "don-vi"), person_id=_number(request, "nguoi")
    )
    scope = replace(scope, top="dau-moi" in request.GET, given="toi-giao" in request.GET)
    span, kind = form.span(), request.GET.get("loai", "")
    rows = queries.listed(base, figure, scope, span, kind if kind in BY_CODE else "")
    page = row_page(base, rows, after=request.GET.get("sau", ""))
    asked = {name: value for name, value in request.GET.items() if name != "sau"}
    here = f"{request.path}?{urlencode(asked)}"
    context = {
        "title": _title(base, chosen),
        "period": title_of("khoang", span) if chosen.moment else "Tính đến hôm nay",
        "page": page,
        "many": page.count >= MANY,
        "older": f"{here}&{urlencode({'sau': page.next})}" if page.next else "",
        "newer": here if request.GET.get("sau") else "",
        "back": reverse("documents:statistics", args=["di" if base == "ban-hanh" else "den"]),
    }
    return render(request, "documents/statistics/list.html", context)
