"""Pages set by typst from a template and its content, in our own letters."""

from __future__ import annotations

import functools
import io
import json
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import cast

import segno
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


def typeset(template: Path, files: Mapping[str, bytes] | None = None, **content: object) -> bytes:
    """The PDF of a template; each of `content` is JSON in `sys.inputs` under its name.

    `files` (name → bytes) lie beside the template.
    """
    if not files:
        return _compiled(template, content)
    with tempfile.TemporaryDirectory() as folder:
        for name, given in files.items():
            (Path(folder) / name).write_bytes(given)
        return _compiled(Path(shutil.copy(template, folder)), content)


def _compiled(source: Path, content: Mapping[str, object]) -> bytes:
    compiler = typst.Compiler(
        source,
        root=source.parent,
        font_paths=fonts(),
        ignore_system_fonts=True,
        sys_inputs={name: json.dumps(one, ensure_ascii=False) for name, one in content.items()},
    )
    return cast("bytes", compiler.compile(format="pdf"))


def code_of(address: str, *, scale: int = 1) -> bytes:
    """The QR code of an address, as SVG."""
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", border=1, scale=scale)
    return drawn.getvalue()
