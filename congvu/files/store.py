"""The store: contents by their SHA-256, in Django's default storage, encrypted where asked.

A content is staged (written whole, beside its place) before the transaction, and settled (moved
to its place at once) inside it, so that nobody ever meets half a file.
"""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage

from congvu.core.refused import Refused
from congvu.files.sealing import open_sealed, seal

_CHUNK = 1024 * 1024


@dataclass(frozen=True)
class Staged:
    """A content that is written and waits for its place."""

    path: Path
    sha256: str
    sealed: bool


def key() -> bytes | None:
    """The key by which contents are encrypted at rest: 32 bytes in base64, or none."""
    given = settings.ENVIRONMENT.files_key
    if not given:
        return None
    found = base64.b64decode(given, validate=True)
    if len(found) != 32:
        raise ValueError("CONGVU_FILES_KEY must be 32 bytes in base64")
    return found


def incoming() -> Path:
    """Where uploads arrive: on the same disk as the local store, so that settling is a rename."""
    folder = Path(settings.DATA_DIR) / "incoming"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


@contextmanager
def staged(source: Path, *, sha256: str, mine: bool = False) -> Iterator[Staged]:
    """The content of `source`, written beside its place; gone at the end unless it was settled.

    `mine`: nobody writes in `source` any more, so that a second name for it will do. Otherwise
    what is written is hashed again; raises `Refused` where it is not what was looked at.
    """
    sealing_key = key()
    path = incoming() / f"stage-{uuid.uuid4().hex}"
    try:
        if sealing_key or not (mine and _linked(source, path)):
            _written(source, path, sealing_key, sha256)
        yield Staged(path, sha256, sealed=sealing_key is not None)
    finally:
        path.unlink(missing_ok=True)


def _linked(source: Path, path: Path) -> bool:
    try:
        path.hardlink_to(source)
    except OSError:  # another disk, or one that knows no second names
        return False
    return True


def _written(source: Path, path: Path, sealing_key: bytes | None, sha256: str) -> None:
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with source.open("rb") as file, os.fdopen(descriptor, "wb") as target:
        read = _Hashed(file)
        if sealing_key:
            seal(cast("BinaryIO", read), target, key=sealing_key, name=sha256)
        else:
            shutil.copyfileobj(read, target, _CHUNK)
    if read.digest.hexdigest() != sha256:
        raise Refused("Tệp đã bị thay đổi trong lúc tiếp nhận. Xin gửi lại tệp.")


class _Hashed:
    """A file whose digest grows as it is read."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self.digest = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self._file.read(size)
        self.digest.update(piece)
        return piece


def settle(content: Staged) -> None:
    """Put the content into its place; the same content a second time changes nothing."""
    if exists(content.sha256):
        return
    place = _place(content.sha256, sealed=content.sealed)
    try:
        target = Path(default_storage.path(place))
    except NotImplementedError:
        with content.path.open("rb") as file:
            default_storage.save(place, File(file))
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    content.path.replace(target)


def exists(sha256: str) -> bool:
    """Whether the content is in the store."""
    return any(default_storage.exists(_place(sha256, sealed=sealed)) for sealed in (True, False))


def open_content(sha256: str) -> BinaryIO:
    """The content, seekable, decrypted piece by piece as it is read; raises `FileNotFoundError`."""
    sealed = _place(sha256, sealed=True)
    if default_storage.exists(sealed):
        found = key()
        if found is None:
            raise ValueError("The store holds encrypted contents and CONGVU_FILES_KEY is not set")
        return open_sealed(cast("BinaryIO", default_storage.open(sealed)), key=found, name=sha256)
    return cast("BinaryIO", default_storage.open(_place(sha256, sealed=False)))


@contextmanager
def on_disk(sha256: str, *, ending: str) -> Iterator[Path]:
    """The content as a plain file for another process, for the time of the block."""
    with (
        open_content(sha256) as source,
        tempfile.NamedTemporaryFile(dir=incoming(), prefix="read-", suffix=f".{ending}") as target,
    ):
        while piece := source.read(_CHUNK):
            target.write(piece)
        target.flush()
        yield Path(target.name)


def discard(sha256: str) -> None:
    """Take the content out of the store."""
    for sealed in (True, False):
        default_storage.delete(_place(sha256, sealed=sealed))


def _place(sha256: str, *, sealed: bool) -> str:
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}{'.sealed' if sealed else ''}"
