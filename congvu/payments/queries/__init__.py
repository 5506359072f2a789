"""What can be asked of payments; other apps use what stands here."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import CharField

from congvu.core.prepared import Given, Prepared
from congvu.payments.models import Payable

__all__ = ["of_reference", "payables"]


_OF_REFERENCE = Prepared(
    lambda: Payable.objects.select_related("agency").filter(
        reference=Given("reference", CharField())
    )
)


def of_reference(reference: str) -> Payable | None:
    """The payable that was asked for under that reference."""
    return _OF_REFERENCE.first(reference=reference)


def payables(references: Iterable[str]) -> dict[str, Payable]:
    """Those that stand, by their references; one query."""
    rows = Payable.objects.filter(reference__in=list(references)).select_related("agency")
    return {one.reference: one for one in rows}
