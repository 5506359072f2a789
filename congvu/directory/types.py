"""Plain values that the directory's doors give."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from congvu.directory.models import Appointment


@dataclass(frozen=True)
class SigningRight:
    """In whose stead one may sign, and what is printed above the signature.

    `lines` are the lines of box 7a (NĐ 30/2020, Annex I), upper case, top first:
    `("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")`. `giver` is the appointment signed
    for, `None` where one signs in one's own right. `form` is a `SigningForm` value.
    """

    form: str
    lines: tuple[str, ...]
    giver: Appointment | None

    @property
    def label(self) -> str:
        """The lines in one, for choosing among several rights."""
        return " / ".join(self.lines)


@dataclass(frozen=True)
class Terms:
    """The limits of a right to sign.

    `document_types` are codes of the types it covers, none for all; `basis` is the written
    document that gives it (required for TUQ., as are `scope` and `until`); `since` is today by
    default.
    """

    since: date | None = None
    until: date | None = None
    document_types: list[str] = field(default_factory=list)
    scope: str = ""
    basis: str = ""

    def __str__(self) -> str:
        types = ", ".join(self.document_types) or "mọi loại văn bản"
        until = f"{self.until:%d/%m/%Y}" if self.until else "khi thu hồi"
        return f"{types}; {self.scope or 'không giới hạn nội dung'}; {self.basis}; đến {until}"
