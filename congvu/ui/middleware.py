"""An expected "no" becomes a calm page, or a toast where only a part of the page was asked for."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from congvu.core.refused import Refused
from congvu.ui.refusals import answer

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class RefusedMiddleware:
    """Turns a `Refused` that a view let pass into its answer (404, 403 or 409)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponseBase | None:
        """Django asks here for every exception of a view; others pass on and crash loudly."""
        if isinstance(exception, Refused):
            return answer(request, status=exception.status, sentence=exception.sentence)
        return None
