"""The face stays light: what every page loads, compressed as whitenoise does it."""

from __future__ import annotations

import gzip

import brotli
from django.conf import settings
from django.test import Client

BUILT = settings.BUILD_DIR / "static/ui"
STYLES_AND_SCRIPTS = 70_000
ICONS = 8_000
PAGE = 20_000


def test_styles_and_scripts_of_every_page() -> None:
    files = [(BUILT / name).read_bytes() for name in ("app.css", "app.js")]
    assert sum(len(gzip.compress(file, 9)) for file in files) <= STYLES_AND_SCRIPTS
    assert sum(len(brotli.compress(file)) for file in files) <= STYLES_AND_SCRIPTS


def test_icons() -> None:
    assert len(gzip.compress((BUILT / "icons.svg").read_bytes(), 9)) <= ICONS


def test_a_page_of_the_office() -> None:
    page = Client().get("/giao-dien/").content
    assert len(gzip.compress(page, 6)) <= PAGE


def test_nothing_is_written_inline() -> None:
    for address in ("/giao-dien/", "/giao-dien/khung/mot/", "/giao-dien/trang/"):
        page = Client().get(address).content.decode()
        assert " style=" not in page
        assert "<style" not in page
        assert page.count("<script") == page.count('<script type="module" src=')
        assert " onclick=" not in page
