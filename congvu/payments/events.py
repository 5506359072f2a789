"""What payments announce, inside the transaction that changed it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Paid:
    """What was due is paid, wholly. `amount` in whole đồng, `way` a value of `Way`."""

    payable_id: int
    reference: str
    amount: int
    at: datetime
    way: str


@dataclass(frozen=True)
class Unpaid:
    """An attempt has come to nothing; the payable is still due. `words` say why."""

    payable_id: int
    reference: str
    at: datetime
    words: str


@dataclass(frozen=True)
class Refunded:
    """Money has gone back to the payer: `amount` of it, in whole đồng."""

    payable_id: int
    reference: str
    amount: int
    at: datetime
