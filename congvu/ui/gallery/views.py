"""The gallery: every part in every state, in demo mode only."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from congvu.core.refused import Conflict, NotFound
from congvu.ui.gallery.forms import EveryWidget
from congvu.ui.gallery.page import icon_names, sample_page
from congvu.ui.gallery.samples import samples

_FILLED = {
    "abstract": "V/v tăng cường ứng dụng công nghệ thông tin",
    "arrived_on": "01/04/2026",
    "urgency": "urgent",
    "people": ["1", "3"],
    "people_part_3": "coordinate",
}


def _only_in_demo() -> None:
    if not settings.DEMO:
        raise NotFound


def gallery(request: HttpRequest) -> HttpResponseBase:
    """Everything on one page; posting its form shows errors or goes back."""
    _only_in_demo()
    form = EveryWidget(request.POST or None, request.FILES or None, auto_id="id_%s")
    if request.method == "POST" and form.is_valid():
        return HttpResponseRedirect(reverse("ui:gallery"))
    wrong = EveryWidget({"abstract": "à" * 220, "arrived_on": "31/02/2026"}, auto_id="wrong_%s")
    filled = EveryWidget(initial=_FILLED, auto_id="filled_%s")
    given = {"form": form, "wrong": wrong, "filled": filled, "icons": icon_names(), **samples()}
    return render(request, "ui/gallery/gallery.html", given)


def workspace(request: HttpRequest, selected: str = "") -> HttpResponseBase:
    """List and detail beside each other; on a phone two pages."""
    _only_in_demo()
    return render(request, "ui/gallery/workspace.html", {"selected": selected, **samples()})


def dialog(request: HttpRequest) -> HttpResponseBase:
    """A dialog by htmx, a page without; `?tu-choi` refuses."""
    _only_in_demo()
    if "tu-choi" in request.GET:
        raise Conflict("Văn bản này vừa được người khác vào sổ lúc 16:21.")
    form = EveryWidget(request.POST or None, auto_id="dialog_%s")
    for name in set(form.fields) - {"arrived_on", "abstract", "people"}:
        del form.fields[name]
    if request.method == "POST" and form.is_valid():
        return HttpResponseRedirect(reverse("ui:gallery"))
    return render(request, "ui/gallery/dialog.html", {"form": form})


def plain(request: HttpRequest) -> HttpResponseBase:
    """A plain public page."""
    _only_in_demo()
    return render(request, "ui/gallery/plain.html", samples())


def page(_request: HttpRequest) -> HttpResponseBase:
    """The page that the gallery's viewer shows."""
    _only_in_demo()
    return HttpResponse(sample_page(), content_type="application/pdf")


for _view in (gallery, workspace, dialog, plain, page):
    setattr(_view, "access", ("public",))  # noqa: B010 - a function has no such attribute to mypy
