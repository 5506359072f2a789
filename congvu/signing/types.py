"""Plain values that signing gives and takes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Slot:
    """A place on a page for a field: points from the page's top left corner, pages from 1."""

    id: str
    page: int
    x: float
    y: float
    width: float
    height: float
