"""What the post office knows: SQLite in one folder, shared by all processes that serve it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from congvu.core.stand_in import Memory

_TABLE = """
CREATE TABLE IF NOT EXISTS parcel (
    number INTEGER PRIMARY KEY, ordered TEXT UNIQUE, data TEXT, status TEXT, way TEXT,
    collected INTEGER DEFAULT 0
);
CREATE TABLE IF NOT EXISTS remittance (parcel INTEGER, amount INTEGER);
"""


@dataclass(frozen=True)
class Parcel:
    """One parcel; `way` is what happened to it, each with `at`, `status` and `place`.

    `collected` and `remitted` in whole đồng.
    """

    number: int
    ordered: str
    data: dict[str, Any]
    status: str
    way: list[dict[str, str]]
    collected: int
    remitted: int

    @property
    def tracking(self) -> str:
        """As international parcels are numbered (UPU S10), check digit included."""
        digits = f"{self.number:08}"
        weighed = sum(int(d) * w for d, w in zip(digits, (8, 6, 4, 2, 3, 5, 9, 7), strict=True))
        check = 11 - weighed % 11
        return f"EQ{digits}{ {10: 0, 11: 5}.get(check, check) }VN"


class Storage:
    """The post office's memory; it survives its being killed."""

    def __init__(self, folder: Path) -> None:
        self._open = Memory(folder / "post.sqlite3", _TABLE).open

    def put(self, data: dict[str, Any], first: dict[str, str]) -> Parcel:
        """The parcel of the order; ordered again it is the same."""
        with self._open() as database:
            database.execute(
                "INSERT OR IGNORE INTO parcel (ordered, data, status, way) VALUES (?, ?, ?, ?)",
                (data["orderNumber"], json.dumps(data), first["status"], json.dumps([first])),
            )
        return self._asked("ordered = ?", data["orderNumber"])[0]

    def get(self, ordered: str) -> Parcel | None:
        return next(iter(self._asked("ordered = ?", ordered)), None)

    def last(self) -> list[Parcel]:
        """The newest fifty."""
        return self._asked("1 = ? ORDER BY number DESC LIMIT 50", 1)

    def _asked(self, where: str, value: object) -> list[Parcel]:
        handed = "SELECT COALESCE(SUM(amount), 0) FROM remittance WHERE parcel = number"
        columns = f"number, ordered, data, status, way, collected, ({handed})"
        asked = f"SELECT {columns} FROM parcel WHERE {where}"  # noqa: S608
        with self._open() as database:
            rows = database.execute(asked, (value,)).fetchall()
        return [
            Parcel(number, ordered, json.loads(data), status, json.loads(way), *sums)
            for number, ordered, data, status, way, *sums in rows
        ]

    def move(self, parcel: Parcel, event: dict[str, str], *, collected: int) -> None:
        """What happened next, unless another was faster."""
        way = json.dumps([*parcel.way, event])
        with self._open() as database:
            database.execute(
                "UPDATE parcel SET status = ?, way = ?, collected = ?"
                " WHERE number = ? AND status = ?",
                (event["status"], way, collected, parcel.number, parcel.status),
            )

    def hand_over(self, parcel: Parcel, amount: int) -> None:
        """Money that was collected goes to the agency's bank."""
        with self._open() as database:
            database.execute("INSERT INTO remittance VALUES (?, ?)", (parcel.number, amount))
