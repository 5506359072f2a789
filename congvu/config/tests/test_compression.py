"""Pages are compressed, files and small answers are not."""

from __future__ import annotations

import gzip

import pytest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from congvu.config.compression import PageCompression

WORDS = "Văn bản đến chờ xử lý. " * 200


def answer(response, *, accepts: str = "gzip, br"):
    def respond(request: HttpRequest):
        return response

    return PageCompression(respond)(RequestFactory().get("/", headers={"Accept-Encoding": accepts}))


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "text/csv", "application/json"])
def test_words_are_compressed_and_come_back_whole(kind: str) -> None:
    sent = answer(HttpResponse(WORDS, content_type=kind))
    assert sent["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in sent["Vary"]
    assert len(sent.content) < len(WORDS) // 10
    assert gzip.decompress(sent.content).decode() == WORDS


@pytest.mark.parametrize("kind", ["application/pdf", "image/png", "application/octet-stream"])
def test_files_travel_as_they_are(kind: str) -> None:
    sent = answer(HttpResponse(WORDS, content_type=kind))
    assert "Content-Encoding" not in sent
    assert sent.content.decode() == WORDS


def test_a_stream_keeps_its_length_and_its_ranges() -> None:
    response = StreamingHttpResponse([WORDS.encode()], content_type="text/plain")
    response["Content-Length"] = str(len(WORDS.encode()))
    sent = answer(response)
    assert "Content-Encoding" not in sent
    assert b"".join(sent.streaming_content) == WORDS.encode()


def test_who_does_not_ask_gets_it_plain() -> None:
    assert answer(HttpResponse(WORDS), accepts="identity").content.decode() == WORDS
    assert answer(HttpResponse("ngắn")).content.decode() == "ngắn"


def test_the_same_page_never_has_the_same_length_twice() -> None:
    """Random padding, so that lengths tell nothing of secrets in the page (BREACH)."""
    lengths = {len(answer(HttpResponse(WORDS)).content) for _ in range(40)}
    assert len(lengths) > 1
