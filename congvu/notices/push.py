"""Telling every web process, through PostgreSQL, whose open pages have something new.

`NOTIFY` inside a transaction is delivered when it commits and not at all when it rolls back: a
page never hears of what did not happen, and nothing has to remember to speak afterwards.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from django.db import connection

from congvu.notices.models import Notice

CHANNEL = "congvu_notices"
# A payload holds at most 8,000 bytes: 250 pairs of numbers and one sentence stay below it.
_AT_ONCE = 250


def push(notices: Sequence[Notice]) -> None:
    """Announce new notices that share their words (one query)."""
    if not notices:
        return
    words = {"text": notices[0].text, "urgent": notices[0].urgent}
    _send(
        [
            {"to": {str(n.recipient_id): n.pk for n in notices[start : start + _AT_ONCE]}, **words}
            for start in range(0, len(notices), _AT_ONCE)
        ]
    )


def push_read(recipient_id: int) -> None:
    """Let the person's other pages count anew: something was read."""
    _send([{"to": {str(recipient_id): 0}}])


def _send(payloads: list[dict[str, object]]) -> None:
    texts = [json.dumps(p, ensure_ascii=False, separators=(",", ":")) for p in payloads]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, p) FROM unnest(%s::text[]) AS p", [CHANNEL, texts])
