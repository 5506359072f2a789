"""The post office as an ASGI application: two questions of programs, one page for its people."""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from html import escape
from typing import Any
from urllib.parse import parse_qsl

from congvu.services.testpost.storage import Parcel, Storage

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
_HTML, _JSON = "text/html; charset=utf-8", "application/json; charset=utf-8"
_NEEDED = ("customerCode", "orderNumber", "sender", "receiver")
_NAMES = {
    "accepted": "Đã nhận đơn", "collected": "Bưu tá đã lấy", "transit": "Đang chuyển",
    "delivered": "Đã giao", "failed": "Không giao được",
}  # fmt: skip
_NEXT = {
    "accepted": ("collected", "failed"),
    "collected": ("transit", "failed"),
    "transit": ("delivered", "failed"),
}
_PLACES = {"accepted": "Bưu cục Tam Kỳ", "transit": "Trung tâm khai thác Tam Kỳ"}
_STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:48rem;margin:0 auto;padding:1rem}"
    "li{border-bottom:1px solid #bbb;padding:.6rem 0}ul{list-style:none;padding:0}"
    "button{min-height:2.75rem;padding:0 1rem;font:inherit}form{display:inline}"
)


@dataclass(frozen=True)
class Answer:
    """What goes back: a body, or the page again."""

    body: str = ""
    kind: str = _JSON
    status: int = 200


class Application:
    """Serves under `root` those who bear the token."""

    def __init__(self, storage: Storage, token: str, *, root: str = "") -> None:
        self.storage, self.token, self.root = storage, token, root

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = await _body(receive)
        answer = await asyncio.to_thread(self._do, scope, body)
        headers = [(b"content-type", answer.kind.encode()), (b"cache-control", b"no-store")]
        if answer.status == 303:
            headers.append((b"location", f"{self.root}/".encode()))
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": answer.body.encode()})

    def _do(self, scope: Scope, body: bytes) -> Answer:
        path = scope["path"].removeprefix(self.root)
        match scope["method"], path:
            case "GET" | "HEAD", "/":
                return Answer(self._page(), _HTML)
            case "GET" | "HEAD", "/kieu.css":
                return Answer(_STYLE, "text/css")
            case "POST", "/chon":
                return self._chosen(dict(parse_qsl(body.decode())))
            case "POST", "/orders" | "/status":
                return self._program(path, dict(scope["headers"]), body)
        return Answer("Không có trang này.", _HTML, 404)

    def _program(self, path: str, headers: dict[bytes, bytes], body: bytes) -> Answer:
        given = headers.get(b"authorization", b"")
        if not hmac.compare_digest(given, f"Bearer {self.token}".encode()):
            return Answer('{"error": "Sai mã truy cập"}', status=401)
        try:
            data = json.loads(body)
        except ValueError:
            return Answer('{"error": "Không đọc được JSON"}', status=400)
        found = self._ordered(data) if path == "/orders" else self._told(data)
        return Answer(json.dumps(found, ensure_ascii=False))

    def _ordered(self, data: dict[str, Any]) -> dict[str, Any]:
        missing = [name for name in _NEEDED if not data.get(name)]
        if missing or not data["receiver"].get("Address"):
            return {"error": f"Thiếu: {', '.join(missing) or 'receiver.Address'}"}
        return {"tracking": self.storage.put(data, _event("accepted")).tracking}

    def _told(self, data: dict[str, Any]) -> dict[str, Any]:
        parcel = self.storage.get(str(data.get("orderNumber", "")))
        if parcel is None:
            return {"error": "Không có đơn này"}
        return {"status": parcel.status, "events": parcel.way, "codCollected": parcel.collected}

    def _chosen(self, form: dict[str, str]) -> Answer:
        parcel, how = self.storage.get(form.get("don", "")), form.get("viec", "")
        if parcel is None or how not in _NEXT.get(parcel.status, ()):
            return Answer("Không có việc này.", _HTML, 404)
        paid = how == "delivered" and bool(parcel.data.get("codAmount"))
        self.storage.move(parcel, _event(how), collected=paid)
        return Answer(status=303)

    def _page(self) -> str:
        rows = "".join(self._row(one) for one in self.storage.last())
        return (
            '<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Bưu cục thử nghiệm'
            '</title><meta name="viewport" content="width=device-width, initial-scale=1">'
            f'<link rel="stylesheet" href="{self.root}/kieu.css"></head><body><main>'
            "<h1>Bưu cục thử nghiệm</h1><p>Đóng vai bưu tá: bấm việc tiếp theo của bưu gửi.</p>"
            f"<ul>{rows or '<li>Chưa có đơn nào.</li>'}</ul></main></body></html>"
        )

    def _row(self, one: Parcel) -> str:
        cod = int(one.data.get("codAmount") or 0)
        collect = f", thu hộ {f'{cod:,}'.replace(',', '.')} đồng" if cod else ""
        buttons = "".join(
            f'<form method="post" action="{self.root}/chon">'
            f'<input type="hidden" name="don" value="{escape(one.ordered)}">'
            f'<button name="viec" value="{how}">{_NAMES[how]}</button></form> '
            for how in _NEXT.get(one.status, ())
        )
        receiver = one.data["receiver"]
        words = f"{receiver.get('Name', '')}, {receiver.get('Address', '')}"
        return (
            f"<li><b>{one.tracking}</b> ({escape(one.ordered)}): {_NAMES[one.status]}"
            f"{collect}<br>{escape(words)}<br>{buttons}</li>"
        )


def _event(status: str) -> dict[str, str]:
    now = datetime.now(timezone(timedelta(hours=7)))  # noqa: TID251 - its own clock
    return {
        "at": now.isoformat(timespec="seconds"),
        "status": status,
        "place": _PLACES.get(status, ""),
    }


async def _body(receive: Receive) -> bytes:
    pieces = []
    while True:
        event = await receive()
        pieces.append(event.get("body", b""))
        if not event.get("more_body"):
            return b"".join(pieces)
