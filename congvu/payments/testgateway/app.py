"""The gateway as an ASGI application."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

import httpx

from congvu.core.stand_in import JSON, STYLE, Answer, Asked, StandIn, page
from congvu.payments.testgateway import pages, protocol
from congvu.payments.testgateway.storage import Payment, Storage

_AGAIN = {"01", "04", "97", "99"}
_TRIES = 4
_CODES = {"refuse": "24", "poor": "51"}


@dataclass(frozen=True)
class Merchant:
    """Who may ask for payments, and where they hear of them."""

    tmn: str
    secret: str
    notice: str


class Application(StandIn):
    """Serves one merchant under `root`; `pause` (seconds) lies between payment and notice."""

    def __init__(
        self, storage: Storage, merchant: Merchant, *, root: str = "", pause: float = 1.0
    ) -> None:
        super().__init__(root=root)
        self.storage = storage
        self.merchant = merchant
        self.pause = pause

    def answer(self, asked: Asked) -> Answer:
        match asked.method, asked.path:
            case "GET", "/kieu.css":
                return Answer(STYLE, "text/css")
            case "GET", "/paymentv2/vpcpay.html":
                return self._choice(asked.query)
            case "POST", "/paymentv2/chon":
                return self._chosen(asked.form)
            case "POST", "/merchant_webapi/api/transaction":
                found = protocol.transact(
                    self.storage, json.loads(asked.body), self.merchant.secret
                )
                return Answer(json.dumps(found), JSON)
        return Answer("Không có trang này.", status=404)

    def _choice(self, fields: dict[str, str]) -> Answer:
        right = fields.get("vnp_TmnCode") == self.merchant.tmn
        if not right or not protocol.asked_rightly(fields, self.merchant.secret):
            words = "<p>Yêu cầu thanh toán không đúng chữ ký (mã 70).</p>"
            return Answer(page("Không thanh toán được", words, root=self.root), status=400)
        return Answer(pages.choosing(self.storage.put(fields), root=self.root))

    def _chosen(self, form: dict[str, str]) -> Answer:
        payment = self.storage.get(form.get("tmn", ""), form.get("ref", ""))
        how = form.get("how", "")
        if payment is None or how not in pages.CHOICES:
            return Answer("Không có giao dịch này.", status=404)
        if how != "leave":
            self.storage.settle(payment, code=_CODES.get(how, "00"), at=_moment())
            payment = self.storage.get(payment.tmn, payment.ref) or payment
        if how in {"close", "leave"}:
            words = "<p>Cửa sổ của cổng đã đóng. Cổng không báo gì cho nơi bán.</p>"
            return Answer(page("Đã đóng", words, root=self.root))
        waits = {"late": [20.0], "twice": [self.pause] * 3}.get(how, [self.pause])
        self.tell(payment, waits)
        join = "&" if "?" in payment.back else "?"
        query = protocol.told(payment, self.merchant.secret)
        return Answer(location=f"{payment.back}{join}{query}")

    def tell(self, payment: Payment, waits: list[float]) -> None:
        """Notices go out beside the request, each tried again while it is not taken."""
        query = protocol.told(payment, self.merchant.secret)
        for wait in waits:
            threading.Thread(target=self._notify, args=(query, wait), daemon=True).start()

    def _notify(self, query: str, wait: float) -> None:
        for _ in range(_TRIES):
            time.sleep(wait)
            try:
                answer = httpx.get(f"{self.merchant.notice}?{query}", timeout=20)
                if answer.status_code == 200 and answer.json()["RspCode"] not in _AGAIN:
                    return
            except (httpx.HTTPError, ValueError, KeyError):
                pass
            wait = max(5.0, wait)


def _moment() -> str:
    return f"{datetime.now(timezone(timedelta(hours=7))):%Y%m%d%H%M%S}"  # noqa: TID251 - its own
