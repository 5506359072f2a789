"""How far a batch is, and which documents one may be of."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import Count, QuerySet

from congvu.core.refused import NotFound
from congvu.directory.models import Appointment
from congvu.documents.models import Batch, BatchItem, Outgoing
from congvu.documents.queries.outgoing import visible_to
from congvu.documents.types import BatchItemState, BatchKind, OutgoingState

LOCK = 1_804  # the space of advisory locks that batches use


@dataclass(frozen=True)
class Progress:
    """How many are done, refused, waiting; whether a process is at it now."""

    done: int
    refused: int
    waiting: int
    running: bool

    @property
    def total(self) -> int:
        return self.done + self.refused + self.waiting

    @property
    def past(self) -> int:
        return self.done + self.refused

    @property
    def stopped(self) -> bool:
        """The process that was at it has ended before it was done."""
        return bool(self.waiting) and not self.running


def batch_of(key: UUID, *, actor: Appointment) -> Batch:
    """One's own batch; `NotFound` for others'."""
    found = Batch.objects.filter(key=key, created_by=actor).select_related("agency").first()
    if found is None:
        raise NotFound
    return found


def begun(key: UUID, *, actor: Appointment) -> bool:
    """Whether the form that made the key has been sent before."""
    return Batch.objects.filter(key=key, created_by=actor).exists()


def items_of(batch: Batch) -> QuerySet[BatchItem]:
    return batch.items.select_related("outgoing")


def progress_of(batch: Batch) -> Progress:
    counts = dict(batch.items.values_list("state").annotate(Count("pk")))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted"
            " AND classid = %s AND objid = %s"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))",
            [LOCK, batch.pk],
        )
        running = bool(cursor.fetchone()[0])
    return Progress(
        done=counts.get(BatchItemState.DONE, 0),
        refused=counts.get(BatchItemState.REFUSED, 0),
        waiting=counts.get(BatchItemState.WAITING, 0),
        running=running,
    )


def ready(kind: BatchKind, *, actor: Appointment) -> QuerySet[Outgoing]:
    """What waits for the actor's signature, or for the agency's number and seal; oldest first."""
    rows = visible_to(actor).select_related("drafter__person", "agency", "signer__person")
    if kind == BatchKind.SIGN:
        rows = rows.filter(holder=actor, signer=actor, state=OutgoingState.SUBMITTED)
        return rows.order_by("held_since", "pk")
    states = [OutgoingState.SIGNED, OutgoingState.NUMBERED]
    return rows.filter(agency=actor.agency_id, state__in=states).order_by("signed_at", "pk")


def chosen(
    kind: BatchKind, ids: Collection[int], *, actor: Appointment, most: int
) -> list[Outgoing]:
    """Those of the ids that are ready."""
    return list(ready(kind, actor=actor).filter(pk__in=ids)[:most])
