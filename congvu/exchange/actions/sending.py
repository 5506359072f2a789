"""What is written in the outbox goes out: outside any transaction, again until it is settled."""

from __future__ import annotations

from collections.abc import Iterator
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
from congvu.exchange.providers.base import Opener, Provider, Rejected
from congvu.exchange.queries.circuits import OPENS_AFTER
from congvu.exchange.types import (
    SENT,
    Accepted,
    LineKind,
    PacketState,
    Parcel,
    RecipientState,
    Verdict,
)
from congvu.files.queries import open_deposit

AT_ONCE, ONE_BY_ONE = 20, 5
"""How many are lent to a worker, where they travel together and where each goes alone."""


def send_due(line: Line, *, turn: Turn = FOREVER) -> int:
    """Send what is due on the line, or what its turn allows; how many were settled.

    At a silence it goes on with one packet at a time, each for another receiver, until somebody
    answers or the line's circuit opens.
    """
    if not line.active or _rests(line):
        return 0
    provider, settled = provider_of(line), 0
    usual = AT_ONCE if line.kind == LineKind.OWN else ONE_BY_ONE
    most = 1 if line.failures >= OPENS_AFTER else usual
    silent: set[int] = set()
    while not turn.is_over() and (
        packets := lease(line, state=PacketState.WAITING, most=most, besides=silent)
    ):
        unanswered = _send_lent(packets, provider, line, turn)
        settled += len(packets) - len(_unsent(packets))
        if unanswered is None:
            most, silent = usual, set()
            continue
        line.refresh_from_db(fields=["failures", "opened_until"])
        if _rests(line):
            break
        most, silent = 1, silent | {unanswered.receiver_id or 0}
    return settled


def _rests(line: Line) -> bool:
    return bool(line.opened_until and line.opened_until > clock.now())


def _send_lent(packets: list[Packet], provider: Provider, line: Line, turn: Turn) -> Packet | None:
    """The one at which nobody answered; those that were not tried for it, or as the turn is over,
    go back.
    """
    for group in _groups(packets, provider):
        if turn.is_over() or late(packets):
            give_back(_unsent(packets))
            break
        if not _send(group, provider):
            give_back([one for one in _unsent(packets) if one.pk != group[0].pk])
            return group[0]
        if line.failures:
            line_recovered(line)
    return None


def _unsent(packets: list[Packet]) -> list[Packet]:
    return [one for one in packets if one.state == PacketState.WAITING]


def _groups(packets: list[Packet], provider: Provider) -> Iterator[list[Packet]]:
    """What travels together, made just before. Who was tried before goes alone: were it that which
    broke the attempt, it would hold up the others again and again.
    """
    fresh = _made([one for one in packets if one.attempts == 1])
    while fresh:
        count = provider.together([one.size for one in fresh])
        yield fresh[:count]
        fresh = fresh[count:]
    for one in packets:
        if one.attempts > 1 and (made := _made([one])):
            yield made


def _send(group: list[Packet], provider: Provider) -> bool:
    """One attempt; whether the line answered. The first stands for all where it did not."""
    parcels = [(_parcel(one), partial(open_deposit, one.sha256)) for one in group]
    try:
        if len(group) > 1:
            answers = provider.send_several(parcels)
        else:
            answers = [_answer(provider, *parcels[0])]
    except Unreachable as silent:
        failed(group[0], silent.words)
        return False
    accepted = []
    for packet, answer in zip(group, answers, strict=True):
        if isinstance(answer, Rejected):
            refused(packet, fault=answer.fault, words=answer.words)
        else:
            accepted.append((packet, answer))
    _sent(accepted)
    return True


def _answer(provider: Provider, parcel: Parcel, opened: Opener) -> Accepted | Rejected:
    try:
        return provider.send(parcel, opened)
    except Rejected as no:
        return no


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
