"""Pages of the face itself."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from congvu.ui import appearance as chosen
from congvu.ui import guides


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
    """The guides, one's own first, and the keys that work everywhere."""
    own = guides.guide_of(_role(request))
    others = [one for one in guides.guides().values() if one is not own]
    return render(request, "ui/help.html", {"own": own, "others": others} | _frame(request))


def guide(request: HttpRequest, slug: str) -> HttpResponseBase:
    """One guide, with its contents beside it."""
    found = guides.guides().get(slug)
    if found is None:
        raise Http404
    others = [one for one in guides.guides().values() if one is not found]
    crumbs = [("Trợ giúp", reverse("ui:help"))]
    context = {"guide": found, "others": others, "crumbs": crumbs}
    return render(request, "ui/guide.html", context | _frame(request))


def _role(request: HttpRequest) -> str:
    actor = getattr(request, "actor", None)
    return actor.role if actor else ""


def _frame(request: HttpRequest) -> dict[str, str]:
    """Whoever works here keeps the shell around them; everybody else has a page alone."""
    return {"frame": "ui/shell.html" if _role(request) else "ui/page.html"}


appearance.access = ("public",)  # type: ignore[attr-defined]
help_page.access = ("public",)  # type: ignore[attr-defined]
guide.access = ("public",)  # type: ignore[attr-defined]
