"""One measured figure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """A figure with its unit, and what stands beside it to judge it by."""

    name: str
    value: float
    unit: str
    beside: str = ""
