"""Which type of document another system means."""

from __future__ import annotations

from congvu.core.text import fold
from congvu.documents.doctypes import DOCUMENT_TYPES, of_notation


def kind_of(*, name: str, notation: str) -> str:
    """The type by its name; where the name says nothing, by what the notation begins with."""
    wanted = fold(name)
    named = (one.code for one in DOCUMENT_TYPES if fold(one.name) == wanted)
    return next(named, None) or of_notation(notation)
