"""The file gates: bytes and pages a second, reading for marks, memory at a 500 MB upload."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from bench.rows import Row

_MIB = 1024 * 1024
_LARGE = 500 * _MIB


def run() -> list[Row]:
    import congvu.config.testing  # noqa: F401 - gives a database where the environment names none

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congvu.config.settings")
    import django
    from django.conf import settings
    from django.db import connection
    from django.test.utils import override_settings

    django.setup()
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    with tempfile.TemporaryDirectory() as folder:
        storage = {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": f"{folder}/files"},
        }
        bare = replace(settings.ENVIRONMENT, clamd="", files_key="")
        try:
            with override_settings(
                DATA_DIR=Path(folder),
                ENVIRONMENT=bare,
                STORAGES={**settings.STORAGES, "default": storage},
            ):
                return [*_gates(Path(folder)), *_upload(Path(folder))]
        finally:
            connection.creation.destroy_test_db("postgres", verbosity=0)


def _seconds(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def _gates(folder: Path) -> list[Row]:
    from congvu.directory.tests.factories import make_office
    from congvu.files.actions import receive_path
    from congvu.files.reader import read_apart
    from congvu.files.sealing import open_sealed, seal
    from congvu.files.tests import samples
    from congvu.files.types import Media
    from congvu.secrecy.queries import find_marks

    actor = make_office().specialist
    text, pdf, scan, small = (folder / name for name in ("a.txt", "a.pdf", "b.pdf", "c.pdf"))
    text.write_bytes(b"Noi dung van ban dien tu. " * (100 * _MIB // 26))
    pdf.write_bytes(samples.pdf(pages=500))
    scan.write_bytes(samples.scanned_pdf("BÁO CÁO"))
    small.write_bytes(samples.pdf())
    words = "Căn cứ Luật Bảo vệ bí mật nhà nước; bảo đảm bảo mật thông tin.\n" * 20_000
    sealed = folder / "sealed"

    def to_seal() -> None:
        with text.open("rb") as source, sealed.open("wb") as target:
            seal(source, target, key=bytes(32), name="n")

    def to_open() -> None:
        with open_sealed(sealed.open("rb"), key=bytes(32), name="n") as source:
            while source.read(_MIB):
                pass

    whole = _seconds(lambda: receive_path(text, name="a.txt", actor=actor))
    one = _seconds(lambda: receive_path(small, name="c.pdf", actor=actor))
    pages = _seconds(lambda: read_apart(pdf, Media.PDF))
    scanned = _seconds(lambda: read_apart(scan, Media.PDF))
    marks = _seconds(lambda: find_marks(words))
    rows = [
        Row("file gates, a text of 100 MB", 100 / whole, "MB/s"),
        Row("file gates, a PDF of one page", one * 1000, "ms", "a process of its own to read"),
        Row("PDF with text, read", 500 / pages, "pages/s"),
        Row("scanned page, read by tesseract", 1 / scanned, "pages/s", "two passes a page"),
        Row("reading for marks", len(words.encode()) / _MIB / marks, "MB/s"),
        Row("encryption at rest", 100 / _seconds(to_seal), "MB/s"),
        Row("decryption at rest", 100 / _seconds(to_open), "MB/s"),
    ]
    for path in (text, sealed):
        path.unlink()
    return rows


def _upload(folder: Path) -> list[Row]:
    from congvu.accounts.tests.factories import client_of
    from congvu.directory.tests.factories import make_office
    from congvu.files.tests.serving import post_upload, server

    session = client_of(make_office().specialist).session.session_key
    with server(folder) as web:
        post_upload(web.port, session=session, size=4_000_000)
        before = web.peak_mib
        took = _seconds(lambda: post_upload(web.port, session=session, size=_LARGE))
        peak = web.peak_mib
    return [
        Row("upload of 500 MB over HTTP", 500 / took, "MB/s"),
        Row("memory of the web process at it", peak, "MiB", f"{peak - before:.0f} MiB more"),
    ]
