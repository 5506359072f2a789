"""All that a dossier has to do with money: what it costs, that it was paid.

Payments themselves lie in an app of their own; this is the one place where they are met.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from congvu.services.definitions import fees_due
from congvu.services.models import Dossier
from congvu.services.queries.versions import content_of


def reference_of(dossier: Dossier) -> str:
    """What payments know the dossier by."""
    return f"services:{dossier.pk}"


def reckon_fees(dossier: Dossier, papers: Sequence[str]) -> None:
    """Write the fees of its version and answers into the dossier in memory."""
    answers: Mapping[str, object] = dossier.answers
    found = fees_due(content_of(dossier.definition), answers, papers)
    dossier.fees = [
        {
            "code": one.fee.code,
            "name": one.fee.name,
            "kind": one.fee.kind,
            "amount": one.amount,
            "exempt": one.exempt.name if one.exempt else "",
        }
        for one in found
    ]
    dossier.fees_total = sum(one.amount for one in found)


def owes(dossier: Dossier) -> bool:
    return dossier.fees_total > 0 and dossier.paid_at is None


def mark_paid(dossier: Dossier, *, at: datetime, how: str) -> None:
    """In memory: the fees were paid, by that way."""
    dossier.paid_at, dossier.paid_how = at, how[:120]
