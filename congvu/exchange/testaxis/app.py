"""The axis as an ASGI application: VXP under `/vxp`, a province's platform under `/lgsp`."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import random
import re
import secrets
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from congvu.exchange.edxml import Fault, FormatError
from congvu.exchange.testaxis.storage import Axis, System, sha256_of

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
_MARK = "xroadvnpt-"
_OK = {"status": "OK", "ErrorCode": "0", "ErrorDesc": ""}


@dataclass
class Faults:
    """How often something goes wrong, from 0 to 1; `delay` is the longest wait in seconds."""

    drop: float = 0.0
    cut: float = 0.0
    double: float = 0.0
    delay: float = 0.0


@dataclass
class Asked:
    """One request, read to its end; a file that came with it lies on disk."""

    method: str
    path: str
    headers: dict[str, str]
    query: dict[str, str]
    body: bytes
    file: Path | None = None
    fields: dict[str, str] = field(default_factory=dict)

    def parameter(self, name: str) -> str:
        """A parameter of VXP, which travels in a header."""
        return self.headers.get(f"{_MARK}{name.lower()}", "")


class Application:
    """Serves an `Axis`; `faults` may be changed at any time, also by `PUT /faults`."""

    def __init__(self, axis: Axis, faults: Faults | None = None) -> None:
        self.axis = axis
        self.faults = faults or Faults()
        self._tokens: dict[str, str] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        asked = await _read(scope, receive)
        try:
            await self._serve(asked, send)
        finally:
            if asked.file:
                asked.file.unlink(missing_ok=True)

    async def _serve(self, asked: Asked, send: Send) -> None:
        if asked.path == "/faults":
            if asked.method == "PUT":
                self.faults = Faults(**json.loads(asked.body))
            await _answer(send, 200, self.axis.counts())
            return
        faults = self.faults
        await asyncio.sleep(random.random() * faults.delay)  # noqa: S311 - not for secrets
        if _happens(faults.drop):
            return
        status, found = self._do(asked)
        await _answer(send, status, found, cut=_happens(faults.cut))

    def _do(self, asked: Asked) -> tuple[int, dict[str, Any]]:
        interface, _, rest = asked.path.lstrip("/").partition("/")
        try:
            if interface == "vxp":
                return 200, self._vxp(asked, f"/{rest}")
            if interface == "lgsp":
                return self._lgsp(asked, f"/{rest}")
        except FormatError as refused:
            return 200, _error(refused.fault, refused.words)
        return 404, _error(Fault.SYSTEM, "Không có dịch vụ này.")

    def _vxp(self, asked: Asked, path: str) -> dict[str, Any]:
        system = self._by_hmac(asked)
        match path:
            case "/sendEdoc":
                if asked.file is None or sha256_of(asked.file) != asked.parameter("hash-file"):
                    raise FormatError(Fault.FILE, "Tệp không đúng mã băm.")
                return self._taken(asked.file, asked.parameter("messagetype"))
            case "/getReceivedEdocList":
                rows = self.axis.held(system.id, kind=asked.parameter("messagetype"))
                return _OK | {"data": rows}
            case "/getSentEdocList":
                return _OK | {"data": self.axis.carried(system, asked.parameter("docId"))}
            case "/getEdoc":
                return self._content(system, asked.parameter("docId"))
            case "/updateStatus":
                self.axis.settle(system.id, asked.parameter("docId"), asked.parameter("status"))
                return _OK
            case "/getSynchronizeUnit" | "/getAgenciesList":
                return _OK | {"data": self._agencies()}
        return _error(Fault.SYSTEM, "Không có dịch vụ này.")

    def _by_hmac(self, asked: Asked) -> System:
        """Whose request it is: the HMAC over the signed headers, and these over the plain ones."""
        system = self.axis.systems.get(asked.parameter("systemid"))
        signed = asked.headers.get(f"{_MARK}sign-header", "")
        if system is None:
            raise FormatError(Fault.CREDENTIALS, "Sai SystemId hoặc SecretKey.")
        right = hmac.new(system.secret.encode(), signed.encode(), hashlib.sha256).hexdigest()
        named = json.loads(signed or "{}")
        same = all(asked.headers.get(name.lower()) == value for name, value in named.items())
        if not same or not hmac.compare_digest(right, asked.headers.get(f"{_MARK}hash-header", "")):
            raise FormatError(Fault.CREDENTIALS, "Sai SystemId hoặc SecretKey.")
        return system

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
            case "/v1/sendEdoc" if asked.file:
                return self._taken(asked.file, asked.fields.get("messageType", "edoc"))
            case "/v1/syncReceivedEdocList":
                rows = self.axis.held(system.id, kind=asked.query.get("messageType", "edoc"))
                return _OK | {"data": rows}
            case "/v1/getEdoc":
                return self._content(system, asked.query.get("docId", ""))
            case "/v1/updateStatus":
                given = json.loads(asked.body)
                self.axis.settle(system.id, str(given["docId"]), str(given["status"]))
                return _OK
            case "/v1/getAgenciesList":
                return _OK | {"data": self._agencies()}
        return _error(Fault.SYSTEM, "Không có dịch vụ này.")

    def _login(self, given: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        for system in self.axis.systems.values():
            if (system.account, system.password) == (given.get("username"), given.get("password")):
                token = secrets.token_hex(16)
                self._tokens[token] = system.id
                return 200, _OK | {"data": {"token": token}}
        return 401, _error(Fault.CREDENTIALS, "Sai tài khoản hoặc mật khẩu.")

    def _taken(self, file: Path, kind: str) -> dict[str, Any]:
        times = 2 if _happens(self.faults.double) else 1
        copies = [file.with_suffix(f".{number}") for number in range(times)]
        for one in copies:
            one.write_bytes(file.read_bytes())
        ids = [self.axis.take(one, kind=kind) for one in copies]
        return _OK | {"DocId": str(ids[0])}

    def _content(self, system: System, waiting: str) -> dict[str, Any]:
        content = self.axis.content(system.id, waiting)
        if content is None:
            return _error(Fault.FILE, "Không có gói tin này.")
        return _OK | {"data": base64.b64encode(content).decode()}

    def _agencies(self) -> list[dict[str, str]]:
        return [one for system in self.axis.systems.values() for one in system.agencies]


def _happens(often: float) -> bool:
    return random.random() < often  # noqa: S311 - not for secrets


def _error(fault: Fault, words: str) -> dict[str, Any]:
    return {"status": "FAIL", "ErrorCode": str(int(fault)), "ErrorDesc": words}


async def _read(scope: Scope, receive: Receive) -> Asked:
    headers = {name.decode().lower(): _header(value) for name, value in scope["headers"]}
    pieces = []
    while True:
        event = await receive()
        pieces.append(event.get("body", b""))
        if not event.get("more_body"):
            break
    body = b"".join(pieces)
    query = {name: values[0] for name, values in parse_qs(scope["query_string"].decode()).items()}
    asked = Asked(scope["method"], scope["path"], headers, query, body)
    if found := re.search("boundary=([^;]+)", headers.get("content-type", "")):
        _split(asked, b"--" + found[1].strip('"').encode())
    return asked


def _header(value: bytes) -> str:
    return value.decode("utf-8", "replace")


def _split(asked: Asked, boundary: bytes) -> None:
    """The parts of `multipart/form-data` (RFC 7578): one file, and fields."""
    for part in asked.body.split(boundary)[1:-1]:
        head, _, content = part.strip(b"\r\n").partition(b"\r\n\r\n")
        named = re.search(rb'name="([^"]+)"', head)
        if b"filename=" in head:
            with tempfile.NamedTemporaryFile(prefix="axis-", delete=False) as file:
                file.write(content)
            asked.file = Path(file.name)
        elif named:
            asked.fields[named[1].decode()] = content.decode()
    asked.body = b""


async def _answer(send: Send, status: int, found: dict[str, Any], *, cut: bool = False) -> None:
    """JSON; a cut answer says how long it is and stops halfway."""
    content = json.dumps(found, ensure_ascii=False).encode()
    headers = [
        (b"content-type", b"application/json; charset=utf-8"),
        (b"content-length", str(len(content)).encode()),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    body = content[: len(content) // 2] if cut else content
    await send({"type": "http.response.body", "body": body, "more_body": cut})
