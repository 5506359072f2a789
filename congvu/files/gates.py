"""The gates that a content passes before it is taken in: malware, reading, secrecy."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from congvu.core.refused import Refused
from congvu.directory.models import Appointment
from congvu.files.providers import Unreachable
from congvu.files.providers.clamd import Clamd
from congvu.files.reader import read_apart
from congvu.files.types import Media, Reading
from congvu.secrecy.actions import check_text

_DOOR = "tải tệp lên"


def scan(path: Path) -> None:
    """Through the malware gate. Raises `Refused` for what bears any, or can't be asked about."""
    address = settings.ENVIRONMENT.clamd
    if not address:
        return
    try:
        found = Clamd(address).scan(path)
    except Unreachable as silent:
        raise Refused(
            "Chưa kiểm tra được mã độc vì máy chủ quét không trả lời, nên chưa thể tiếp nhận tệp. "
            "Ông/bà thử lại sau ít phút hoặc báo quản trị hệ thống.",
            field="file",
        ) from silent
    if found:
        raise Refused(
            f"Không tiếp nhận: phát hiện mã độc trong tệp ({found}). "
            "Ông/bà không mở tệp này và báo bộ phận công nghệ thông tin.",
            field="file",
        )


def check(
    path: Path,
    media: Media,
    *,
    name: str,
    size: int,
    actor: Appointment | None,
    agency_id: int = 0,
    door: str = _DOOR,
) -> Reading:
    """Through the gates of reading and secrecy; what was read. Raises `Refused` in words.

    Of somebody without an account there is no `actor`; `agency_id` says whose journal hears.
    """
    reading = read_apart(path, media)
    check_text(
        {"tên tệp": name, **reading.parts},
        actor=actor,
        agency_id=agency_id,
        door=door,
        scanned=reading.scanned,
        size=size,
        field="file",
    )
    return reading
