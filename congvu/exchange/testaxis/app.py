"""The axis as an ASGI application: VXP under `/vxp`, a province's platform under `/lgsp`."""

from __future__ import annotations

import asyncio
import base64
import json
import random
import secrets
from dataclasses import dataclass
from typing import Any

from congvu.exchange.edxml import Fault, FormatError
from congvu.exchange.testaxis.asked import Asked, Receive, Scope, Send, answer, read
from congvu.exchange.testaxis.storage import Axis, System
from congvu.exchange.testaxis.vxp import OK, Answer, Vxp


@dataclass
class Faults:
    """How often something goes wrong, from 0 to 1; `delay` is the longest wait in seconds."""

    drop: float = 0.0
    cut: float = 0.0
    double: float = 0.0
    delay: float = 0.0


class Application:
    """Serves an `Axis`; `faults` may be changed at any time, also by `PUT /faults`."""

    def __init__(self, axis: Axis, faults: Faults | None = None) -> None:
        self.axis = axis
        self.faults = faults or Faults()
        self._tokens: dict[str, str] = {}
        self._vxp = Vxp(axis, self._taken)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        asked = await read(scope, receive)
        try:
            await self._serve(asked, send)
        finally:
            for file in asked.files.values():
                file.unlink(missing_ok=True)

    async def _serve(self, asked: Asked, send: Send) -> None:
        if asked.path == "/faults":
            if asked.method == "PUT":
                self.faults = Faults(**json.loads(asked.body))
            await answer(send, 200, self.axis.counts())
            return
        faults = self.faults
        await asyncio.sleep(random.random() * faults.delay)  # noqa: S311 - not for secrets
        if _happens(faults.drop):
            return
        status, found = self._do(asked)
        await answer(send, status, found, cut=_happens(faults.cut))

    def _do(self, asked: Asked) -> tuple[int, Answer]:
        interface, _, rest = asked.path.lstrip("/").partition("/")
        try:
            if interface == "vxp":
                return 200, self._vxp.answer(asked, f"/{rest}")
            if interface == "lgsp":
                return self._lgsp(asked, f"/{rest}")
        except FormatError as refused:
            return 200, _error(refused.fault, refused.words)
        return 404, _error(Fault.SYSTEM, "Không có dịch vụ này.")

    def _lgsp(self, asked: Asked, path: str) -> tuple[int, dict[str, Any]]:
        if path == "/v1/auth/login":
            return self._login(json.loads(asked.body))
        token = asked.headers.get("authorization", "").removeprefix("Bearer ")
        system = self.axis.systems.get(self._tokens.get(token, ""))
        if system is None:
            return 401, _error(Fault.CREDENTIALS, "Phiên làm việc đã hết hạn.")
        if asked.headers.get("x-secretkey") != system.secret:
            return 200, _error(Fault.CREDENTIALS, "Sai SystemId hoặc SecretKey.")
        return 200, self._of_platform(asked, path, system)

    def _of_platform(self, asked: Asked, path: str, system: System) -> dict[str, Any]:
        match path:
            case "/v1/sendEdoc" if "edocFile" in asked.files:
                taken = self._taken(asked, asked.fields.get("messageType", "edoc"))
                return OK | {"data": {"docId": taken}}
            case "/v1/syncReceivedEdocList":
                days = asked.query.get("fromDate", ""), asked.query.get("toDate", "")
                kind = asked.query.get("messageType", "edoc")
                return OK | {"data": self.axis.held(system.id, kind=kind, days=days)}
            case "/v1/getEdoc":
                content = self.axis.content(system.id, asked.query.get("docId", ""))
                return OK | {"data": base64.b64encode(content).decode()}
            case "/v1/updateStatus":
                given = json.loads(asked.body)
                self.axis.settle(system.id, str(given["docId"]), str(given["status"]))
                return OK
            case "/v1/getAgenciesList":
                return OK | {"data": self.axis.agencies(["oldCode"])}
        return _error(Fault.SYSTEM, "Không có dịch vụ này.")

    def _login(self, given: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        for system in self.axis.systems.values():
            if (system.account, system.password) == (given.get("username"), given.get("password")):
                token = secrets.token_hex(16)
                self._tokens[token] = system.id
                return 200, OK | {"data": {"token": token}}
        return 401, _error(Fault.CREDENTIALS, "Sai tài khoản hoặc mật khẩu.")

    def _taken(self, asked: Asked, kind: str) -> str:
        """The id of what was kept: twice where that fault is switched on."""
        [file] = asked.files.values()
        times = 2 if _happens(self.faults.double) else 1
        copies = [file.with_suffix(f".{number}") for number in range(times)]
        for one in copies:
            one.write_bytes(file.read_bytes())
        first, *_ = [self.axis.take(one, kind=kind) for one in copies]
        return str(first)


def _happens(often: float) -> bool:
    return random.random() < often  # noqa: S311 - not for secrets


def _error(fault: Fault, words: str) -> dict[str, Any]:
    return {"status": "FAIL", "ErrorCode": str(int(fault)), "ErrorDesc": words}
