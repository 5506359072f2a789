"""The letters of everything that is printed."""

from __future__ import annotations

import functools
from pathlib import Path

import typst
from django.conf import settings


@functools.cache
def fonts() -> typst.Fonts:
    """Tinos (Times New Roman's metrics, all of Vietnamese), read once for all threads.

    The faces that come with typst stay behind it for arrows, boxes and other signs.
    """
    folder = Path(settings.BUILD_DIR) / "fonts"
    found = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=[folder]
    )
    if "Tinos" not in found.families():
        raise RuntimeError(f"No Tinos fonts in {folder}; run the frontend build first.")
    return found
