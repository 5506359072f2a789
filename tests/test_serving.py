"""How a request runs: in one thread, streams step by step, pages compressed, files not."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import override_settings
from django.urls import path

from congvu.config.one_thread import OneThreadHandler

seen: list[threading.Thread] = []
taken: list[int] = []
left = threading.Event()


def page(request: HttpRequest) -> HttpResponse:
    seen.append(threading.current_thread())
    return HttpResponse("Công Vụ " * 400)


def parts() -> Iterator[bytes]:
    for number in range(50):
        taken.append(number)
        yield b"x" * 1000


def stream(request: HttpRequest) -> StreamingHttpResponse:
    return StreamingHttpResponse(parts(), content_type="application/pdf")


def wait(request: HttpRequest) -> HttpResponse:
    assert left.wait(10)
    return HttpResponse("xong")


urlpatterns = [path("page", page), path("stream", stream), path("wait", wait)]


def first_middleware(get_response: Any) -> Any:
    def middleware(request: HttpRequest) -> HttpResponse:
        seen.append(threading.current_thread())
        answer = get_response(request)
        seen.append(threading.current_thread())
        return answer

    return middleware


async def ask(
    address: str, on_send: Any, *, gone: asyncio.Event | None = None, at: Any = None
) -> None:
    """One GET at the ASGI door; `gone` tells when the reader leaves."""
    scope = {
        "type": "http",
        "method": "GET",
        "path": address,
        "query_string": b"",
        "headers": [(b"host", b"localhost"), (b"accept-encoding", b"gzip")],
    }

    async def receive() -> dict[str, Any]:
        if not asked:
            asked.append(True)
            return {"type": "http.request", "body": b"", "more_body": False}
        await (gone or asyncio.Event()).wait()
        return {"type": "http.disconnect"}

    asked: list[bool] = []
    await (at or OneThreadHandler())(scope, receive, on_send)


@pytest.fixture(autouse=True)
def small_chain() -> Iterator[None]:
    """A chain with a classic middleware, which Django would ask on the event loop."""
    seen.clear()
    taken.clear()
    chain = [
        f"{__name__}.first_middleware",
        "congvu.config.compression.PageCompression",
        "django.middleware.common.CommonMiddleware",
    ]
    with override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=chain, ALLOWED_HOSTS=["localhost"]):
        yield


async def test_a_request_stays_in_one_thread_from_first_middleware_to_view() -> None:
    sent: list[dict[str, Any]] = []

    async def on_send(message: dict[str, Any]) -> None:
        sent.append(message)

    await ask("/page", on_send)
    assert sent[0]["status"] == 200
    assert (b"Content-Encoding", b"gzip") in sent[0]["headers"]
    assert len(seen) == 3
    assert len(set(seen)) == 1
    assert seen[0] is not threading.main_thread()


async def test_a_stream_is_read_only_as_fast_as_it_is_sent() -> None:
    ahead: list[int] = []
    length = SimpleNamespace(sent=0)

    async def on_send(message: dict[str, Any]) -> None:
        length.sent += len(message.get("body", b""))
        ahead.append(len(taken) * 1000 - length.sent)

    await ask("/stream", on_send)
    assert length.sent == 50_000
    assert max(ahead) <= 1000


async def test_a_stream_ends_when_its_reader_has_gone() -> None:
    gone = asyncio.Event()

    async def on_send(message: dict[str, Any]) -> None:
        if len(taken) == 5:
            gone.set()
            await asyncio.sleep(0.05)

    await ask("/stream", on_send, gone=gone)
    assert 5 <= len(taken) < 10


async def test_those_who_wait_for_something_keep_no_page_waiting() -> None:
    door = OneThreadHandler()
    done: list[int] = []

    async def on_send(message: dict[str, Any]) -> None:
        done.append(message.get("status", 0))

    left.clear()
    waiting = [asyncio.create_task(ask("/wait", on_send, at=door)) for _ in range(8)]
    await asyncio.wait_for(ask("/page", on_send, at=door), 5)
    assert done[0] == 200
    assert not any(one.done() for one in waiting)
    left.set()
    await asyncio.gather(*waiting)
    for _ in range(8):  # every turn was given back, once
        await asyncio.wait_for(ask("/page", on_send, at=door), 1)
