"""Do both sides agree? What the other side has of ours, compared with what we believe."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.dateparse import parse_datetime

from congvu.core import clock
from congvu.core.actions import work
from congvu.exchange.actions.enqueueing import wake_sender
from congvu.exchange.actions.recipients import note
from congvu.exchange.folding import standing
from congvu.exchange.models import Arrival, Difference, Line, Packet, Recipient
from congvu.exchange.providers.installation import Installation
from congvu.exchange.queries.watching import arrivals_after, sent_since
from congvu.exchange.types import FOLLOWED, SENT, LineKind, PacketState

LOOKED_BACK = timedelta(days=7)
_SETTLED = timedelta(minutes=5)
PAGE = 1000
_OURS = frozenset({SENT, FOLLOWED, "13"})


def answer(line: Line, after: int) -> dict[str, Any]:
    """One page of what has come by the line, for its sender to compare."""
    since = clock.now() - LOOKED_BACK - timedelta(days=1)
    rows = arrivals_after(line.pk, after, since=since, most=PAGE)
    return {"rows": [_told(one) for one in rows]}


def _told(arrival: Arrival) -> dict[str, Any]:
    return {
        "row": arrival.pk,
        "document": arrival.document_id,
        "receiver": arrival.agency.code,
        "statuses": [
            [one.code, one.said_at.isoformat(), one.words[:500]] for one in arrival.statuses.all()
        ],
    }


def reconcile(line: Line) -> list[Difference]:
    """Compare, mend what can be mended, and keep what differed for the operator to see.

    A document that is not there is sent once more (the same bytes: it cannot become two); a status
    that has not come is taken over from the comparison. Raises `Unreachable`.
    """
    if line.kind != LineKind.OWN:
        return []
    there = _asked(Installation(line))
    with work():
        Difference.objects.filter(line=line).delete()
        rows = sent_since(line.pk, clock.now() - LOOKED_BACK)
        found = [
            difference
            for one in rows.filter(packet__done_at__lt=clock.now() - _SETTLED)
            if (difference := _compared(line, one, there))
        ]
        Difference.objects.bulk_create(found)
    return found


def _asked(installation: Installation) -> dict[tuple[str, str], Mapping[str, Any]]:
    found: dict[tuple[str, str], Mapping[str, Any]] = {}
    after = 0
    while rows := installation.compare(after):
        for row in rows:
            found[str(row["document"]), str(row["receiver"])] = row
            after = int(row["row"])
    return found


def _compared(
    line: Line, one: Recipient, there: Mapping[tuple[str, str], Mapping[str, Any]]
) -> Difference | None:
    assert one.packet is not None  # noqa: S101 - sent ones have a packet
    key = (one.packet.document_id, one.partner.code)
    row = there.get(key)
    if row is None:
        Packet.objects.filter(pk=one.packet.pk, state=PacketState.SENT).update(
            state=PacketState.WAITING, next_at=clock.now(), attempts=0
        )
        wake_sender(line.pk)
        return _difference(line, key, here=one.get_state_display(), there="Chưa có")
    said = [(str(code), _moment(at), str(words)) for code, at, words in row["statuses"]]
    own = [(each.code, each.at) for each in one.evidence.all() if each.code in _OURS]
    expected = standing([*own, *((code, at) for code, at, _ in said)])
    if expected == one.state:
        return None
    for code, at, words in said:
        note(one, code, at=at, words=words)
    return _difference(line, key, here=one.get_state_display(), there=str(expected.label))


def _difference(line: Line, key: tuple[str, str], *, here: str, there: str) -> Difference:
    return Difference(
        line=line, document_id=key[0], receiver=key[1], here=here[:20], there=there[:20]
    )


def _moment(text: object) -> datetime:
    found = parse_datetime(str(text))
    if found is None:
        raise ValueError("a moment of the comparison cannot be read")
    return found
