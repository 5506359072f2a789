"""Public figures: a page, CSV and JSON."""

from __future__ import annotations

import csv
from dataclasses import asdict

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from congvu.accounts.access import public
from congvu.core import clock
from congvu.services.queries import figures as queries
from congvu.services.views.public import shown


def _year(request: HttpRequest) -> int:
    words, now = request.GET.get("nam", ""), clock.today().year
    known = words.isdecimal() and len(words) == 4 and 2010 <= int(words) <= now
    return int(words) if known else now


@public
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Số liệu giải quyết hồ sơ."""
    year = _year(request)
    context = {
        "lines": queries.figures(year),
        "year": year,
        "years": range(clock.today().year, clock.today().year - 4, -1),
        "small": queries.SMALL,
    }
    return shown(request, "figures", context)


@public
@require_safe
def figures_sheet(request: HttpRequest) -> HttpResponse:
    """The same as CSV."""
    year = _year(request)
    response = HttpResponse(
        "\ufeff",
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f"attachment; filename=so-lieu-{year}.csv"},
    )
    csv.writer(response).writerows(queries.as_rows(queries.figures(year)))
    return response


@public
@require_safe
def figures_file(request: HttpRequest) -> JsonResponse:
    """The same as JSON; `null` where numbers are too small to be told."""
    year = _year(request)
    lines = [asdict(one) for one in queries.figures(year)]
    return JsonResponse(
        {"year": year, "suppressed_below": queries.SMALL, "agencies": lines},
        json_dumps_params={"ensure_ascii": False},
    )
