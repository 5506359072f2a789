"""Public figures: pages, CSV and JSON, of all agencies and of one."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import asdict

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from congvu.accounts.access import public
from congvu.core import clock
from congvu.directory.models import Agency
from congvu.services.queries import figures as queries
from congvu.services.queries.indicators import Reckoned, as_data, as_lines, indicators
from congvu.services.queries.tallies import Period
from congvu.services.types import SMALL
from congvu.services.views.public import shown

PROVINCE = "toan-tinh"
_WIDTH = 1000


def _period(request: HttpRequest) -> Period:
    """The year and month that were asked for; this year where they mean nothing."""
    words, now = request.GET.get("nam", ""), clock.today().year
    known = words.isdecimal() and len(words) == 4 and 2010 <= int(words) <= now
    month = request.GET.get("thang", "")
    one = int(month) if month.isdecimal() and len(month) <= 2 else 0
    return Period(int(words) if known else now, one if one <= 12 else 0)


def _asked(request: HttpRequest) -> dict[str, object]:
    period, now = _period(request), clock.today().year
    return {
        "period": period,
        "years": range(now, now - 4, -1),
        "months": range(1, 13),
        "asked": f"nam={period.year}" + (f"&thang={period.month}" if period.month else ""),
        "small": SMALL,
    }


@public
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Số liệu giải quyết hồ sơ."""
    asked = _asked(request)
    lines = queries.figures(_period(request))
    return shown(request, "figures", {"lines": lines, "province": PROVINCE, **asked})


def _sheet(name: str, rows: Iterable[Iterable[object]]) -> HttpResponse:
    response = HttpResponse(
        "\ufeff",
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f"attachment; filename={name}.csv"},
    )
    csv.writer(response).writerows(rows)
    return response


@public
@require_safe
def figures_sheet(request: HttpRequest) -> HttpResponse:
    """The same as CSV."""
    period = _period(request)
    return _sheet(f"so-lieu-{period.since:%Y-%m}", queries.as_rows(queries.figures(period)))


@public
@require_safe
def figures_file(request: HttpRequest) -> JsonResponse:
    """The same as JSON; `null` where numbers are too small to be told."""
    period = _period(request)
    lines = [asdict(one) for one in queries.figures(period)]
    known = {"year": period.year, "month": period.month or None, "suppressed_below": SMALL}
    return JsonResponse({**known, "agencies": lines}, json_dumps_params={"ensure_ascii": False})


def _agency(code: str) -> Agency | None:
    return None if code == PROVINCE else queries.agency_of(code)


@public
@require_safe
def figures_of(request: HttpRequest, code: str) -> HttpResponse:
    """Bộ chỉ số 766 của một cơ quan, hoặc toàn tỉnh."""
    agency, asked = _agency(code), _asked(request)
    found = indicators(_period(request), agency=agency)
    context = {
        "name": agency.name if agency else "Toàn tỉnh",
        "code": code,
        "groups": [(one, _bar(one)) for one in found],
        "points": round(sum(one.points for one in found), 2),
        "known": sum(one.known for one in found),
        **asked,
    }
    return shown(request, "indicators", context)


def _bar(one: Reckoned) -> tuple[int, int, int]:
    """Widths of a thousand: points reached, not reached, and what is not reckoned here."""
    reached = round(_WIDTH * one.points / one.group.most)
    known = round(_WIDTH * one.known / one.group.most)
    return reached, max(0, known - reached), _WIDTH - max(known, reached)


@public
@require_safe
def figures_of_sheet(request: HttpRequest, code: str) -> HttpResponse:
    """The same as CSV, each with how it is reckoned."""
    period = _period(request)
    found = indicators(period, agency=_agency(code))
    return _sheet(f"chi-so-766-{period.since:%Y-%m}", as_lines(found))


@public
@require_safe
def figures_of_file(request: HttpRequest, code: str) -> JsonResponse:
    """The same as JSON."""
    period = _period(request)
    found = as_data(indicators(period, agency=_agency(code)))
    known = {"code": code, "year": period.year, "month": period.month or None}
    return JsonResponse({**known, "groups": found}, json_dumps_params={"ensure_ascii": False})
