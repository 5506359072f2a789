"""What the axis has taken: SQLite and files in one folder, written before anything is answered."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from congvu.exchange import edxml as x

_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
_TABLES = """
CREATE TABLE IF NOT EXISTS sent (
    id INTEGER PRIMARY KEY, sender TEXT, kind TEXT, sha256 TEXT, document TEXT, at TEXT
);
CREATE TABLE IF NOT EXISTS waiting (
    id INTEGER PRIMARY KEY, sent INTEGER, system TEXT, status TEXT DEFAULT 'initial', at TEXT
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
        for table in ("sent", "waiting"):
            self._bring_up_to_date(table)

    def _bring_up_to_date(self, table: str) -> None:
        """A folder of an older axis knows no moments: what it holds is of today."""
        names = [row[1] for row in self._database.execute(f"PRAGMA table_info({table})")]
        if "at" not in names:
            self._database.execute(f"ALTER TABLE {table} ADD COLUMN at TEXT")
            self._database.execute(f"UPDATE {table} SET at = ?", (_moment(),))  # noqa: S608

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
        document, now = getattr(message, "document_id", ""), _moment()
        with self._whole():
            row = self._database.execute(
                "INSERT INTO sent (sender, kind, sha256, document, at) VALUES (?, ?, ?, ?, ?)",
                (message.sender.id, kind, found.sha256, document, now),
            )
            for system in reached:
                self._database.execute(
                    "INSERT INTO waiting (sent, system, at) VALUES (?, ?, ?)",
                    (row.lastrowid, system, now),
                )
        return int(row.lastrowid or 0)

    @contextmanager
    def _whole(self) -> Iterator[None]:
        """All of the block is written or nothing."""
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")

    def held(self, system: str, *, kind: str, days: tuple[str, str]) -> list[dict[str, Any]]:
        """What there is for the system, of those days (yyyy/MM/dd, empty where none is given):
        first what it has not settled yet, the oldest first, then what it has, the newest first.
        """
        first, last = days
        rows = self._database.execute(
            "SELECT w.id, w.status, s.sender, s.kind, s.at, w.at FROM waiting w"
            " JOIN sent s ON s.id = w.sent"
            " WHERE w.system = ? AND s.kind = ? AND s.at >= ? AND substr(s.at, 1, 10) <= ?"
            " ORDER BY w.status IN ('done', 'fail'),"
            " CASE WHEN w.status IN ('done', 'fail') THEN -w.id ELSE w.id END LIMIT 400",
            (system, kind, first, last or "9"),
        )
        return [
            {
                "docId": str(pk),
                "serviceType": "eDoc",
                "messageType": kind,
                "created_time": created,
                "updated_time": updated,
                "from": sender,
                "to": system,
                "status": status,
                "status_desc": status,
            }
            for pk, status, sender, kind, created, updated in rows
        ]

    def waiting(self, system: str, *, kind: str) -> int:
        """How much the system has not settled yet."""
        return int(
            self._database.execute(
                "SELECT count(*) FROM waiting w JOIN sent s ON s.id = w.sent"
                " WHERE w.system = ? AND s.kind = ? AND w.status NOT IN ('done', 'fail')",
                (system, kind),
            ).fetchone()[0]
        )

    def carried(self, system: System, sent: str) -> list[dict[str, Any]]:
        """What became of a packet of the system's at each receiver."""
        row = self._database.execute(
            "SELECT sender, sha256, at FROM sent WHERE id = ?", (sent,)
        ).fetchone()
        if row is None or row[0] not in system.codes:
            return []
        with (self.folder / "files" / row[1]).open("rb") as file:
            message = x.read(file, keep=False).message
        wanted = _wanted(message)
        rows = self._database.execute(
            "SELECT id, system, status, at FROM waiting WHERE sent = ? ORDER BY id", (sent,)
        )
        systems = self.systems
        return [
            {
                "senderDocId": sent,
                "receiverDocId": str(pk),
                "fromCode": row[0],
                "toCode": one["code"],
                "title": getattr(message, "subject", ""),
                "notation": str(message.code),
                "sentTime": row[2],
                "receivedTime": at if status == "done" else "",
                "sendStatus": "done",
                "sendStatusDesc": "Đã gửi",
                "receiveStatus": status,
                "receiveStatusDesc": status,
            }
            for pk, name, status, at in rows
            for one in systems[name].agencies
            if one["code"] in wanted
        ]

    def content(self, system: str, waiting: str) -> bytes:
        """The packet as it was sent. Raises `FormatError` where it is not for the system."""
        row = self._database.execute(
            "SELECT s.sha256 FROM waiting w JOIN sent s ON s.id = w.sent"
            " WHERE w.id = ? AND w.system = ?",
            (waiting, system),
        ).fetchone()
        place = self.folder / "files" / str(row[0] if row else "-")
        if not place.exists():
            raise x.FormatError(x.Fault.FILE, "Không có gói tin này.")
        return place.read_bytes()

    def settle(self, system: str, waiting: str, status: str) -> None:
        """The system has taken it, or cannot."""
        self._database.execute(
            "UPDATE waiting SET status = ?, at = ? WHERE id = ? AND system = ?",
            (status, _moment(), waiting, system),
        )

    def agencies(self, names: Sequence[str]) -> list[dict[str, str]]:
        """The directory of those that are not deleted, with the old code under those names."""
        return [
            _entry(one) | {name: one.get("oldCode", "") for name in names}
            for system in self.systems.values()
            for one in system.agencies
            if not one.get("deleted")
        ]

    def units(self) -> list[dict[str, Any]]:
        """The directory with those that are no more, and without old codes."""
        return [
            _entry(one)
            | {
                "version": 1,
                "centerCode": system.id,
                "deleted": bool(one.get("deleted")),
                "modifyDate": one.get("modifyDate", ""),
                "isAgency": True,
            }
            for system in self.systems.values()
            for one in system.agencies
        ]

    def register(self, system: System, given: dict[str, str]) -> None:
        """The system has an agency of this code, new or changed."""
        code, name = given.get("code", ""), given.get("name", "")
        if not code or not name:
            raise x.FormatError(x.Fault.PROCESSING, "Thiếu mã hoặc tên đơn vị.")
        others = (one for one in self.systems.values() if one.id != system.id)
        if any(code in one.codes for one in others):
            raise x.FormatError(x.Fault.PROCESSING, f"Mã {code} là của hệ thống khác.")
        kept = [one for one in system.agencies if one["code"] != code]
        self._keep(system, [*kept, {"oldCode": x.old_form(code)} | given])

    def delete(self, system: System, code: str) -> None:
        """The system's agency is no more; the directory says so."""
        if code not in system.codes:
            raise x.FormatError(x.Fault.SENDER_UNKNOWN, f"Không có đơn vị {code}.")
        gone = {"deleted": "1", "modifyDate": _moment()}
        self._keep(
            system, [one | gone if code in codes_of(one) else one for one in system.agencies]
        )

    def _keep(self, system: System, agencies: list[dict[str, str]]) -> None:
        place = self.folder / "systems.json"
        rows = json.loads(place.read_text())
        for row in rows:
            if row["id"] == system.id:
                row["agencies"] = agencies
        new = place.with_suffix(".new")
        new.write_text(json.dumps(rows))
        new.replace(place)

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


def _entry(agency: dict[str, str]) -> dict[str, Any]:
    """What every list of the directory says of an agency."""
    return {name: agency.get(name, "") for name in ("id", "pid", "code", "name", "mail")}


def _moment() -> str:
    """Of the axis's own clock: it is a program by itself, without Django's settings."""
    return format(datetime.now(_ZONE), "%Y/%m/%d %H:%M:%S")  # noqa: TID251 - as above
