"""Sending files in ranges: RFC 9110, section 14, as browsers and PDF viewers use it."""

from __future__ import annotations

import io

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from congvu.core.http import send_file

CONTENT = bytes(range(100))


def ask(method: str = "GET", content: bytes = CONTENT, **headers: str):
    request = RequestFactory().generic(method, "/", headers=headers)
    return send_file(
        request,
        io.BytesIO(content),
        size=len(content),
        name="Kế hoạch “số 1”.pdf",
        media_type="application/pdf",
    )


def body(answer) -> bytes:
    return b"".join(answer) if answer.streaming else answer.content


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=0-49", 0, 49),
        ("bytes=50-", 50, 99),
        ("bytes=-1", 99, 99),
        ("bytes=-100", 0, 99),
        ("bytes=-5000", 0, 99),
        ("bytes=99-99", 99, 99),
        ("bytes=90-5000", 90, 99),
        ("BYTES=1-2", 1, 2),
        ("bytes=0-999999999999999999", 0, 99),
    ],
)
def test_a_part(asked: str, start: int, end: int) -> None:
    answer = ask(Range=asked)
    assert answer.status_code == 206
    assert answer["Content-Range"] == f"bytes {start}-{end}/100"
    assert body(answer) == CONTENT[start : end + 1]
    assert answer["Content-Length"] == str(end + 1 - start)


@pytest.mark.parametrize("asked", ["bytes=100-", "bytes=100-200", "bytes=-0", "bytes=9-3"])
def test_a_part_that_is_not_there(asked: str) -> None:
    answer = ask(Range=asked)
    assert answer.status_code == 416
    assert answer["Content-Range"] == "bytes */100"


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=a-b",
        "bytes=--1",
        "bytes=1-2,5-6",
        "bytes=0x1-2",
        "bytes = 1-2",
        "pages=1-2",
        "bytes=٣-٤",
        f"bytes={'9' * 5000}-",
        f"bytes=0-{'9' * 5000}",
    ],
)
def test_what_is_no_single_range_gets_the_whole(asked: str) -> None:
    answer = ask(Range=asked)
    assert answer.status_code == 200
    assert body(answer) == CONTENT
    assert answer["Accept-Ranges"] == "bytes"


def test_only_a_get_has_ranges_and_no_condition_can_hold() -> None:
    assert ask("HEAD", Range="bytes=0-1").status_code == 200
    assert ask(Range="bytes=0-1", If_Range='"v1"').status_code == 200


@pytest.mark.parametrize("asked", ["", "bytes=0-", "bytes=-5"])
def test_an_empty_file(asked: str) -> None:
    answer = ask(content=b"", Range=asked)
    assert (answer.status_code, body(answer), answer["Content-Length"]) == (200, b"", "0")


def test_the_name_travels_whole_and_forges_no_header() -> None:
    answer = ask()
    said = answer["Content-Disposition"]
    assert said.startswith("inline; filename*=UTF-8''K%E1%BA%BF%20ho%E1%BA%A1ch")
    assert said.isascii()
    assert answer["Cache-Control"] == "private, no-cache"


def test_the_file_is_closed_whatever_was_asked() -> None:
    for asked in ("bytes=0-1", "bytes=500-", ""):
        file = io.BytesIO(CONTENT)
        request = RequestFactory().get("/", headers={"Range": asked})
        answer = send_file(request, file, size=100, name="a", media_type="text/plain")
        body(answer)
        assert file.closed


@given(st.text(st.characters(codec="latin-1", exclude_characters="\r\n"), max_size=40))
def test_any_header_is_answered(asked: str) -> None:
    answer = ask(Range=asked)
    assert answer.status_code in {200, 206, 416}
    assert len(body(answer)) in {0, int(answer.get("Content-Length", "0"))}
