"""One movement of an account, and how dates and amounts are read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

_DAYS = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d", "%d/%m/%y", "%Y%m%d")
_AMOUNT = re.compile(r"[+-]?\d{1,15}")
_CENTS = re.compile(r"[.,]0{1,2}$")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}([.,\s]\d{3})+")
MOST = 20_000


class Unreadable(Exception):  # noqa: N818 - it is an answer, not a fault
    """The file is no statement; the words say what was looked for."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


@dataclass(frozen=True)
class Movement:
    """`amount` in whole đồng, positive for money that came in. With `error` it cannot be booked."""

    position: int
    on: date | None
    amount: int | None
    purpose: str
    number: str = ""
    error: str = ""


@dataclass(frozen=True)
class Read:
    """A statement as it was read; `head` are its words about the account, as the bank has them."""

    form: str
    movements: list[Movement]
    head: str

    def is_of(self, account: str) -> bool:
        """Whether its head names that account's number, however it is spaced."""
        return bool(account) and account in re.sub(r"[\s.\-]", "", self.head)


def day_of(value: object) -> date | None:
    """The day, as a cell or as text with or without the time of day."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = str(value or "").strip()[:10].split(" ")[0].split("T")[0]
    for form in _DAYS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day, no moment
        except ValueError:
            continue
    return None


def amount_of(value: object) -> int | None:
    """Whole đồng, `1.250.000`, `1,250,000.00` or a number; `None` for anything else, cents too."""
    if isinstance(value, int | float):
        return int(value) if value == int(value) else None
    text = str(value or "").strip().removesuffix("VND").removesuffix("đ").strip()
    if not _THOUSANDS.fullmatch(text):
        text = _CENTS.sub("", text)
    if _THOUSANDS.fullmatch(text):
        text = re.sub(r"[.,\s]", "", text)
    return int(text) if _AMOUNT.fullmatch(text) else None
