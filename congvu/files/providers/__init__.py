"""The outside systems that files pass through."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol


class Unreachable(Exception):  # noqa: N818 - it is a state of the world, not a fault of ours
    """The outside system did not answer, or not in words that are understood."""


class Scanner(Protocol):
    """Looks for malware."""

    def scan(self, path: Path) -> str:
        """The name of what was found, empty when clean; raises `Unreachable`."""


class Converter(Protocol):
    """Turns an office file into PDF."""

    def to_pdf(self, path: Path) -> bytes:
        """The PDF; raises `Unreachable` where there is none, or it did not finish."""
