"""What a paper print answers for itself."""

from __future__ import annotations

from congvu.documents.models import Outgoing, PaperCode
from congvu.documents.queries.outgoing import OUT


def by_token(token: str) -> Outgoing | None:
    """The document whose print bears the token; only once it was issued."""
    rows = PaperCode.objects.filter(token=token.lower(), outgoing__state__in=OUT)
    found = rows.select_related("outgoing__agency", "outgoing__issued__blob").first()
    return found.outgoing if found else None


def code_of(document: Outgoing) -> PaperCode | None:
    return PaperCode.objects.filter(outgoing=document).first()
