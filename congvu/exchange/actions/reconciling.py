"""Do both sides agree? What the other side has of ours, compared with what we believe."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.dateparse import parse_datetime

from congvu.core import clock
from congvu.core.acts import work
from congvu.exchange.actions.comparing_axes import (
    compare_held,
    compare_sent,
    differs,
    send_once_more,
)
from congvu.exchange.actions.recipients import note
from congvu.exchange.folding import standing, too_early
from congvu.exchange.models import Arrival, Difference, Line, Recipient
from congvu.exchange.providers.installation import Installation
from congvu.exchange.queries.watching import arrivals_after, sent_since
from congvu.exchange.types import FOLLOWED, SENT, DifferenceKind, LineKind

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
    that has not come is taken over from the comparison; what an axis has given us and we do not
    have is fetched again. Raises `Unreachable` or `Rejected`.
    """
    if line.kind == LineKind.OWN:
        return _kept(line, _with_installation(line, _asked(Installation(line))))
    return _kept(line, [*compare_sent(line), *compare_held(line)])


def _kept(line: Line, found: list[Difference]) -> list[Difference]:
    with work():
        Difference.objects.filter(line=line).delete()
        Difference.objects.bulk_create(found, ignore_conflicts=True)
        Line.objects.filter(pk=line.pk).update(compared_at=clock.now())
    return found


def _with_installation(
    line: Line, there: Mapping[tuple[str, str], Mapping[str, Any]]
) -> list[Difference]:
    rows = sent_since(line.pk, clock.now() - LOOKED_BACK)
    with work():
        return [
            difference
            for one in rows.filter(packet__done_at__lt=clock.now() - _SETTLED)
            if (difference := _compared(line, one, there))
        ]


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
        send_once_more(one.packet)
        return differs(line, one.packet, one, DifferenceKind.NOT_THERE, "Chưa có")
    early = too_early([(each.code, each.at, each.arrived_at) for each in one.evidence.all()])
    told = [(str(code), _moment(at), str(words)) for code, at, words in row["statuses"]]
    said = [each for each in told if each[:2] not in early]
    own = [(each.code, each.at) for each in one.evidence.all() if each.code in _OURS]
    expected = standing([*own, *((code, at) for code, at, _ in said)])
    if expected == one.state:
        return None
    for code, at, words in said:
        note(one, code, at=at, words=words)
    return differs(line, one.packet, one, DifferenceKind.STATUS, str(expected.label))


def _moment(text: object) -> datetime:
    found = parse_datetime(str(text))
    if found is None:
        raise ValueError("a moment of the comparison cannot be read")
    return found
