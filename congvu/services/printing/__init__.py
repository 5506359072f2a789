"""Papers of public services as PDF, set by typst."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from congvu.core.barcode import bars_of
from congvu.core.typesetting import code_of, typeset

_HERE = Path(__file__).parent


def pdf_of(name: str, content: Mapping[str, Any], *, qr: str = "", bars: str = "") -> bytes:
    """The template `name`.typ with that content; `qr` and `bars` are what its codes hold."""
    files = {"ma.svg": code_of(qr, scale=4)} if qr else {}
    if bars:
        files["vach.svg"] = bars_of(bars)
    return typeset(_HERE / f"{name}.typ", files, content={**content, "has_qr": bool(qr)})
