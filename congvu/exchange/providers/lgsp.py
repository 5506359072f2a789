"""A province's integration platform: a simpler interface, with bearer tokens."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import date
from typing import Any, BinaryIO

from congvu.core import clock
from congvu.core.outside import Unreachable, json_of
from congvu.exchange.models import Line
from congvu.exchange.providers.base import Opener, Provider, ask, rejected
from congvu.exchange.providers.vxp import checked, decoded, entry_of
from congvu.exchange.secrets import show
from congvu.exchange.types import Accepted, DirectoryEntry, Held, PacketKind, Parcel, Waiting

_TOKEN_SECONDS = 25 * 60  # they are good for about thirty minutes
_tokens: dict[tuple[str, str], tuple[str, float]] = {}


class Lgsp(Provider):
    """`secret` of the line is the password and the secret key, a line each."""

    def __init__(self, line: Line) -> None:
        self._base = line.address.rstrip("/")
        self._system_id = line.system_id
        self._account = line.account
        self._password, _, self._key = show(line.secret).partition("\n")

    def send(self, parcel: Parcel, opened: Opener) -> Accepted:
        """See the base."""
        with opened() as file:
            found = self._ask(
                "POST",
                "/v1/sendEdoc",
                data={"messageType": parcel.kind},
                files={"edocFile": ("goi-tin.edxml", file, "text/xml")},
            )
        return Accepted(str(_inside(found).get("docId") or found.get("DocId") or ""))

    def held(self, since: date) -> Sequence[Held]:
        """See the base."""
        days = {"fromDate": f"{since:%Y/%m/%d}", "toDate": f"{clock.today():%Y/%m/%d}"}
        found = []
        for kind in PacketKind.values:
            answer = self._ask(
                "GET", "/v1/syncReceivedEdocList", params={"messageType": kind, **days}
            )
            rows = answer.get("data")
            found += [
                Held(str(row["docId"]), kind, str(row.get("status") or "initial"))
                for row in (rows if isinstance(rows, list) else [])
            ]
        return found

    def fetch(self, one: Waiting, target: BinaryIO) -> None:
        """See the base."""
        target.write(decoded(self._ask("GET", "/v1/getEdoc", params={"docId": one.axis_id})))

    def confirm(self, one: Waiting, *, taken: bool) -> None:
        """See the base."""
        given = {"docId": one.axis_id, "status": "done" if taken else "fail"}
        self._ask("POST", "/v1/updateStatus", json=given)

    def agencies(self) -> Sequence[DirectoryEntry]:
        """See the base."""
        rows = self._ask("GET", "/v1/getAgenciesList").get("data")
        return [entry_of(row) for row in (rows if isinstance(rows, list) else [])]

    def _ask(self, method: str, path: str, **given: Any) -> dict[str, Any]:
        for fresh in (False, True):
            headers = {
                "Authorization": f"Bearer {self._token(fresh=fresh)}",
                "X-SystemId": self._system_id,
                "X-SecretKey": self._key,
            }
            _rewind(given)
            answer = ask(method, self._base + path, headers=headers, **given)
            if answer.status_code != 401:
                return checked(json_of(answer))
        raise rejected(15, "Nền tảng tích hợp không nhận tài khoản của hệ thống.")

    def _token(self, *, fresh: bool) -> str:
        place = (self._base, self._account)
        kept = _tokens.get(place)
        if kept and kept[1] > time.monotonic() and not fresh:
            return kept[0]
        answer = ask(
            "POST",
            f"{self._base}/v1/auth/login",
            params={"allow_anonymous": "true"},
            json={
                "username": self._account,
                "password": self._password,
                "applicationCode": self._system_id,
            },
        )
        if answer.status_code in {401, 403}:
            raise rejected(15, "Sai tài khoản hoặc mật khẩu của nền tảng tích hợp.")
        token = str(_inside(json_of(answer)).get("token") or "")
        if not token:
            raise Unreachable("Nền tảng tích hợp không cấp phiên làm việc.")
        _tokens[place] = (token, time.monotonic() + _TOKEN_SECONDS)
        return token


def _inside(found: dict[str, Any]) -> dict[str, Any]:
    data = found.get("data")
    return data if isinstance(data, dict) else {}


def _rewind(given: dict[str, Any]) -> None:
    """A file that was sent once already is sent from its beginning."""
    for _, file, _ in given.get("files", {}).values():
        file.seek(0)
