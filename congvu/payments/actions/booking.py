"""Writing in the ledger: every entry once, its two sides equal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from congvu.core import clock
from congvu.directory.models import Appointment
from congvu.payments.models import Account, Attempt, Channel, Entry, Payable, Posting
from congvu.payments.types import GATEWAYS, AccountKind, EntryKind, LineKind, Way


@dataclass(frozen=True)
class Side:
    """A debit (positive) or a credit (negative) in whole đồng."""

    kind: AccountKind
    amount: int
    channel: Channel | None = None


def book(
    agency_id: int,
    *,
    kind: EntryKind,
    key: str,
    words: str,
    sides: Sequence[Side],
    payable: Payable | None = None,
    attempt: Attempt | None = None,
    by: Appointment | None = None,
) -> Entry:
    """An entry with its postings, part of the caller's transaction.

    A `key` that stands already is an `IntegrityError`: nothing is ever booked twice. The database
    compares debits and credits at the commit.
    """
    entry = Entry.objects.create(
        agency_id=agency_id, kind=kind, key=key, words=words[:300], payable=payable,
        attempt=attempt, by=by, booked_at=clock.now(), on=clock.today(),
    )  # fmt: skip
    Posting.objects.bulk_create(
        Posting(
            entry=entry,
            account=account(agency_id, side.kind, side.channel),
            debit=max(side.amount, 0),
            credit=max(-side.amount, 0),
        )
        for side in sides
        if side.amount
    )
    return entry


def account(agency_id: int, kind: AccountKind, channel: Channel | None = None) -> Account:
    """The agency's account of that kind, opened by its first use."""
    found, _ = Account.objects.get_or_create(agency_id=agency_id, kind=kind, channel=channel)
    return found


def where_it_lies(attempt: Attempt, amount: int) -> Side:
    """The side on which money of the attempt comes in (or goes out, negative)."""
    if attempt.way == Way.CASH:
        return Side(AccountKind.CASH, amount)
    if attempt.way == Way.POST:
        return Side(AccountKind.POST, amount)
    kind = AccountKind.GATEWAY if attempt.way in GATEWAYS else AccountKind.BANK
    return Side(kind, amount, attempt.channel)


def income(payable: Payable, amount: int) -> list[Side]:
    """What the amount pays for, as credits: fees first, then charges."""
    rows = list(payable.lines.all())
    fees = min(amount, sum(one.amount for one in rows if one.kind == LineKind.FEE))
    return [Side(AccountKind.FEES, -fees), Side(AccountKind.CHARGES, fees - amount)]


def turned(sides: Sequence[Side]) -> list[Side]:
    """The same sides the other way round."""
    return [Side(one.kind, -one.amount, one.channel) for one in sides]
