"""The public post (VNPost): orders to collect dossiers and to deliver results.

Fields as public integrations have them: `customerCode`, `orderNumber`, `codAmount`, sender and
receiver; `status` of an order is asked by its number. What was collected at the door and handed
over to the agency (`codCollected`, `codCollectedAmount`, `codRemittedAmount`: sums so far) stands
in the same answer; no public integration shows those names, so they are agreed with the post. A
demo installation that names no post talks to the test post that is served beside it.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from congvu.core.text import nfc
from congvu.services.providers.base import Rejected, post_json
from congvu.services.types import PostState

TEST_POST = "/buu-cuc-thu"
_MOST = 10**12
_STATES = {
    "accepted": PostState.ORDERED,
    "collected": PostState.COLLECTED,
    "transit": PostState.ON_THE_WAY,
    "delivered": PostState.DELIVERED,
    "failed": PostState.FAILED,
}


@dataclass(frozen=True)
class Stop:
    """Something that happened to a parcel; `place` may be empty."""

    at: datetime
    state: PostState
    place: str


@dataclass(frozen=True)
class Progress:
    """How far an order is; `state` is empty where the answer says nothing that we know.

    `collected` (None: nothing yet, 0: what was ordered) and `remitted` are whole đồng so far.
    """

    state: PostState | None
    way: tuple[Stop, ...] = ()
    collected: int | None = None
    remitted: int = 0


def in_demo() -> bool:
    """Whether orders go to the test post."""
    return bool(settings.DEMO) and not settings.ENVIRONMENT.post


def configured() -> bool:
    return bool(settings.ENVIRONMENT.post) or in_demo()


def pause() -> timedelta:
    """How long to wait before an order is asked for again."""
    return timedelta(seconds=30) if in_demo() else timedelta(minutes=30)


def token() -> str:
    """What we show to be let in; of the test post another one in every installation."""
    if settings.ENVIRONMENT.post:
        return str(settings.ENVIRONMENT.post_token)
    return hmac.new(settings.SECRET_KEY.encode(), b"congvu test post", hashlib.sha256).hexdigest()


def order(data: dict[str, Any]) -> str:
    """Place an order; its tracking number. The same `orderNumber` again is no second order.

    Raises `Unreachable` or `Rejected`.
    """
    answer = _ask("orders", data)
    if not answer.get("tracking"):
        raise Rejected(str(answer.get("error") or "Bưu điện không nhận đơn.")[:300])
    return str(answer["tracking"])


def progress_of(number: str) -> Progress:
    """How far an order is; what cannot be read of it is left out."""
    answer = _ask("status", {"orderNumber": number})
    events = answer.get("events")
    stops = [_stop(one) for one in events[:50]] if isinstance(events, list) else []
    return Progress(
        _STATES.get(str(answer.get("status"))),
        tuple(one for one in stops if one),
        _dong(answer.get("codCollectedAmount")) if answer.get("codCollected") is True else None,
        _dong(answer.get("codRemittedAmount")),
    )


def _dong(given: object) -> int:
    """A sum; 0 for what is none."""
    whole = isinstance(given, int) and not isinstance(given, bool)
    return given if whole and 0 < given < _MOST else 0  # type: ignore[operator,return-value]


def _stop(given: object) -> Stop | None:
    if not isinstance(given, dict):
        return None
    state = _STATES.get(str(given.get("status")))
    try:
        at = datetime.fromisoformat(str(given.get("at")))
    except ValueError:
        return None
    if state is None or at.tzinfo is None:
        return None
    return Stop(at, state, nfc(str(given.get("place") or ""))[:120].replace("\x00", ""))


def _ask(path: str, data: dict[str, Any]) -> dict[str, Any]:
    base = settings.ENVIRONMENT.post.rstrip("/") or f"{settings.BASE_URL}{TEST_POST}"
    return post_json(f"{base}/{path}", data, headers={"Authorization": f"Bearer {token()}"})
