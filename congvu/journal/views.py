"""The journal's pages, for administrators: that something happened, never its contents."""

from __future__ import annotations

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from congvu.accounts.access import official
from congvu.accounts.types import OfficeRequest
from congvu.directory.models import Role
from congvu.journal import queries
from congvu.journal.forms import FilterForm

_KEEPERS = (Role.ADMINISTRATOR, Role.PROVINCE_ADMINISTRATOR)


@official(*_KEEPERS)
@require_safe
def entry_list(request: OfficeRequest) -> HttpResponse:
    """The agency's journal, newest first; `?truoc=<seq>` goes on."""
    agency = queries.agency_kept_by(request.actor, request.GET.get("agency", ""))
    form = FilterForm(
        {**request.GET.dict(), "agency": str(agency.pk)},
        agencies=queries.agencies_kept_by(request.actor),
        actions=queries.actions_of(agency.pk),
    )
    valid = form.is_valid()
    before = request.GET.get("truoc", "")
    page = queries.entries_of(
        agency.pk, form.wanted(), before=int(before) if before.isdecimal() else None
    )
    context = {"form": form, "agency": agency, "page": page, "valid": valid}
    return render(request, "journal/list.html", {**context, **_around(request.GET, page)})


def _around(asked: QueryDict, page: queries.Page) -> dict[str, str]:
    """The addresses of the neighbouring pages, with the filters kept."""
    query = asked.copy()
    started = query.pop("truoc", None)
    here = reverse("journal:list")
    newest = f"{here}?{query.urlencode()}" if started else ""
    if page.before is None:
        return {"newest": newest, "older": ""}
    query["truoc"] = str(page.before)
    return {"newest": newest, "older": f"{here}?{query.urlencode()}"}


@official(*_KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: OfficeRequest) -> HttpResponse:
    """Reads the whole chain when asked to (POST), and names the first broken link."""
    agency = queries.agency_kept_by(request.actor, request.POST.get("agency", ""))
    verdict = queries.verify_chain(agency) if request.method == "POST" else None
    context = {
        "agencies": queries.agencies_kept_by(request.actor),
        "agency": agency,
        "verdict": verdict,
        "anchored": queries.last_anchor(agency),
    }
    return render(request, "journal/verify.html", context)
