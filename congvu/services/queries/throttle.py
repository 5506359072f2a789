"""How often one address may ask what could be guessed."""

from __future__ import annotations

import hashlib

from django.core.cache import cache

from congvu.core import origin
from congvu.core.refused import Refused


class TooOften(Refused):
    """Asked too often from there; said without telling anything else."""

    status = 429


def allow(what: str, *, most: int, seconds: int) -> None:
    """Count one asking from the caller's address; raises `TooOften` beyond `most` in the time."""
    address = origin.current().address or "?"
    key = hashlib.sha256(f"{what} {address}".encode()).hexdigest()[:40]
    cache.add(f"services:{key}", 0, seconds)
    try:
        count = cache.incr(f"services:{key}")
    except ValueError:
        return
    if count > most:
        raise TooOften(
            f"Ông/bà đã thử nhiều lần. Xin chờ {seconds // 60} phút rồi thử lại; hồ sơ không bị "
            "ảnh hưởng."
        )
