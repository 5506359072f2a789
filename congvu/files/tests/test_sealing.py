"""Encryption at rest: streamed, read in ranges, and no change goes unseen."""

from __future__ import annotations

import base64
import io
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from congvu.files import queries
from congvu.files.sealing import PIECE, open_sealed, seal
from congvu.files.tests.conftest import Receive

KEY = bytes(range(32))
SIZES = [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 7]


def sealed(content: bytes) -> bytes:
    target = io.BytesIO()
    seal(io.BytesIO(content), target, key=KEY, name="n")
    return target.getvalue()


@pytest.mark.parametrize("size", SIZES)
def test_what_is_sealed_is_read_again(size: int) -> None:
    content = os.urandom(size)
    assert open_sealed(io.BytesIO(sealed(content)), key=KEY, name="n").read() == content


@settings(max_examples=40)
@given(st.integers(0, 3 * PIECE + 9), st.integers(0, 2 * PIECE))
def test_any_range_can_be_read(start: int, length: int) -> None:
    content = bytes(range(251)) * (3 * PIECE // 251)
    file = open_sealed(io.BytesIO(sealed(content)), key=KEY, name="n")
    file.seek(start)
    assert file.read(length) == content[start : start + length]


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data[:-20],
        lambda data: data[: 20 + PIECE + 16],
        lambda data: data[:100] + bytes([data[100] ^ 1]) + data[101:],
        lambda data: data[: 20 + PIECE + 16] + data[20 : 20 + PIECE + 16] + data[-23:],
        lambda data: b"XXXX" + data[4:],
    ],
    ids=["cut", "a piece less", "one bit", "swapped", "other form"],
)
def test_a_changed_content_is_not_read(change: Callable[[bytes], bytes]) -> None:
    data = change(sealed(os.urandom(2 * PIECE + 7)))
    with pytest.raises(OSError, match="sealed content"):
        open_sealed(io.BytesIO(data), key=KEY, name="n").read()


def test_the_store_encrypts_where_a_key_is_set(
    take: Receive, settings: Any, store_dir: Path
) -> None:
    plain = take("a.txt", b"truoc khi co khoa")
    key = base64.b64encode(KEY).decode()
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, files_key=key)
    content = b"noi dung cong van " * 9000
    file = take("b.txt", content)
    on_disk = b"".join(p.read_bytes() for p in store_dir.rglob("*.sealed"))
    assert b"cong van" not in on_disk
    assert queries.read(file) == content
    assert queries.read(plain) == b"truoc khi co khoa"
