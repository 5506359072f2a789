"""What the axis has taken: SQLite and files in one folder, written before anything is answered."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from congvu.exchange import edxml as x

_TABLES = """
CREATE TABLE IF NOT EXISTS sent (
    id INTEGER PRIMARY KEY, sender TEXT, kind TEXT, sha256 TEXT, document TEXT
);
CREATE TABLE IF NOT EXISTS waiting (
    id INTEGER PRIMARY KEY, sent INTEGER, system TEXT, status TEXT DEFAULT 'initial'
);
CREATE INDEX IF NOT EXISTS waiting_of ON waiting (system, status);
"""


@dataclass(frozen=True)
class System:
    """A connected system: its credentials for both interfaces, and its agencies."""

    id: str
    secret: str
    account: str
    password: str
    agencies: tuple[dict[str, str], ...]

    @property
    def codes(self) -> set[str]:
        """Of the agencies that are not deleted, in both forms."""
        return {code for one in self.agencies if not one.get("deleted") for code in codes_of(one)}

    @property
    def locked(self) -> set[str]:
        return {code for one in self.agencies if one.get("locked") for code in codes_of(one)}


def codes_of(agency: dict[str, str]) -> list[str]:
    return [agency[name] for name in ("code", "oldCode") if agency.get(name)]


class Axis:
    """The axis's memory. `systems.json` in the folder says who is connected."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "files").mkdir(parents=True, exist_ok=True)
        self._database = sqlite3.connect(
            folder / "axis.sqlite3", isolation_level=None, check_same_thread=False
        )
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=NORMAL")
        self._database.executescript(_TABLES)

    @property
    def systems(self) -> dict[str, System]:
        """Read again each time, so that tests may add some."""
        rows = json.loads((self.folder / "systems.json").read_text())
        return {row["id"]: System(**{**row, "agencies": tuple(row["agencies"])}) for row in rows}

    def take(self, packet: Path, *, kind: str) -> int:
        """Keep the packet and put it before each system it is for; its id. Raises `FormatError`."""
        with packet.open("rb") as file:
            found = x.read(file, keep=False)
        message = found.message
        systems = self.systems.values()
        if not any(message.sender.id in one.codes for one in systems):
            raise x.FormatError(x.Fault.SENDER_UNKNOWN, "Đơn vị gửi không đăng ký.")
        for code in _receivers(message):
            _check_receiver(code, systems)
        wanted = _wanted(message)
        reached = [one.id for one in systems if one.codes & wanted]
        place = self.folder / "files" / found.sha256
        packet.replace(place)
        self._database.execute("BEGIN IMMEDIATE")
        document = getattr(message, "document_id", "")
        row = self._database.execute(
            "INSERT INTO sent (sender, kind, sha256, document) VALUES (?, ?, ?, ?)",
            (message.sender.id, kind, found.sha256, document),
        )
        for system in reached:
            self._database.execute(
                "INSERT INTO waiting (sent, system) VALUES (?, ?)", (row.lastrowid, system)
            )
        self._database.execute("COMMIT")
        return int(row.lastrowid or 0)

    def held(self, system: str, *, kind: str) -> list[dict[str, Any]]:
        """What there is for the system: first what it has not settled yet, the oldest first, then
        what it has settled, the newest first.
        """
        rows = self._database.execute(
            "SELECT w.id, w.status, s.sender, s.kind FROM waiting w JOIN sent s ON s.id = w.sent"
            " WHERE w.system = ? AND s.kind = ?"
            " ORDER BY w.status IN ('done', 'fail'),"
            " CASE WHEN w.status IN ('done', 'fail') THEN -w.id ELSE w.id END LIMIT 400",
            (system, kind),
        )
        return [
            {"docId": str(pk), "status": status, "from": sender, "messageType": kind}
            for pk, status, sender, kind in rows
        ]

    def carried(self, system: System, sent: str) -> list[dict[str, Any]]:
        """What became of a packet of the system's at each receiver."""
        row = self._database.execute(
            "SELECT sender, sha256 FROM sent WHERE id = ?", (sent,)
        ).fetchone()
        if row is None or row[0] not in system.codes:
            return []
        with (self.folder / "files" / row[1]).open("rb") as file:
            wanted = _wanted(x.read(file, keep=False).message)
        rows = self._database.execute(
            "SELECT id, system, status FROM waiting WHERE sent = ? ORDER BY id", (sent,)
        )
        systems = self.systems
        return [
            {
                "senderDocId": sent,
                "receiverDocId": str(pk),
                "fromCode": row[0],
                "toCode": one["code"],
                "sendStatus": "done",
                "receiveStatus": status,
            }
            for pk, name, status in rows
            for one in systems[name].agencies
            if one["code"] in wanted
        ]

    def content(self, system: str, waiting: str) -> bytes | None:
        """The packet as it was sent, if it is the system's."""
        row = self._database.execute(
            "SELECT s.sha256 FROM waiting w JOIN sent s ON s.id = w.sent"
            " WHERE w.id = ? AND w.system = ?",
            (waiting, system),
        ).fetchone()
        return (self.folder / "files" / row[0]).read_bytes() if row else None

    def settle(self, system: str, waiting: str, status: str) -> None:
        """The system has taken it, or cannot."""
        self._database.execute(
            "UPDATE waiting SET status = ? WHERE id = ? AND system = ?", (status, waiting, system)
        )

    def counts(self) -> dict[str, int]:
        """How much was sent, how much waits."""
        sent = self._database.execute("SELECT count(*) FROM sent").fetchone()[0]
        waiting = self._database.execute(
            "SELECT count(*) FROM waiting WHERE status NOT IN ('done', 'fail')"
        ).fetchone()[0]
        return {"sent": sent, "waiting": waiting}


def _receivers(message: x.Message) -> list[str]:
    if isinstance(message, x.Status):
        return [message.reply.organ_id]
    return [one.id for one in message.receivers]


def _wanted(message: x.Message) -> set[str]:
    """Identifiers of the receivers in both forms."""
    return {form for code in _receivers(message) for form in _forms(code)}


def _forms(code: str) -> set[str]:
    return {code, x.new_form(code), x.old_form(code)}


def _check_receiver(code: str, systems: Iterable[System]) -> None:
    """One that is unknown or locked is the end of the whole packet."""
    forms = _forms(code)
    if not any(one.codes & forms for one in systems):
        raise x.FormatError(x.Fault.RECEIVER_UNKNOWN, f"Đơn vị nhận không tồn tại: {code}.")
    if any(one.locked & forms for one in systems):
        raise x.FormatError(x.Fault.RECEIVER_LOCKED, f"Đơn vị nhận đã khóa: {code}.")


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
