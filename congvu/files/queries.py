"""Asking for files and their contents."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from pathlib import Path
from typing import BinaryIO

from congvu.core.refused import Conflict, NotFound, Refused
from congvu.directory.models import Appointment
from congvu.files import store
from congvu.files.models import StoredFile, TextState
from congvu.files.types import Sound


def uploads_of(actor: Appointment, ids: Collection[int]) -> list[StoredFile]:
    """Those of the ids that the appointment uploaded itself, in the order given."""
    found = {
        file.pk: file
        for file in StoredFile.objects.select_related("blob").filter(pk__in=ids, uploaded_by=actor)
    }
    return [found[pk] for pk in ids if pk in found]


def own_upload(pk: int, *, actor: Appointment) -> StoredFile:
    """One's own upload; raises `NotFound` for anybody else's."""
    found = uploads_of(actor, [pk])
    if not found:
        raise NotFound
    return found[0]


def open_file(file: StoredFile) -> BinaryIO:
    """The content, seekable; raises `Refused` where it is withheld. Who may is the caller's."""
    if file.blob.text_state == TextState.WITHHELD:
        raise Refused(
            "Tệp này đang bị tạm giữ vì có dấu chỉ độ mật bên trong. "
            "Ông/bà liên hệ văn thư và người phụ trách bảo vệ bí mật nhà nước của cơ quan."
        )
    return store.open_content(file.sha256)


def open_deposit(sha256: str) -> BinaryIO:
    """A message that was deposited, seekable; raises `FileNotFoundError`."""
    return store.open_content(sha256)


def staging() -> Path:
    """The folder in which what arrives is written, on the same disk as the store."""
    return store.incoming()


def read_sound(file: StoredFile) -> Sound:
    """The whole content, which is what it was when it was taken in; else `Conflict`."""
    content = read(file)
    hashed = hashlib.sha256(content)
    if hashed.hexdigest() != file.sha256:
        raise Conflict(
            "Tệp trong kho lưu trữ không còn đúng như khi được nhận nên không ký. "
            "Ông/bà báo quản trị hệ thống khôi phục tệp từ bản sao lưu."
        )
    return Sound(content, hashed)


def read(file: StoredFile) -> bytes:
    """The whole content; for what is known to be small enough."""
    with open_file(file) as content:
        return content.read()
