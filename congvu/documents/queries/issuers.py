"""Issuers by a few letters, or by the notation of their documents."""

from __future__ import annotations

from congvu.core.text import fold
from congvu.directory.queries import search_agencies
from congvu.documents.models import KnownIssuer

SHOWN = 8


def issuers_named(words: str, *, agency_id: int) -> list[str]:
    """Names with these words: first those met before, the latest first, then the province's own."""
    met = KnownIssuer.objects.filter(agency=agency_id)
    for word in fold(words).split()[:8]:
        met = met.filter(folded__contains=word)
    names = dict.fromkeys(met.values_list("name", flat=True)[: SHOWN * 4])
    own = search_agencies(words).values_list("name", flat=True)[:SHOWN]
    return list(names | dict.fromkeys(own))[:SHOWN]


def issuer_of(notation: str, *, agency_id: int) -> KnownIssuer | None:
    """Whose documents bear this notation, as last written down."""
    rows = KnownIssuer.objects.filter(agency=agency_id, notation=fold(notation)[:30])
    return rows.order_by("-used_at").first() if notation.strip() else None
