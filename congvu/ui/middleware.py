"""An expected "no" becomes a calm page, or a toast where only a part of the page was asked for."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from congvu.core.refused import Refused
from congvu.ui.refusals import answer

GetResponse = Callable[[HttpRequest], HttpResponseBase]


_REDIRECTS = {301, 302, 303, 307}


class RefusedMiddleware:
    """Turns a `Refused` that a view let pass into its answer (404, 403 or 409)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return followed(request, self.get_response(request))

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponseBase | None:
        """Django asks here for every exception of a view; others pass on and crash loudly."""
        if isinstance(exception, Refused):
            return answer(
                request,
                status=exception.status,
                sentence=exception.sentence,
                guide=exception.guide,
            )
        return None


def followed(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """A redirect answered to htmx leads the whole page on, not the fragment that asked."""
    if not request.headers.get("HX-Request") or response.status_code not in _REDIRECTS:
        return response
    onward = HttpResponse(status=204, headers={"HX-Redirect": _onward(request, response)})
    onward.cookies = response.cookies
    return onward


def _onward(request: HttpRequest, response: HttpResponseBase) -> str:
    """Where to; a place on the same page would only be scrolled to, what changed not be shown."""
    target = str(response["Location"])
    page, _, _ = target.partition("#")
    here = urlsplit(request.headers.get("HX-Current-URL", ""))
    return page if page == here.path else target
