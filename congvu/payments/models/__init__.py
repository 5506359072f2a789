"""What is to be paid, what was tried, what was booked."""

from congvu.payments.models.banking import (
    BankStatement,
    Difference,
    Reconciliation,
    StatementLine,
)
from congvu.payments.models.channels import Channel
from congvu.payments.models.ledger import Account, Entry, Posting
from congvu.payments.models.payables import Attempt, NoticesSeen, Notification, Payable, PayableLine
from congvu.payments.models.refunds import Receipt, ReceiptBook, Refund

__all__ = [
    "Account",
    "Attempt",
    "BankStatement",
    "Channel",
    "Difference",
    "Entry",
    "NoticesSeen",
    "Notification",
    "Payable",
    "PayableLine",
    "Posting",
    "Receipt",
    "ReceiptBook",
    "Reconciliation",
    "Refund",
    "StatementLine",
]
