"""Papers of public services as PDF, set by typst."""

from __future__ import annotations

import functools
import json
import shutil
import tempfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, cast

import segno
import typst
from django.conf import settings

_HERE = Path(__file__).parent


@functools.cache
def _fonts() -> typst.Fonts:
    folder = Path(settings.BUILD_DIR) / "fonts"
    return typst.Fonts(include_system_fonts=False, font_paths=[folder])


def pdf_of(name: str, content: Mapping[str, Any], *, qr: str = "") -> bytes:
    """The template `name`.typ with that content; `qr` is what its code holds, if it has one."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        shutil.copy(_HERE / f"{name}.typ", root)
        if qr:
            segno.make(qr, error="m", micro=False).save(
                code := BytesIO(), kind="svg", border=1, scale=4
            )
            (root / "ma.svg").write_bytes(code.getvalue())
        compiler = typst.Compiler(
            root / f"{name}.typ",
            root=root,
            font_paths=_fonts(),
            ignore_system_fonts=True,
            sys_inputs={"content": json.dumps({**content, "has_qr": bool(qr)}, ensure_ascii=False)},
        )
        return cast("bytes", compiler.compile(format="pdf"))
