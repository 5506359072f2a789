"""The public post (VNPost): orders to collect dossiers and to deliver results.

Fields as public integrations have them: `customerCode`, `orderNumber`, `codAmount`, sender and
receiver; `status` of an order is asked by its number.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings

from congvu.services.providers.base import Rejected, post_json
from congvu.services.types import PostState

_STATES = {
    "accepted": PostState.ORDERED,
    "transit": PostState.ON_THE_WAY,
    "delivered": PostState.DELIVERED,
    "failed": PostState.FAILED,
}


def configured() -> bool:
    return bool(settings.ENVIRONMENT.post)


def order(data: dict[str, Any]) -> str:
    """Place an order; its tracking number. The same `orderNumber` again is no second order.

    Raises `Unreachable` or `Rejected`.
    """
    answer = _ask("orders", data)
    if not answer.get("tracking"):
        raise Rejected(str(answer.get("error") or "Bưu điện không nhận đơn.")[:300])
    return str(answer["tracking"])


def state_of(number: str) -> str:
    """How far an order is, one of `PostState`; empty where the answer says nothing we know."""
    return _STATES.get(str(_ask("status", {"orderNumber": number}).get("status")), "")


def _ask(path: str, data: dict[str, Any]) -> dict[str, Any]:
    environment = settings.ENVIRONMENT
    headers = {"Authorization": f"Bearer {environment.post_token}"}
    return post_json(f"{environment.post.rstrip('/')}/{path}", data, headers=headers)
