"""Pages of the face itself."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from congvu.ui import appearance as chosen


@require_POST
def appearance(request: HttpRequest) -> HttpResponseBase:
    """Keep the text size or the colours that the person chose and go back to where they were."""
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = "/"
    response = HttpResponseRedirect(target)
    chosen.keep(request, response)
    return response


def help_page(request: HttpRequest) -> HttpResponseBase:
    """What everybody needs to know to work here, on one page."""
    return render(request, "ui/help.html")


appearance.access = ("public",)  # type: ignore[attr-defined]
help_page.access = ("public",)  # type: ignore[attr-defined]
