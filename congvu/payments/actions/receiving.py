"""Money has come: the payable is paid once, the ledger says so, the receipt has its number."""

from __future__ import annotations

from datetime import datetime

from procrastinate.contrib.django import app

from congvu.core import clock
from congvu.core.acts import work
from congvu.core.events import publish
from congvu.core.refused import Refused
from congvu.directory.models import Appointment
from congvu.payments import policy
from congvu.payments.actions.booking import Side, book, income, where_it_lies
from congvu.payments.actions.lifecycles import payables as lifecycle
from congvu.payments.codes import new_reference
from congvu.payments.events import Paid
from congvu.payments.models import Attempt, Payable, Receipt, ReceiptBook
from congvu.payments.types import AccountKind, AttemptState, EntryKind, PayableState, Way

_ANY = frozenset(PayableState.values)


def take_in(attempt: Attempt, payable: Payable, *, by: Appointment | None = None) -> None:
    """The attempt's money is here: for the payable while it is due, else as paid in excess.

    Part of the caller's transaction, which holds the payable's lock. Who hears of it, hears once.
    """
    attempt.state, attempt.settled_at = AttemptState.PAID, clock.now()
    attempt.next_ask_at = None
    attempt.surplus = payable.state != PayableState.DUE
    attempt.save()
    if attempt.surplus:
        keep_surplus(payable, actor=None, attempt=attempt)
        return
    receive(payable, actor=None, attempt=attempt, by=by)
    _announce(payable, attempt)


@lifecycle.action(
    "Ghi nhận tiền nộp",
    start={PayableState.DUE},
    end=PayableState.PAID,
    who=policy.is_installation,
)
def receive(
    payable: Payable, *, actor: Appointment | None, attempt: Attempt, by: Appointment | None
) -> None:
    """Wholly paid by the attempt."""
    payable.paid_at, payable.paid_by = attempt.settled_at, attempt
    _book(payable, attempt, by)
    _number(payable)


@lifecycle.action("Ghi nhận tiền nộp thừa", start=_ANY, who=policy.is_installation)
def keep_surplus(payable: Payable, *, actor: Appointment | None, attempt: Attempt) -> None:
    """Paid already, or no longer owed: the money is the payer's and waits to be given back."""
    book(
        payable.agency_id,
        kind=EntryKind.SURPLUS,
        key=f"attempt {attempt.pk}",
        words=f"Nộp thừa cho {payable.reference}, lượt {attempt.reference}",
        sides=[
            where_it_lies(attempt, attempt.amount),
            Side(AccountKind.SURPLUS, -attempt.amount),
        ],
        payable=payable,
        attempt=attempt,
    )


def take_cash(payable: Payable, *, actor: Appointment, amount: int | None = None) -> Attempt:
    """The payer has paid at the desk. `amount` as it was counted; the whole by default."""
    with work():
        attempt = accept_cash(payable, actor=actor, amount=amount)
        _announce(payable, attempt)
    return attempt


@lifecycle.action(
    "Thu tiền mặt",
    start={PayableState.DUE},
    end=PayableState.PAID,
    who=policy.takes_cash,
    primary=True,
    records=("amount",),
)
def accept_cash(payable: Payable, *, actor: Appointment, amount: int | None) -> Attempt:
    """Cash for the whole; what is counted must be what is owed."""
    if amount is not None and amount != payable.total:
        raise Refused("Số tiền thu phải đúng bằng số phải nộp.", field="amount")
    now = clock.now()
    attempt = Attempt.objects.create(
        payable=payable, way=Way.CASH, reference=new_reference(), amount=payable.total,
        state=AttemptState.PAID, created_at=now, settled_at=now, taken_by=actor,
    )  # fmt: skip
    payable.paid_at, payable.paid_by = now, attempt
    _book(payable, attempt, actor)
    _number(payable)
    return attempt


def _book(payable: Payable, attempt: Attempt, by: Appointment | None) -> None:
    book(
        payable.agency_id,
        kind=EntryKind.PAYMENT,
        key=f"attempt {attempt.pk}",
        words=f"{payable.payer_name} nộp {payable.reference}, lượt {attempt.reference}",
        sides=[where_it_lies(attempt, attempt.amount), *income(payable, attempt.amount)],
        payable=payable,
        attempt=attempt,
        by=by,
    )


def _number(payable: Payable) -> None:
    """The next number of the agency's book, under a lock that this transaction holds."""
    year = clock.today().year
    ReceiptBook.objects.get_or_create(agency_id=payable.agency_id, year=year)
    rows = ReceiptBook.objects.select_for_update(no_key=True)
    kept = rows.get(agency_id=payable.agency_id, year=year)
    kept.last_number += 1
    kept.save(update_fields=["last_number"])
    receipt = Receipt.objects.create(
        payable=payable, agency_id=payable.agency_id, year=year, number=kept.last_number,
        issued_at=clock.now(),
    )  # fmt: skip
    app.configure_task("payments.make_receipt").defer(receipt_id=receipt.pk)


def _announce(payable: Payable, attempt: Attempt) -> None:
    """Once the row says so, inside the same transaction."""
    at: datetime = attempt.settled_at or clock.now()
    publish(Paid(payable.pk, payable.reference, payable.total, at, attempt.way))
