"""Each request runs in one thread from its first middleware to its view, with one hop.

Django under ASGI otherwise asks every middleware on the event loop and hops to a thread and back
for each that does some work; every view and middleware here is a plain function.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIHandler, ASGIRequest
from django.http import HttpResponseBase, StreamingHttpResponse

_END = object()


class OneThreadHandler(ASGIHandler):
    """The plain chain of middleware behind an ASGI door."""

    def load_middleware(self, is_async: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002
        super().load_middleware(is_async=False)

    async def get_response_async(self, request: ASGIRequest) -> HttpResponseBase:  # type: ignore[override]
        response = await sync_to_async(self.get_response, thread_sensitive=True)(request)
        if isinstance(response, StreamingHttpResponse) and not response.is_async:
            # Django would read the whole stream into memory first.
            response.streaming_content = _stepwise(iter(response.streaming_content))  # type: ignore[arg-type]
        return response


async def _stepwise(parts: Iterator[bytes]) -> AsyncIterator[bytes]:
    """The parts one by one, each read in the request's thread only when it is wanted."""
    step = sync_to_async(lambda: next(parts, _END), thread_sensitive=True)
    while (part := await step()) is not _END:
        assert isinstance(part, bytes)  # noqa: S101 - tells the type, for nothing else is sent
        yield part
