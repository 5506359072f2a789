"""What the gateway knows: SQLite in one folder, shared by all processes that serve it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from congvu.core.stand_in import Memory

_TABLE = """
CREATE TABLE IF NOT EXISTS payment (
    number INTEGER PRIMARY KEY, tmn TEXT, ref TEXT, amount INTEGER, info TEXT, back TEXT,
    created TEXT, expires TEXT, state TEXT DEFAULT 'open', code TEXT DEFAULT '',
    paid_at TEXT DEFAULT '', refunded INTEGER DEFAULT 0, UNIQUE (tmn, ref)
);
"""
_COLUMNS = "number, tmn, ref, amount, info, back, created, expires, state, code, paid_at, refunded"


@dataclass(frozen=True)
class Payment:
    """One payment; `amount` as VNPay counts, a hundred to the đồng. `state`: open, paid, failed."""

    number: int
    tmn: str
    ref: str
    amount: int
    info: str
    back: str
    created: str
    expires: str
    state: str
    code: str
    paid_at: str
    refunded: int


class Storage:
    """The gateway's memory; it survives its being killed."""

    def __init__(self, folder: Path) -> None:
        self._open = Memory(folder / "gateway.sqlite3", _TABLE).open

    def put(self, asked: dict[str, str]) -> Payment:
        """The payment that is asked for; asked again it is the same."""
        values = [asked[f"vnp_{name}"] for name in ("TmnCode", "TxnRef", "Amount", "OrderInfo")]
        values += [asked[f"vnp_{name}"] for name in ("ReturnUrl", "CreateDate")]
        with self._open() as database:
            database.execute(
                "INSERT OR IGNORE INTO payment (tmn, ref, amount, info, back, created, expires)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (*values, asked.get("vnp_ExpireDate", "")),
            )
        found = self.get(values[0], values[1])
        assert found is not None  # noqa: S101 - it was put just now
        return found

    def get(self, tmn: str, ref: str) -> Payment | None:
        with self._open() as database:
            row = database.execute(
                f"SELECT {_COLUMNS} FROM payment WHERE tmn = ? AND ref = ?",  # noqa: S608
                (tmn, ref),
            ).fetchone()
        return Payment(*row) if row else None

    def settle(self, payment: Payment, *, code: str, at: str) -> bool:
        """Paid (`00`) or failed with the code, once; whether this call did it."""
        state = "paid" if code == "00" else "failed"
        with self._open() as database:
            done = database.execute(
                "UPDATE payment SET state = ?, code = ?, paid_at = ?"
                " WHERE number = ? AND state = 'open'",
                (state, code, at, payment.number),
            )
        return done.rowcount == 1

    def refund(self, payment: Payment, amount: int) -> bool:
        """Whether that much was left to give back."""
        with self._open() as database:
            done = database.execute(
                "UPDATE payment SET refunded = refunded + ?"
                " WHERE number = ? AND state = 'paid' AND refunded + ? <= amount",
                (amount, payment.number, amount),
            )
        return done.rowcount == 1
