"""What an axis says of our packets, and what it has for us, against what stands here.

An axis knows of transport alone: whether a receiver's system has fetched a packet. What a receiver
did with the document comes as statuses; whoever has sent one is not asked about.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from congvu.core import clock
from congvu.exchange.actions.enqueueing import wake_sender
from congvu.exchange.actions.fetching import bring_one
from congvu.exchange.actions.polling import LOOKED_BACK
from congvu.exchange.actions.receiving import known
from congvu.exchange.edxml import new_form
from congvu.exchange.models import Difference, Line, Packet, Recipient
from congvu.exchange.providers import provider_of
from congvu.exchange.queries.watching import unanswered
from congvu.exchange.types import Carried, DifferenceKind, PacketState, Waiting

_SETTLED = timedelta(hours=1)
_MOST = 500
"""Packets asked about in one go; the oldest come first."""
_TOLD = {
    "done": (DifferenceKind.NOT_TOLD, "Đã lấy về"),
    "fail": (DifferenceKind.FAILED_THERE, "Báo lỗi"),
}


def compare_sent(line: Line) -> list[Difference]:
    """Documents that went out an hour ago and that no receiver has spoken of yet."""
    provider, found = provider_of(line), []
    now = clock.now()
    rows = unanswered(line.pk, since=now - LOOKED_BACK, until=now - _SETTLED)
    for packet, recipients in _by_packet(rows[:_MOST]):
        carried = provider.carried(packet.axis_id)
        if carried is None:
            return []
        there = _by_receiver(carried)
        found += [_of_sent(line, packet, one, there) for one in recipients]
        if any(one.partner.code not in there for one in recipients):
            send_once_more(packet)
    return found


def _by_packet(rows: Iterable[Recipient]) -> Iterable[tuple[Packet, list[Recipient]]]:
    found: dict[int, tuple[Packet, list[Recipient]]] = {}
    for one in rows:
        assert one.packet is not None  # noqa: S101 - sent ones have a packet
        found.setdefault(one.packet.pk, (one.packet, []))[1].append(one)
    return found.values()


def _by_receiver(carried: Iterable[Carried]) -> dict[str, str]:
    """Status by identifier in its new form, whichever the axis uses."""
    return {new_form(one.receiver): one.status for one in carried}


def _of_sent(line: Line, packet: Packet, one: Recipient, there: dict[str, str]) -> Difference:
    code = one.partner.code
    kind, said = DifferenceKind.NOT_THERE, "Chưa có"
    if code in there:
        kind, said = _TOLD.get(there[code], (DifferenceKind.NOT_FETCHED, "Chưa lấy về"))
    return differs(line, packet, one, kind, said)


def differs(
    line: Line, packet: Packet, one: Recipient, kind: DifferenceKind, there: str
) -> Difference:
    """What the other side says of the recipient, beside what stands here."""
    return Difference(
        line=line,
        kind=kind,
        document_id=packet.document_id,
        receiver=one.partner.code,
        here=one.get_state_display()[:20],
        there=there[:20],
    )


def send_once_more(packet: Packet) -> None:
    """The same bytes again: whoever has them takes no second document."""
    Packet.objects.filter(pk=packet.pk, state=PacketState.SENT).update(
        state=PacketState.WAITING, next_at=clock.now(), attempts=0
    )
    wake_sender(packet.line_id)


def compare_held(line: Line) -> list[Difference]:
    """What the axis has given us and we do not have, and what it does not know that we took."""
    provider, found = provider_of(line), []
    for one in provider.held((clock.now() - LOOKED_BACK).date()):
        kept, waiting = known(line, one.axis_id), Waiting(one.axis_id, one.kind)
        if kept is None and one.status == "done":
            bring_one(line, provider, waiting)
            kept = known(line, one.axis_id)
            kind, here, there = DifferenceKind.NOT_HERE, "Chưa có", "Đã giao"
        elif kept and kept.sha256 and one.status != "done":
            if kept.created_at > clock.now() - _SETTLED:
                continue
            provider.confirm(waiting, taken=True)
            kind, here, there = DifferenceKind.NOT_CONFIRMED, "Đã nhận", "Chưa ghi"
        else:
            continue
        named = kept.document_id if kept else one.axis_id
        found.append(Difference(line=line, kind=kind, document_id=named, here=here, there=there))
    return found
