"""What moves: payables, refunds, statements."""

from __future__ import annotations

from congvu.core.actions import Lifecycle
from congvu.payments.models import BankStatement, Payable, Refund
from congvu.payments.types import PayableState, RefundState, StatementState

payables = Lifecycle[Payable]("payment", PayableState)
refunds = Lifecycle[Refund]("refund", RefundState)
statements = Lifecycle[BankStatement]("statement", StatementState)
