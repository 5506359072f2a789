"""Reading what banks give: CSV and XLSX as their pages export them, CAMT.053 (ISO 20022)."""

from __future__ import annotations

from congvu.payments.statements.camt import read_camt
from congvu.payments.statements.movements import Movement, Read, Unreadable
from congvu.payments.statements.tables import read_csv, read_xlsx

__all__ = ["Movement", "Read", "Unreadable", "read"]

_ZIP = b"PK\x03\x04"


def read(content: bytes) -> Read:
    """The format, the movements and what is said of the account.

    Each line that cannot be understood says so itself.

    Raises:
        Unreadable: the file as a whole is no statement.
    """
    if not content.strip():
        raise Unreadable("Tệp này không có nội dung.")
    if content.startswith(_ZIP):
        return read_xlsx(content)
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return read_camt(content)
    return read_csv(content)
