"""The test axis in a thread, and another system that speaks to it."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import socket
import threading
import time
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import uvicorn

from congvu.core import clock
from congvu.exchange import edxml as x
from congvu.exchange.edxml.writing import ZONE
from congvu.exchange.models import Line
from congvu.exchange.providers import provider_of
from congvu.exchange.secrets import hide
from congvu.exchange.testaxis.app import Application
from congvu.exchange.testaxis.storage import Axis
from congvu.exchange.types import LineKind, Parcel


@contextlib.contextmanager
def serving(application: Any) -> Iterator[str]:
    """The application on a free port; its address."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(application, lifespan="off", log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


def system(name: str, *agencies: tuple[str, str]) -> dict[str, Any]:
    return {
        "id": name,
        "secret": f"secret of {name}",
        "account": f"account of {name}",
        "password": "mật khẩu",
        "agencies": [
            {"code": code, "oldCode": x.old_form(code), "name": about} for code, about in agencies
        ],
    }


def make_axis(folder: Path, systems: list[dict[str, Any]]) -> Application:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "systems.json").write_text(json.dumps(systems))
    return Application(Axis(folder))


def line_to(address: str, agency: Any, name: str, kind: str = LineKind.VXP) -> Line:
    """A line of the system of that name to the axis, not yet saved."""
    secret = f"secret of {name}"
    if kind == LineKind.LGSP:
        secret = f"mật khẩu\n{secret}"
    return Line(
        agency=agency,
        kind=kind,
        name=f"Trục {name} {kind}",
        address=f"{address}/{kind}",
        system_id=name,
        account=f"account of {name}",
        secret=hide(secret),
    )


class Neighbour:
    """Another system on the axis: it sends what a test gives it, and takes what waits."""

    def __init__(self, line: Line, organ: x.Organ) -> None:
        self.organ = organ
        self._provider = provider_of(line)

    def send(self, message: x.Message, contents: list[bytes] | None = None, **given: Any) -> str:
        out = io.BytesIO()
        held = [x.Content(io.BytesIO(one), f"{at}") for at, one in enumerate(contents or [])]
        spoil = given.pop("spoil", False)
        sha256 = x.write(message, out, contents=held, **given)
        if spoil:
            changed = out.getvalue().replace(b"<edXML:Place>", b"<edXML:Place> ", 1)
            out, sha256 = io.BytesIO(changed), hashlib.sha256(changed).hexdigest()
            out.seek(0, io.SEEK_END)
        kind = "edoc" if isinstance(message, x.Document) else "status"
        parcel = Parcel(sha256, out.tell(), kind, "", self.organ.id)
        return self._provider.send(parcel, lambda: io.BytesIO(out.getvalue())).axis_id

    def take(self) -> list[x.Read]:
        """Everything that waits for it, confirmed."""
        found = []
        for one in self._provider.waiting(date(2020, 1, 1)):
            target = io.BytesIO()
            self._provider.fetch(one, target)
            target.seek(0)
            found.append(x.read(target))
            self._provider.confirm(one, taken=True)
        return found

    def document(self, to: list[str], **given: Any) -> x.Document:
        plain: dict[str, Any] = {
            "sender": self.organ,
            "receivers": tuple(x.Organ(one) for one in to),
            "document_id": f"{self.organ.id},2020/04/01,12/SNV",
            "code": x.Code("12", "SNV"),
            "place": "Nghệ An",
            "promulgated_on": date(2020, 4, 1),
            "kind": x.DocumentKind("Công văn", 18),
            "subject": "phối hợp kiểm tra công tác văn thư",
            "signer": x.SignerInfo("Trần Thị B", "GIÁM ĐỐC"),
            "attachments": (x.Attachment("1", "12.pdf"),),
        }
        return x.Document(**plain | given)

    def status(self, of: x.Document, code: x.StatusCode, at: datetime | None = None) -> x.Status:
        moment = (at or clock.now()).astimezone(ZONE).replace(microsecond=0)
        reply = x.Reply(of.sender.id, str(of.code), of.document_id, of.promulgated_on)
        return x.Status(self.organ, reply, code, moment, f"Trạng thái {code}")
