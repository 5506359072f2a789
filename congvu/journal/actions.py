"""What can happen to the journal besides being appended to: its ends are anchored daily."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from congvu.core import clock
from congvu.journal.anchor_files import write_day
from congvu.journal.models import Anchor, Chain


def anchor(day: date | None = None) -> int:
    """Anchor each chain's end for the day (today), once; gives the number of chains.

    The table first, then the file from the table, so that a run that was cut short is completed by
    the next one. Chains that begin later in the day are anchored on the next.
    """
    on = day or clock.today()
    with transaction.atomic():
        if not Anchor.objects.filter(on=on).exists():
            now = clock.now()
            Anchor.objects.bulk_create(
                [
                    Anchor(agency_id=chain.pk, on=on, seq=chain.seq, hash=chain.head, at=now)
                    for chain in Chain.objects.order_by("pk")
                ],
                ignore_conflicts=True,
            )
    anchors = list(Anchor.objects.filter(on=on))
    if anchors:
        write_day(on, anchors)
    return len(anchors)
