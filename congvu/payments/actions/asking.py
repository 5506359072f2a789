"""Asking for money, and asking no longer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from congvu.core.acts import work
from congvu.core.refused import Conflict, Refused
from congvu.core.text import fold, nfc
from congvu.directory.models import Agency, Appointment
from congvu.files.actions import take_turn
from congvu.payments import policy
from congvu.payments.actions.lifecycles import payables as lifecycle
from congvu.payments.models import Payable, PayableLine
from congvu.payments.queries import of_reference
from congvu.payments.types import Line, PayableState, Payer

_MOST = 10**12


def ask(
    *,
    reference: str,
    agency: Agency,
    subject: str,
    lines: Sequence[Line],
    payer: Payer,
    due_on: date | None = None,
    return_to: str = "",
    purpose: str = "",
) -> Payable:
    """What the payer owes the agency; asked again under the same reference it is the same payable.

    `reference` is the asker's own, unique in the installation. `return_to` is a path inside the
    installation (`/…`) to which the payer goes back; `purpose` says which account it is for, where
    the agency has several.

    Raises:
        Refused: nothing is charged for, or the reference stands with other amounts.
        ValueError: `return_to` leads out of the installation.
    """
    if return_to and (not return_to.startswith("/") or return_to.startswith(("//", "/\\"))):
        raise ValueError(f"A payer goes back to a path of the installation, not to {return_to!r}")
    _check(lines, payer)
    with work():
        take_turn(f"payment {reference}")
        if existing := of_reference(reference):
            return _same(existing, agency, lines)
        payable = Payable(
            reference=reference, agency=agency, subject=nfc(subject).strip()[:300],
            total=sum(one.amount for one in lines), due_on=due_on, return_to=return_to,
            purpose=purpose[:40],
        )  # fmt: skip
        return create(actor=None, payable=payable, lines=lines, payer=payer)


@lifecycle.creation("Yêu cầu nộp phí, lệ phí", end=PayableState.DUE, who=policy.asks)
def create(
    *, actor: Appointment | None, payable: Payable, lines: Sequence[Line], payer: Payer
) -> Payable:
    payable.payer_name, payable.created_by = nfc(payer.name).strip()[:120], actor
    payable.payer_identity, payable.payer_email = payer.identity.strip(), payer.email.strip()
    payable.payer_address = nfc(payer.address).strip()[:250]
    payable.payer_phone = payer.phone.strip()
    payable.folded = fold(f"{payable.reference} {payable.payer_name} {payable.subject}")
    payable.save()
    PayableLine.objects.bulk_create(
        PayableLine(
            payable=payable, position=place, code=one.code, name=nfc(one.name)[:250],
            kind=one.kind, amount=one.amount,
        )
        for place, one in enumerate(lines, 1)
    )  # fmt: skip
    return payable


def hold(reference: str) -> None:
    """Lock the payable of that reference, if there is one, to the end of the transaction."""
    rows = Payable.objects.select_for_update(no_key=True).filter(reference=reference)
    list(rows.values_list("pk"))


def _check(lines: Sequence[Line], payer: Payer) -> None:
    if not lines or any(one.amount <= 0 for one in lines):
        raise Refused("Khoản nộp phải có ít nhất một phí hoặc lệ phí, số tiền lớn hơn 0.")
    if sum(one.amount for one in lines) > _MOST:
        raise Refused("Số tiền vượt quá mức hệ thống nhận.")
    if not payer.name.strip():
        raise Refused("Khoản nộp phải có tên người nộp.", field="payer_name")


def _same(existing: Payable, agency: Agency, lines: Sequence[Line]) -> Payable:
    kept = [(one.code, one.kind, one.amount) for one in existing.lines.all()]
    asked = [(one.code, str(one.kind), one.amount) for one in lines]
    if kept != asked or existing.agency_id != agency.pk:
        raise Conflict(
            f"Khoản nộp {existing.reference} đã có với số tiền khác; xin hủy khoản cũ trước."
        )
    return existing


@lifecycle.action(
    "Hủy khoản nộp",
    start={PayableState.DUE},
    end=PayableState.CANCELLED,
    who=policy.cancels,
    danger=True,
    records=("reason",),
)
def cancel(payable: Payable, *, actor: Appointment | None, reason: str) -> None:
    """Nothing is owed any more. Money that still comes is kept as paid in excess."""
    if not reason.strip():
        raise Refused("Xin ghi lý do hủy.", field="reason")
    payable.reason = nfc(reason).strip()[:300]
