"""The post office as an ASGI application: two questions of programs, one page for its people."""

from __future__ import annotations

import hmac
import json
from datetime import datetime, timedelta, timezone
from html import escape
from typing import Any

from congvu.core.stand_in import JSON, STYLE, Answer, Asked, StandIn, page
from congvu.services.testpost.storage import Parcel, Storage

_NEEDED = ("customerCode", "orderNumber", "sender", "receiver")
_NAMES = {
    "accepted": "Đã nhận đơn", "collected": "Bưu tá đã lấy", "transit": "Đang chuyển",
    "delivered": "Đã giao", "failed": "Không giao được",
    "remitted": "Chuyển tiền thu hộ cho cơ quan",
}  # fmt: skip
_NEXT = {
    "accepted": ("collected", "failed"),
    "collected": ("transit", "failed"),
    "transit": ("delivered", "failed"),
}
_PLACES = {"accepted": "Bưu cục Tam Kỳ", "transit": "Trung tâm khai thác Tam Kỳ"}
_STYLE = f"{STYLE}li{{border-bottom:1px solid #bbb;padding:.6rem 0}}ul{{list-style:none;padding:0}}"


class Application(StandIn):
    """Serves under `root` those who bear the token."""

    def __init__(self, storage: Storage, token: str, *, root: str = "") -> None:
        super().__init__(root=root)
        self.storage, self.token = storage, token

    def answer(self, asked: Asked) -> Answer:
        match asked.method, asked.path:
            case "GET", "/":
                return Answer(self._page())
            case "GET", "/kieu.css":
                return Answer(_STYLE, "text/css")
            case "POST", "/chon":
                return self._chosen(asked.form)
            case "POST", "/orders" | "/status":
                return self._program(asked)
        return Answer("Không có trang này.", status=404)

    def _program(self, asked: Asked) -> Answer:
        given = asked.headers.get("authorization", "")
        if not hmac.compare_digest(given.encode(), f"Bearer {self.token}".encode()):
            return Answer('{"error": "Sai mã truy cập"}', JSON, 401)
        try:
            data = json.loads(asked.body)
        except ValueError:
            return Answer('{"error": "Không đọc được JSON"}', JSON, 400)
        found = self._ordered(data) if asked.path == "/orders" else self._told(data)
        return Answer(json.dumps(found, ensure_ascii=False), JSON)

    def _ordered(self, data: dict[str, Any]) -> dict[str, Any]:
        missing = [name for name in _NEEDED if not data.get(name)]
        if missing or not data["receiver"].get("Address"):
            return {"error": f"Thiếu: {', '.join(missing) or 'receiver.Address'}"}
        return {"tracking": self.storage.put(data, _event("accepted")).tracking}

    def _told(self, data: dict[str, Any]) -> dict[str, Any]:
        parcel = self.storage.get(str(data.get("orderNumber", "")))
        if parcel is None:
            return {"error": "Không có đơn này"}
        return {
            "status": parcel.status,
            "events": parcel.way,
            "codCollected": parcel.collected > 0,
            "codCollectedAmount": parcel.collected,
            "codRemittedAmount": parcel.remitted,
        }

    def _chosen(self, form: dict[str, str]) -> Answer:
        parcel, how = self.storage.get(form.get("don", "")), form.get("viec", "")
        if parcel is None or how not in _open(parcel):
            return Answer("Không có việc này.", status=404)
        said = form.get("so_tien", "").replace(".", "")
        amount = int(said) if said.isdecimal() and len(said) < 12 else _expected(parcel)
        if how == "remitted":
            self.storage.hand_over(parcel, amount)
        else:
            paid = how == "delivered" and bool(_cod(parcel))
            self.storage.move(parcel, _event(how), collected=amount if paid else 0)
        return Answer(location=f"{self.root}/")

    def _page(self) -> str:
        rows = "".join(self._row(one) for one in self.storage.last())
        body = (
            "<p>Đóng vai bưu tá: bấm việc tiếp theo của bưu gửi.</p>"
            f"<ul>{rows or '<li>Chưa có đơn nào.</li>'}</ul>"
        )
        return page("Bưu cục thử nghiệm", body, root=self.root)

    def _row(self, one: Parcel) -> str:
        collect = f", thu hộ {_dong(_cod(one))}" if _cod(one) else ""
        collect += f", đã thu {_dong(one.collected)}" if one.collected else ""
        collect += f", đã chuyển cơ quan {_dong(one.remitted)}" if one.remitted else ""
        buttons = "".join(
            f'<form method="post" action="{self.root}/chon">'
            f'<input type="hidden" name="don" value="{escape(one.ordered)}">'
            f"{_sum(one, how)}"
            f'<button name="viec" value="{how}">{_NAMES[how]}</button></form> '
            for how in _open(one)
        )
        receiver = one.data["receiver"]
        words = f"{receiver.get('Name', '')}, {receiver.get('Address', '')}"
        return (
            f"<li><b>{one.tracking}</b> ({escape(one.ordered)}): {_NAMES[one.status]}"
            f"{collect}<br>{escape(words)}<br>{buttons}</li>"
        )


def _cod(one: Parcel) -> int:
    return int(one.data.get("codAmount") or 0)


def _expected(one: Parcel) -> int:
    """What is to be collected at the door, or handed over still."""
    return one.collected - one.remitted if one.collected else _cod(one)


def _open(one: Parcel) -> tuple[str, ...]:
    """What may happen next."""
    owes = one.status == "delivered" and one.remitted < one.collected
    return ("remitted",) if owes else _NEXT.get(one.status, ())


def _sum(one: Parcel, how: str) -> str:
    """Where the postman writes how much, if it is about money."""
    if not _cod(one) or how not in {"delivered", "remitted"}:
        return ""
    return (
        f'<label>Số tiền (đồng) <input name="so_tien" inputmode="numeric" '
        f'value="{_expected(one)}"></label> '
    )


def _dong(amount: int) -> str:
    return f"{amount:,} đồng".replace(",", ".")


def _event(status: str) -> dict[str, str]:
    now = datetime.now(timezone(timedelta(hours=7)))  # noqa: TID251 - its own clock
    return {
        "at": now.isoformat(timespec="seconds"),
        "status": status,
        "place": _PLACES.get(status, ""),
    }
