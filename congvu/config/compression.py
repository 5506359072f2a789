"""Pages are compressed on their way; files, which are streamed in ranges, are not."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware


class PageCompression(GZipMiddleware):
    """Django's gzip (with its random padding against BREACH), for whole text answers only."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if response.streaming or not response.get("Content-Type", "").startswith(
            ("text/", "application/json")
        ):
            return response
        return super().process_response(request, response)
