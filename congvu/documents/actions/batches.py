"""Two hundred documents with one PIN: each signed or issued on its own, all or nothing.

The key is opened once and lives in this process alone. What is done is committed document by
document: whoever stops in the middle goes on with the PIN from where it stands, and a document that
is done already is not done again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from congvu.core.acts import work
from congvu.core.refused import Conflict, Forbidden, Refused
from congvu.directory.models import Agency, Appointment
from congvu.documents.actions import issuing, submitting
from congvu.documents.actions.beyond import add_beyond
from congvu.documents.models import Batch, BatchItem, Outgoing, Register
from congvu.documents.queries.batches import LOCK
from congvu.documents.types import BatchItemState, BatchKind, OutgoingState
from congvu.signing.types import OpenedKey

MOST = 200
_Do = Callable[[Outgoing, OpenedKey, BatchItem], str]


@dataclass(frozen=True)
class Wanted:
    """What is to be done: to which documents, and for issuing where they are entered and sent."""

    kind: BatchKind
    documents: Sequence[Outgoing]
    register: Register | None = None
    agencies: Sequence[Agency] = ()
    beyond: Sequence[int] = ()


def begin(key: UUID, wanted: Wanted, *, actor: Appointment, pin: str) -> Batch:
    """Write down what is to be done, and do it; the same key again goes on with what stands.

    Raises `Refused(field="pin")` before anything was written or done.
    """
    if not 0 < len(wanted.documents) <= MOST:
        raise Refused(
            f"Mỗi lần chọn được từ 1 đến {MOST} văn bản; xin bỏ chọn bớt, phần còn lại làm ở "
            "lần sau."
        )
    opened = _open(wanted.kind, actor, pin)
    batch = _written(key, wanted, actor)
    _run(batch, actor, opened)
    return batch


def go_on(batch: Batch, *, actor: Appointment, pin: str) -> None:
    """Do what still waits of it, after the process that was at it ended."""
    if batch.created_by_id != actor.pk:
        raise Forbidden
    _run(batch, actor, _open(BatchKind(batch.kind), actor, pin))


def _open(kind: BatchKind, actor: Appointment, pin: str) -> OpenedKey:
    if kind == BatchKind.SIGN:
        return submitting.open_own_key(actor, pin=pin)
    return issuing.open_seal(actor.agency, actor=actor, pin=pin)


def _written(key: UUID, wanted: Wanted, actor: Appointment) -> Batch:
    with work():
        batch, made = Batch.objects.get_or_create(
            key=key,
            defaults={
                "agency": actor.agency,
                "kind": wanted.kind,
                "created_by": actor,
                "register": wanted.register,
                "beyond": list(wanted.beyond),
            },
        )
        if batch.created_by_id != actor.pk:
            raise Forbidden
        if made:
            batch.receivers.set(wanted.agencies)
            BatchItem.objects.bulk_create(
                BatchItem(
                    batch=batch,
                    outgoing=document,
                    prepared_id=document.prepared_id,
                    position=position,
                )
                for position, document in enumerate(wanted.documents)
            )
    return batch


def _run(batch: Batch, actor: Appointment, opened: OpenedKey) -> None:
    """A document that is refused holds up no other: its words stand beside it."""
    do = _signing(actor) if batch.kind == BatchKind.SIGN else _issuing(batch, actor)
    with _alone(batch):
        waiting = batch.items.filter(state=BatchItemState.WAITING).select_related("outgoing")
        for item in waiting:
            try:
                _note(item, BatchItemState.DONE, do(item.outgoing, opened, item))
            except Refused as refused:
                _note(item, BatchItemState.REFUSED, refused.sentence)


def _signing(actor: Appointment) -> _Do:
    def do(document: Outgoing, opened: OpenedKey, item: BatchItem) -> str:
        if document.state == OutgoingState.SIGNED and document.signer_id == actor.pk:
            return "đã ký số"  # the process ended between signing and noting it here
        if document.prepared_id != item.prepared_id:
            raise Conflict("Văn bản vừa được trình lại bản khác; xin đọc lại trước khi ký.")
        submitting.sign_opened(document, actor=actor, opened=opened)
        return "đã ký số"

    return do


def _issuing(batch: Batch, actor: Appointment) -> _Do:
    added = list(batch.receivers.all())

    def do(document: Outgoing, opened: OpenedKey, item: BatchItem) -> str:
        if document.state != OutgoingState.ISSUED:
            add_beyond(document, batch.beyond, actor=actor)
            chosen = [one.agency for one in document.receivers.select_related("agency")]
            issuing.issue_opened(
                document,
                actor=actor,
                opened=opened,
                agencies=[*chosen, *added],
                register=batch.register,
            )
        return f"đã phát hành số {document.code}"

    return do


def _note(item: BatchItem, state: BatchItemState, words: str) -> None:
    BatchItem.objects.filter(pk=item.pk).update(state=state, words=words)


@contextmanager
def _alone(batch: Batch) -> Iterator[None]:
    """One process at a time; the lock falls with the connection, however the process ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK, batch.pk])
        if not cursor.fetchone()[0]:
            raise Conflict("Lô văn bản này đang được thực hiện; xin chờ xong.", field="pin")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK, batch.pk])
