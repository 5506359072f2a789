"""The Content-Security-Policy of every page, put together once."""

from __future__ import annotations

from collections.abc import Callable

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.http import HttpRequest, HttpResponseBase


class ContentPolicy(CSPMiddleware):
    """django-csp's, which builds the header anew for each answer; here no page has a nonce."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponseBase]) -> None:
        super().__init__(respond)
        self._usual = build_policy()

    def process_request(self, request: HttpRequest) -> None:
        """No nonce is made: no page has a script or a style of its own."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """The usual policy; a page that asked for more by a decorator has django-csp build it."""
        if any(name.startswith("_csp") for name in vars(response)):
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, self._usual)
        return response
