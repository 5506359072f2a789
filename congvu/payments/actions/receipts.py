"""Receipts: their pages made by a job, the agency's seal put on by whoever keeps it."""

from __future__ import annotations

from congvu.core import clock
from congvu.core.actions import command
from congvu.core.acts import work
from congvu.core.refused import Conflict
from congvu.directory.models import Agency, Appointment
from congvu.files import queries as stored
from congvu.files.actions import keep
from congvu.payments import policy
from congvu.payments.models import Receipt
from congvu.payments.receipts import page_of
from congvu.signing.actions import open_key, sign_copy
from congvu.signing.queries import key_of
from congvu.signing.types import OpenedKey

AT_ONCE = 50
_PDF = "application/pdf"


def make(receipt_id: int) -> None:
    """Make the receipt's page and keep it; one that stands is left."""
    rows = Receipt.objects.select_related("payable__paid_by", "agency")
    receipt = rows.get(pk=receipt_id)
    if receipt.file_id is not None:
        return
    page = page_of(receipt)
    with work():
        file = keep(page, name=_name(receipt), media_type=_PDF, agency=receipt.agency, actor=None)
        Receipt.objects.filter(pk=receipt.pk, file=None).update(file=file)


def seal_waiting(agency: Agency, *, actor: Appointment, pin: str) -> int:
    """Put the agency's seal on receipts that wait for it, the oldest first; on how many.

    Each is signed outside a transaction and kept in one of its own: what was done stays done.

    Raises:
        Refused: no seal, not this person's to use, or a wrong PIN (field `pin`).
    """
    key = key_of(agency)
    if key is None:
        raise Conflict("Cơ quan chưa có chứng thư số con dấu; đề nghị quản trị đưa vào hệ thống.")
    opened = open_key(key, pin=pin, actor=actor)
    rows = Receipt.objects.filter(agency=agency, sealed=None, file__isnull=False)
    waiting = list(rows.select_related("file__blob", "agency").order_by("pk")[:AT_ONCE])
    for receipt in waiting:
        seal(receipt, actor=actor, opened=opened)
    return len(waiting)


@command("Ký số biên lai", who=policy.keeps_books)
def seal(receipt: Receipt, *, actor: Appointment, opened: OpenedKey) -> None:
    assert receipt.file is not None  # noqa: S101 - chosen so
    signed = sign_copy(
        stored.read(receipt.file), key=opened, form="BIÊN LAI ĐIỆN TỬ", agency=receipt.agency.name
    )
    file = keep(signed, name=_name(receipt), media_type=_PDF, agency=receipt.agency, actor=actor)
    Receipt.objects.filter(pk=receipt.pk, sealed=None).update(
        sealed=file, sealed_by=actor, sealed_at=clock.now()
    )


def _name(receipt: Receipt) -> str:
    return f"bien-lai-{receipt.number:07}-{receipt.year}.pdf"
