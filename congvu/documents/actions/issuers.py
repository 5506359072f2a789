"""Remembering the issuers that the clerks have written down, so that a few letters name them."""

from __future__ import annotations

from congvu.core import clock
from congvu.core.text import fold
from congvu.documents.models import Incoming, KnownIssuer


def remember_issuer(document: Incoming) -> None:
    """The issuer with this notation, and who signed for it last."""
    KnownIssuer.objects.update_or_create(
        agency_id=document.agency_id,
        notation=fold(document.notation)[:30],
        folded=fold(document.issuer_name)[:200],
        defaults={
            "name": document.issuer_name,
            "signer_name": document.signer_name,
            "used_at": clock.now(),
        },
    )
