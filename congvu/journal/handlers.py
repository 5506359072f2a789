"""Hearing what was done, and writing it down before it is committed."""

from __future__ import annotations

from congvu.core.acts import Acted
from congvu.core.events import on
from congvu.journal.writing import append


@on(Acted)
def write_down(acted: Acted) -> None:
    """The acts of one piece of work become entries of the agencies' chains, in its transaction."""
    append(acted.acts)
