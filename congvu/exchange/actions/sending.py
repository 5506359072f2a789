"""What is written in the outbox goes out: outside any transaction, again until it is settled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

from congvu.core import clock
from congvu.core.actions import command
from congvu.core.acts import work
from congvu.core.outside import Unreachable
from congvu.core.refused import Conflict
from congvu.core.statements import run
from congvu.directory.models import Appointment
from congvu.exchange import policy
from congvu.exchange.actions.enqueueing import wake_sender
from congvu.exchange.actions.failing import (
    close_circuits,
    died,
    failed,
    line_recovered,
    refused,
)
from congvu.exchange.actions.leasing import FOREVER, Turn, give_back, late, lease
from congvu.exchange.building import build, gather
from congvu.exchange.edxml import BusinessType, FormatError
from congvu.exchange.models import Line, Packet, Recipient
from congvu.exchange.providers import provider_of
from congvu.exchange.providers.base import Provider, Rejected
from congvu.exchange.queries.circuits import OPENS_AFTER
from congvu.exchange.types import (
    SENT,
    Accepted,
    PacketState,
    Parcel,
    RecipientState,
    Verdict,
)
from congvu.files.queries import open_deposit


@dataclass
class _Window:
    """How much is under way at once: the longer a line answers the more, at a silence less.

    As TCP does it (RFC 5681, slow start), so that a thin line is not choked, and one that is dead
    is tried with a packet at a time. Counts are of packets.
    """

    widest: int
    most: int
    silent: set[int] = field(default_factory=set)
    """Receivers over whose packets nobody has answered since the line answered last."""

    def heard(self, *, all_of_it: bool) -> None:
        self.most = min(self.most * 2, self.widest) if all_of_it else max(self.most // 2, 1)
        self.silent = set()

    def lost(self, packets: list[Packet]) -> None:
        self.most = 1
        self.silent |= {one.receiver_id or 0 for one in packets}


def send_due(line: Line, *, turn: Turn = FOREVER) -> int:
    """Send what is due on the line, or what its turn allows; how many were settled.

    Where nobody answers it goes on with one packet at a time, each for another receiver, until
    somebody does or the line's circuit opens.
    """
    if not line.active or _rests(line):
        return 0
    provider, settled = provider_of(line), 0
    window = _Window(provider.widest, 1 if line.failures >= OPENS_AFTER else provider.begins)
    while not turn.is_over() and (
        packets := lease(line, state=PacketState.WAITING, most=window.most, besides=window.silent)
    ):
        _send_lent(packets, provider, line, window, turn)
        settled += len(packets) - len(_unsent(packets))
        if window.silent:
            line.refresh_from_db(fields=["failures", "opened_until"])
            if _rests(line):
                break
    return settled


def _rests(line: Line) -> bool:
    return bool(line.opened_until and line.opened_until > clock.now())


def _send_lent(
    packets: list[Packet], provider: Provider, line: Line, window: _Window, turn: Turn
) -> None:
    """What is not tried, after a silence or as the turn is over, goes back."""
    silent: list[Packet] = []
    for group in _groups(packets, provider):
        if silent or turn.is_over() or late(packets):
            break
        heard, silent = _send(group, provider)
        if heard:
            window.heard(all_of_it=not silent)
            if line.failures:
                line_recovered(line)
        else:
            window.lost(silent)
    tried = {one.pk for one in silent}
    give_back([one for one in _unsent(packets) if one.pk not in tried])


def _unsent(packets: list[Packet]) -> list[Packet]:
    return [one for one in packets if one.state == PacketState.WAITING]


def _groups(packets: list[Packet], provider: Provider) -> Iterator[list[Packet]]:
    """What goes at once, made just before; who was tried too often goes alone."""
    few = _made([one for one in packets if one.attempts <= provider.alone_after])
    while few:
        count = provider.together([one.size for one in few])
        yield few[:count]
        few = few[count:]
    for one in packets:
        if one.attempts > provider.alone_after and (made := _made([one])):
            yield made


def _send(group: list[Packet], provider: Provider) -> tuple[bool, list[Packet]]:
    """One attempt: whether anybody answered, and over which nobody did; where they are one request,
    the first stands for all.
    """
    parcels = [(_parcel(one), partial(open_deposit, one.sha256)) for one in group]
    try:
        answers = provider.send_several(parcels)
    except Unreachable as nobody:
        failed([(group[0], nobody.words)])
        return False, group[:1]
    accepted, silent = [], []
    for packet, answer in zip(group, answers, strict=True):
        if isinstance(answer, Unreachable):
            silent.append((packet, answer.words))
        elif isinstance(answer, Rejected):
            refused(packet, fault=answer.fault, words=answer.words)
        else:
            accepted.append((packet, answer))
    _sent(accepted)
    unanswered = [packet for packet, _ in silent]
    heard = [one for one in group if one not in unanswered]
    if silent:
        failed(silent, answered=heard)
    return bool(heard), unanswered


_MADE = """
UPDATE exchange_packet packet SET sha256 = made.sha256, size = made.size, verdict = %(valid)s
FROM unnest(%(ids)s::bigint[], %(hashes)s::text[], %(sizes)s::bigint[]) made (id, sha256, size)
WHERE packet.id = made.id
RETURNING packet.id
"""


def _made(packets: list[Packet]) -> list[Packet]:
    """Those of which there is something to send; made once, every attempt sends the same."""
    new, unmade = [], [one for one in packets if not one.sha256]
    gathered = gather(unmade)
    for packet in unmade:
        try:
            packet.sha256, packet.size = build(packet, gathered)
        except FormatError as broken:
            died(packet, fault=broken.fault, words=broken.words)
        else:
            new.append(packet)
    if new:
        values = {
            "ids": [one.pk for one in new],
            "hashes": [one.sha256 for one in new],
            "sizes": [one.size for one in new],
            "valid": str(Verdict.VALID),
        }
        run(_MADE, values)
    return _unsent(packets)


def _parcel(packet: Packet) -> Parcel:
    return Parcel(
        sha256=packet.sha256,
        size=packet.size,
        kind=packet.kind,
        document_id=packet.document_id,
        sender=packet.sender,
    )


_SENT = """
WITH well AS (
  UPDATE exchange_partner partner SET failures = 0, opened_until = NULL, error = ''
  FROM exchange_packet packet
  WHERE packet.id = ANY(%(ids)s::bigint[]) AND partner.id = packet.receiver_id
    AND partner.failures > 0
)
UPDATE exchange_packet packet
SET state = 'sent', axis_id = told.axis_id, receipt = told.receipt, done_at = %(now)s,
  leased_until = NULL, fault = 0, error = ''
FROM unnest(%(ids)s::bigint[], %(names)s::text[], %(receipts)s::text[])
  told (id, axis_id, receipt)
WHERE packet.id = told.id AND packet.state = 'waiting'
RETURNING packet.id, packet.kind = 'edoc' AND packet.business <> %(revoke)s
"""
_KNOWN_SENT = """
WITH noted AS (
  INSERT INTO exchange_evidence (recipient_id, code, at, arrived_at, words)
  SELECT recipient.id, %(sent)s, told.at, %(now)s, ''
  FROM unnest(%(ids)s::bigint[], %(moments)s::timestamptz[]) told (id, at)
  JOIN exchange_recipient recipient ON recipient.packet_id = told.id
  ON CONFLICT DO NOTHING
)
UPDATE exchange_recipient SET state = 'sent', changed_at = %(now)s
WHERE packet_id = ANY(%(ids)s::bigint[]) AND state IN ('waiting', 'failed')
RETURNING id
"""
"""Evidence for every recipient at once; whoever has answered already is further."""


def _sent(accepted: list[tuple[Packet, Accepted]]) -> None:
    """All that one answer accepted, in one transaction of two statements."""
    if not accepted:
        return
    now = clock.now()
    values = {
        "now": now,
        "ids": [packet.pk for packet, _ in accepted],
        "names": [answer.axis_id[:100] for _, answer in accepted],
        "receipts": [answer.receipt for _, answer in accepted],
        "revoke": int(BusinessType.REVOKE),
    }
    at = {packet.pk: answer.at or now for packet, answer in accepted}
    with work():
        changed = run(_SENT, values)
        ids = [pk for pk, document in changed if document]
        if ids:
            moments = [at[pk] for pk in ids]
            run(_KNOWN_SENT, {"now": now, "sent": SENT, "ids": ids, "moments": moments})
    for packet, _ in accepted:
        packet.state = PacketState.SENT


@command("Gửi lại gói tin", who=policy.operates)
def send_again(packet: Packet, *, actor: Appointment | None) -> None:
    """The very same bytes once more, from the beginning of patience."""
    if packet.state != PacketState.DEAD:
        raise Conflict("Chỉ gửi lại gói tin không gửi được; gói tin này đã chuyển trạng thái.")
    now = clock.now()
    Packet.objects.filter(pk=packet.pk).update(
        state=PacketState.WAITING,
        attempts=0,
        next_at=now,
        created_at=now,
        done_at=None,
        fault=0,
        error="",
    )
    Recipient.objects.filter(packet=packet, state=RecipientState.FAILED).update(
        state=RecipientState.WAITING, changed_at=now
    )
    close_circuits(packet)
    wake_sender(packet.line_id)
