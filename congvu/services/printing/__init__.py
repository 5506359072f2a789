"""Papers of public services as PDF, set by typst."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from congvu.core.typesetting import code_of, typeset

_HERE = Path(__file__).parent


def pdf_of(name: str, content: Mapping[str, Any], *, qr: str = "") -> bytes:
    """The template `name`.typ with that content; `qr` is what its code holds, if it has one."""
    code = {"ma.svg": code_of(qr, scale=4)} if qr else None
    return typeset(_HERE / f"{name}.typ", code, content={**content, "has_qr": bool(qr)})
