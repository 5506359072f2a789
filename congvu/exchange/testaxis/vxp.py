"""The axis's VXP interface (SDKVXP 2.0): what each call takes, signed, and what it answers."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from congvu.exchange.edxml import Fault, FormatError
from congvu.exchange.testaxis.asked import Asked, Raw, sha256_of
from congvu.exchange.testaxis.storage import Axis, System

_MARK = "xroadvnpt-"
_VERSION = "3.0.201608"
_ALWAYS = ("timestamp", "systemid", "Content-Type")
_STAMP = re.compile(r"\d{8}T\d{6}\+\d{4}")
_STATUSES = {"processing", "done", "fail"}
OK = {"status": "OK", "ErrorCode": "0", "ErrorDesc": ""}
Answer = dict[str, Any] | Raw


@dataclass(frozen=True)
class Call:
    """One call: its method, the parameters that must be signed, those that may, and its work."""

    method: str
    parameters: tuple[str, ...]
    do: Callable[[Vxp, Asked, System], Answer]
    may: tuple[str, ...] = ()
    content: str = "application/json"


class Vxp:
    """Answers for an axis; `take` keeps a packet and gives its id."""

    def __init__(self, axis: Axis, take: Callable[[Asked, str], str]) -> None:
        self.axis = axis
        self._take = take

    def answer(self, asked: Asked, path: str) -> Answer:
        """What the call answers. Raises `FormatError` for what the axis refuses."""
        call = _CALLS.get(path)
        if call is None or asked.method != call.method:
            raise FormatError(Fault.SYSTEM, "Không có dịch vụ này.")
        return call.do(self, asked, self._by_hmac(asked, call))

    def _by_hmac(self, asked: Asked, call: Call) -> System:
        """Whose request it is: the HMAC over the signed headers, and these over the plain ones."""
        system = self.axis.systems.get(asked.headers.get(f"{_MARK}systemid", ""))
        signed = asked.headers.get(f"{_MARK}sign-header", "")
        if system is None:
            raise FormatError(Fault.CREDENTIALS, "Sai SystemId hoặc SecretKey.")
        right = hmac.new(system.secret.encode(), signed.encode(), hashlib.sha256).hexdigest()
        if not hmac.compare_digest(right, asked.headers.get(f"{_MARK}hash-header", "")):
            raise FormatError(Fault.CREDENTIALS, "Sai SystemId hoặc SecretKey.")
        _check_signed(asked, call, json.loads(signed))
        return system

    def send(self, asked: Asked, _: System) -> Answer:
        """`/sendEdoc`: the part `file_doc`."""
        file = asked.files.get("file_doc")
        if file is None or sha256_of(file) != _given(asked, "hash-file"):
            raise FormatError(Fault.FILE, "Tệp không đúng mã băm.")
        return OK | {"DocId": self._take(asked, _given(asked, "messagetype"))}

    def received(self, asked: Asked, system: System) -> Answer:
        days = _given(asked, "fromDate"), _given(asked, "toDate")
        return OK | {
            "data": self.axis.held(system.id, kind=_given(asked, "messagetype"), days=days)
        }

    def sent(self, asked: Asked, system: System) -> Answer:
        return OK | {"data": self.axis.carried(system, _given(asked, "docId"))}

    def content(self, asked: Asked, system: System) -> Answer:
        content = self.axis.content(system.id, _given(asked, "docId"))
        return OK | {"data": base64.b64encode(content).decode()}

    def download(self, asked: Asked, system: System) -> Answer:
        return Raw(self.axis.content(system.id, _given(asked, "docId")))

    def settle(self, asked: Asked, system: System) -> Answer:
        status = _given(asked, "status")
        if status not in _STATUSES:
            raise FormatError(Fault.PROCESSING, f"Không có trạng thái {status}.")
        self.axis.settle(system.id, _given(asked, "docId"), status)
        return OK

    def count(self, system: System, kind: str) -> Answer:
        return OK | {"count": self.axis.waiting(system.id, kind=kind)}

    def listed(self, *names: str) -> Answer:
        """Agencies that are not deleted, with these fields."""
        return OK | {"data": self.axis.agencies(names)}

    def synchronized(self) -> Answer:
        return OK | {"data": self.axis.units()}

    def register(self, asked: Asked, system: System) -> Answer:
        self.axis.register(system, json.loads(asked.body))
        return OK

    def delete(self, asked: Asked, system: System) -> Answer:
        self.axis.delete(system, _given(asked, "AgencyCode"))
        return OK


def _given(asked: Asked, name: str) -> str:
    """A parameter, which travels in a header."""
    return asked.headers.get(f"{_MARK}{name.lower()}", "")


def _check_signed(asked: Asked, call: Call, signed: dict[str, str]) -> None:
    """Signed are the moment, the system, the type of the content and the call's parameters, all of
    them and no other, each as it is sent.
    """
    names = [name.removeprefix("XroadVnpt-") for name in signed]
    wanted = {*_ALWAYS, *call.parameters}
    plain = asked.headers.get("content-type", "")
    right = (
        all(name.startswith("XroadVnpt-") for name in signed)
        and asked.headers.get(f"{_MARK}sign-header-key") == ";".join(names)
        and wanted <= set(names) <= wanted | set(call.may)
        and all(asked.headers.get(name.lower()) == value for name, value in signed.items())
        and asked.headers.get(f"{_MARK}version") == _VERSION
        and _STAMP.fullmatch(signed["XroadVnpt-timestamp"])
        and signed["XroadVnpt-Content-Type"] == call.content
        and (plain == call.content or (bool(asked.files) and plain.startswith("multipart/")))
    )
    if not right:
        raise FormatError(Fault.CREDENTIALS, "Các tiêu đề được ký không đúng quy định.")


_CALLS = {
    "/sendEdoc": Call(
        "POST",
        ("from", "servicetype", "messagetype", "hash-file"),
        Vxp.send,
        content="application/octet-stream",
    ),
    "/getReceivedEdocList": Call(
        "POST", ("servicetype", "messagetype"), Vxp.received, may=("fromDate", "toDate")
    ),
    "/getSentEdocList": Call("POST", ("servicetype", "messagetype", "docId"), Vxp.sent),
    "/getEdoc": Call("POST", ("docId",), Vxp.content),
    "/downloadEdoc": Call("GET", ("docId",), Vxp.download),
    "/updateStatus": Call("POST", ("docId", "status"), Vxp.settle),
    "/countReceiveEdoc": Call("GET", (), lambda vxp, _, system: vxp.count(system, "edoc")),
    "/countReceiveStatus": Call("GET", (), lambda vxp, _, system: vxp.count(system, "status")),
    "/getAgenciesList": Call("POST", (), lambda vxp, *_: vxp.listed("oldCode")),
    "/getAgenciesListQD20": Call("POST", ("level",), lambda vxp, *_: vxp.listed("code102")),
    "/getSynchronizeUnit": Call("POST", (), lambda vxp, *_: vxp.synchronized()),
    "/registerAgency": Call("POST", (), Vxp.register),
    "/deleteAgency": Call("POST", ("AgencyCode",), Vxp.delete),
}
