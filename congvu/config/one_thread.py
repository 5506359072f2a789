"""Each request runs in one thread from its first signal to its last, with one hop.

Django under ASGI otherwise makes a thread for every request, asks every middleware on the event
loop, and hops there and back for each signal, the view and the end: a quarter of a page's time.
Every view and middleware here is a plain function.
"""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import IO, Any

from django.core import signals
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.db import close_old_connections
from django.http import HttpResponseBase, StreamingHttpResponse
from django.urls import set_script_prefix

_END = object()
_THREADS = 16  # more than a process has connections: who waits for one holds a thread
_AT_ONCE = 2  # more would only take the interpreter from one another
_PATIENCE = 0.25  # seconds, after which a request is one that waits for something else


class OneThreadHandler(ASGIHandler):
    """The plain chain of middleware behind an ASGI door."""

    def __init__(self) -> None:
        super().__init__()
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="request")
        self._turns = asyncio.Semaphore(_AT_ONCE)

    def load_middleware(self, is_async: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002
        super().load_middleware(is_async=False)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Read the request whole, answer it in a thread, send the answer."""
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        with body:
            response = await self._in_turn(self._answer, scope, body)
            if isinstance(response, StreamingHttpResponse):
                await self._stream(response, receive, send)
            else:
                await self.send_response(response, send)

    def _answer(self, scope: Any, body: IO[bytes]) -> HttpResponseBase:
        """The answer, ended already unless it is a stream."""
        set_script_prefix(get_script_prefix(scope))
        signals.request_started.send(sender=self.__class__, scope=scope)
        request, refused = self.create_request(scope, body)
        response = refused if request is None else self.get_response(request)
        assert response is not None  # noqa: S101 - one of the two is always given
        response._handler_class = self.__class__  # type: ignore[attr-defined] # noqa: SLF001
        if response.streaming:
            close_old_connections()  # this thread's: the stream is read and ended in others
        else:
            response.close()
        return response

    async def _stream(self, response: StreamingHttpResponse, receive: Any, send: Any) -> None:
        """Send the parts one by one, each read when it is wanted, until the reader has gone."""
        if not response.is_async:
            # Django would read the whole stream into memory first.
            response.streaming_content = self._stepwise(iter(response.streaming_content))  # type: ignore[arg-type]
        sending = asyncio.create_task(self.send_response(response, send))
        gone = asyncio.create_task(self.listen_for_disconnect(receive))
        try:
            await asyncio.wait({sending, gone}, return_when=asyncio.FIRST_COMPLETED)
            sending.cancel()
            await asyncio.wait({sending})
        finally:
            gone.cancel()
            await self._in_thread(response.close)
        if not sending.cancelled():
            sending.result()

    async def _stepwise(self, parts: Iterator[bytes]) -> AsyncIterator[bytes]:
        while (part := await self._in_thread(next, parts, _END)) is not _END:
            assert isinstance(part, bytes)  # noqa: S101 - tells the type, for nothing else is sent
            yield part

    async def _in_turn(self, work: Callable[..., Any], *args: Any) -> Any:
        """A few at once; one that takes long (a device, a scan, a lock) keeps no other waiting."""
        await self._turns.acquire()
        with ExitStack() as turn:
            turn.callback(self._turns.release)  # once, whoever closes first
            soon = asyncio.get_running_loop().call_later(_PATIENCE, turn.close)
            try:
                return await self._in_thread(work, *args)
            finally:
                soon.cancel()

    async def _in_thread(self, work: Callable[..., Any], *args: Any) -> Any:
        run = contextvars.copy_context().run
        return await asyncio.get_running_loop().run_in_executor(self._threads, run, work, *args)
