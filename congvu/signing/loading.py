"""Signing by the hundred while a demo is loaded, all in one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from congvu.core.apart import joined
from congvu.core.refused import Forbidden
from congvu.signing.pdf.apart import in_this_process
from congvu.signing.protection import remembering


@contextmanager
def loading() -> Iterator[None]:
    """Keys that are not committed yet can be used, and each PIN is stretched once.

    Everything is signed and verified as always; only the walls fall that guard keys and strangers'
    files where people work. Raises `Forbidden` outside the demo installation.
    """
    if not settings.DEMO:
        raise Forbidden("Chỉ bản trình diễn mới nạp tỉnh mẫu.")
    with joined(), remembering(), in_this_process():
        yield
