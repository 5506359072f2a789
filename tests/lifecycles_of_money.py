"""The tables of payables, refunds and statements; for the letters see test_lifecycles.

A refund here was asked for by C. What only gateways, jobs and other apps bring about has no letter.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from congvu.core.actions import Subject
from congvu.directory.models import Appointment
from congvu.payments import jobs  # noqa: F401 - importing declares the actions
from congvu.payments.actions import beginning, settling, statements  # noqa: F401 - as above
from congvu.payments.models import BankStatement, Payable, Refund
from congvu.payments.types import PayableState, RefundState, StatementState

_PAYMENT = """
action              due paid cancelled refunding refunded
cancel              C   .    .         .         .
receive             .   .    .         .         .
keep_surplus        .   .    .         .         .
accept_cash         CO  .    .         .         .
begin               .   .    .         .         .
start_refund        .   .    .         .         .
end_refund          .   .    .         .         .
"""
_REFUND = """
action              asked approved done refused failed
approve             L     .        .    .       .
refuse              L     .        .    .       .
pay_back            .     C        .    .       C
returned            .     .        .    .       .
could_not           .     .        .    .       .
"""
_STATEMENT = """
action              draft posted dropped
post                C     .      .
drop                C     .      .
"""


def _clerk(cast: Any) -> Appointment:
    clerk: Appointment = cast.people["C"]
    return clerk


def _payable(state: str, cast: Any) -> Subject:
    return Payable(pk=1, agency=_clerk(cast).agency, reference="thử", state=state)


def _refund(state: str, cast: Any) -> Subject:
    clerk = _clerk(cast)
    payable = Payable(pk=1, agency=clerk.agency, reference="thử")
    return Refund(
        pk=1, agency=clerk.agency, payable=payable, asked_person=clerk.person, state=state
    )


def _statement(state: str, cast: Any) -> Subject:
    return BankStatement(pk=1, agency=_clerk(cast).agency, name="thử", state=state)


MONEY: list[tuple[str, str, type, Callable[[str, Any], Subject]]] = [
    ("payment", _PAYMENT, PayableState, _payable),
    ("refund", _REFUND, RefundState, _refund),
    ("statement", _STATEMENT, StatementState, _statement),
]
BEGIN_MONEY = {
    "payment": {"create": "DHCSO"},
    "refund": {"open_refund": "CO"},
    "statement": {"keep": "C"},
}
