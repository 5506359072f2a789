"""Uploads that arrive in parts, and go on after the line was lost."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from django.core.files.uploadedfile import UploadedFile

from congvu.core.refused import Conflict, Refused
from congvu.directory.models import Appointment
from congvu.files import store
from congvu.files.types import MAX_BYTES

_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)$")
_LEFT_AFTER_SECONDS = 3 * 24 * 3600
TOO_LARGE = "Tệp lớn hơn 500 MB nên không thể tiếp nhận. Ông/bà chia nhỏ hoặc giảm dung lượng tệp."


def parse_range(header: str) -> tuple[int, int]:
    """`Content-Range: bytes first-last/total` (RFC 9110, 14.4) as offset and total."""
    found = _RANGE.match(header)
    if not found or int(found[1]) > int(found[2]) or int(found[2]) >= int(found[3]):
        raise Refused("Phần tệp gửi lên không đúng quy cách. Ông/bà tải lại tệp.", field="file")
    if int(found[3]) > MAX_BYTES:
        raise Refused(TOO_LARGE, field="file")
    return int(found[1]), int(found[3])


def progress(key: str, *, actor: Appointment) -> int:
    """How many bytes of the upload have arrived."""
    path = _path(key, actor)
    return path.stat().st_size if path.exists() else 0


def append(
    part: UploadedFile[bytes], *, key: str, offset: int, total: int, actor: Appointment
) -> Path | None:
    """Add the part at its place; with the last one, the path of the whole, for the caller to take.

    A part that came already is written again. Raises `Conflict` where one before it is missing:
    `progress` says from where to go on.
    """
    with _locked(key, actor) as file:
        if offset > file.seek(0, os.SEEK_END):
            raise Conflict("Thiếu một phần của tệp; hệ thống sẽ gửi tiếp từ chỗ dở.", field="file")
        file.seek(offset)
        file.truncate()
        for piece in part.chunks():
            file.write(piece)
        if file.tell() > total:
            file.truncate(0)
            raise Refused("Phần tệp gửi lên không đúng quy cách. Ông/bà tải lại tệp.", field="file")
        if file.tell() < total:
            return None
        # Under a name of its own nobody can write to it while it passes the gates.
        whole = store.incoming() / f"whole-{uuid4().hex}"
        return _path(key, actor).rename(whole)


def drop_left() -> int:
    """Delete what was begun and left for three days; how many."""
    stale = [
        path
        for path in store.incoming().iterdir()
        if time.time() - path.stat().st_mtime > _LEFT_AFTER_SECONDS
    ]
    for path in stale:
        path.unlink(missing_ok=True)
    return len(stale)


def _path(key: str, actor: Appointment) -> Path:
    name = hashlib.sha256(f"{actor.pk} {key}".encode()).hexdigest()
    return store.incoming() / f"part-{name}"


@contextmanager
def _locked(key: str, actor: Appointment) -> Iterator[BinaryIO]:
    path = _path(key, actor)
    while True:
        path.touch(mode=0o600)
        with path.open("r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if not _is_still(path, file):
                continue
            yield file
            return


def _is_still(path: Path, file: BinaryIO) -> bool:
    """Whether the path still names the file that we waited for: it may have been taken away."""
    try:
        return path.stat().st_ino == os.fstat(file.fileno()).st_ino
    except FileNotFoundError:
        return False
