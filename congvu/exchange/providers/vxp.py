"""The national document axis: its VXP interface, each request signed by HMAC (SDKVXP 2.0)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, BinaryIO

from congvu.core import clock
from congvu.core.outside import Unreachable, json_of
from congvu.exchange.edxml.writing import ZONE
from congvu.exchange.models import Line
from congvu.exchange.providers.base import Opener, Provider, ask, rejected
from congvu.exchange.secrets import show
from congvu.exchange.types import (
    Accepted,
    Carried,
    DirectoryEntry,
    Held,
    PacketKind,
    Parcel,
    Waiting,
)

_AGENT = "JAVASDKAgent/1.0.0 XRoad/VPCP"
_VERSION = "3.0.201608"
_MARK = "XroadVnpt-"
_JSON = "application/json"
_FILE = "application/octet-stream"
"""What the SDK signs as the type of a packet, which travels as a part of a multipart body."""
_DIRECTORIES: Mapping[str, Mapping[str, str]] = {
    "/getAgenciesList": {},
    "/getAgenciesListQD20": {"level": "1"},
    "/getSynchronizeUnit": {},
}


def signed_headers(
    given: Mapping[str, str],
    *,
    system_id: str,
    secret: str,
    at: datetime,
    content_type: str = _JSON,
) -> dict[str, str]:
    """The headers of a request: moment, system, type of the content and the call's parameters,
    each marked; their names without the mark, their values as JSON, and the HMAC of that JSON.

    `timestamp` is written as the SDK does it: `ddMMyyyy'T'HHmmss+SSSS`, the last part milliseconds.
    """
    local = at.astimezone(ZONE)
    stamp = f"{local:%d%m%Y}T{local:%H%M%S}+{local.microsecond // 1000:04d}"
    always = {"timestamp": stamp, "systemid": system_id, "Content-Type": content_type}
    values = {**always, **given}
    named = {f"{_MARK}{name}": value for name, value in values.items()}
    signed = json.dumps(named, ensure_ascii=False, separators=(",", ":"))
    digest = hmac.new(secret.encode(), signed.encode(), hashlib.sha256).hexdigest()
    return {
        **named,
        f"{_MARK}sign-header-key": ";".join(values),
        f"{_MARK}sign-header": signed,
        f"{_MARK}hash-header": digest,
        f"{_MARK}version": _VERSION,
        "User-Agent": _AGENT,
    }


class Vxp(Provider):
    """See the module."""

    def __init__(self, line: Line) -> None:
        self._base = line.address.rstrip("/")
        self._system_id = line.system_id
        self._secret = show(line.secret)

    def send(self, parcel: Parcel, opened: Opener) -> Accepted:
        """See the base. An axis may keep it twice; receivers know a document by its own id."""
        given = {
            "from": parcel.sender,
            "servicetype": "eDoc",
            "messagetype": parcel.kind,
            "hash-file": parcel.sha256,
        }
        with opened() as file:
            part = ("goi-tin.edxml", file, _FILE)
            found = self._ask("POST", "/sendEdoc", given, files={"file_doc": part})
        return Accepted(str(found.get("DocId", "")))

    def held(self, since: date) -> Sequence[Held]:
        """See the base: documents first, then statuses."""
        return [
            Held(str(row["docId"]), kind, str(row.get("status") or ""))
            for kind in PacketKind.values
            for row in self._rows(
                self._ask(
                    "POST",
                    "/getReceivedEdocList",
                    {
                        "servicetype": "eDoc",
                        "messagetype": kind,
                        "fromDate": f"{since:%Y/%m/%d}",
                        "toDate": f"{clock.today():%Y/%m/%d}",
                    },
                )
            )
        ]

    def carried(self, axis_id: str) -> Sequence[Carried]:
        """See the base."""
        given = {"servicetype": "eDoc", "messagetype": PacketKind.DOCUMENT, "docId": axis_id}
        return [
            Carried(str(row.get("toCode") or ""), str(row.get("receiveStatus") or ""))
            for row in self._rows(self._ask("POST", "/getSentEdocList", given))
        ]

    def fetch(self, one: Waiting, target: BinaryIO) -> None:
        """See the base."""
        found = self._ask("POST", "/getEdoc", {"docId": one.axis_id})
        target.write(decoded(found))

    def confirm(self, one: Waiting, *, taken: bool) -> None:
        """See the base."""
        given = {"docId": one.axis_id, "status": "done" if taken else "fail"}
        self._ask("POST", "/updateStatus", given)

    def agencies(self) -> Sequence[DirectoryEntry]:
        """See the base: `getSynchronizeUnit` alone names those that are no more, and only the two
        lists have the codes of 2016.
        """
        found: dict[str, dict[str, Any]] = {}
        for path, given in _DIRECTORIES.items():
            for row in self._rows(self._ask("POST", path, given)):
                known = found.setdefault(str(row.get("code") or ""), {})
                known.update({name: value for name, value in row.items() if value})
        return [entry_of(row) for row in found.values()]

    def _ask(self, method: str, path: str, given: Mapping[str, str], **body: Any) -> dict[str, Any]:
        headers = signed_headers(
            given,
            system_id=self._system_id,
            secret=self._secret,
            at=clock.now(),
            content_type=_FILE if body else _JSON,
        )
        if not body:
            headers["Content-Type"] = _JSON
        found = json_of(ask(method, self._base + path, headers=headers, **body))
        return checked(found)

    @staticmethod
    def _rows(found: dict[str, Any]) -> list[dict[str, Any]]:
        rows = found.get("data")
        return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def checked(found: dict[str, Any]) -> dict[str, Any]:
    """The answer if it says that all is well; its system faults are worth another attempt."""
    fault = str(found.get("ErrorCode", ""))
    if str(found.get("status", "")).upper() == "OK" and fault in {"0", ""}:
        return found
    words = found.get("ErrorDesc")
    if fault in {"20", ""}:
        raise Unreachable(str(words or "Trục liên thông báo lỗi hệ thống."))
    raise rejected(fault, words)


def decoded(found: dict[str, Any]) -> bytes:
    """The packet in an answer."""
    try:
        return base64.b64decode(str(found.get("data", "")), validate=True)
    except binascii.Error as broken:
        raise Unreachable("Gói tin nhận từ trục không đọc được.") from broken


def entry_of(row: dict[str, Any]) -> DirectoryEntry:
    """One agency of a directory's answer."""
    return DirectoryEntry(
        code=str(row.get("code") or ""),
        old_code=str(row.get("oldCode") or row.get("code102") or ""),
        name=str(row.get("name") or ""),
        email=str(row.get("mail") or ""),
        deleted=str(row.get("deleted") or "").lower() in {"1", "true"},
    )
