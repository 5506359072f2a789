"""Packets are lent to one worker at a time, in the order of each document's messages."""

from __future__ import annotations

import random
import time
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce

from congvu.core import clock
from congvu.core.statements import run
from congvu.exchange.models import Line, Packet
from congvu.exchange.queries.circuits import OPENS_AFTER, not_resting
from congvu.exchange.types import PacketState

LEASE = timedelta(seconds=45)
"""Longer than one attempt lasts at a line that does not answer."""
_NOTHING, _LONGEST_REST = timedelta(), timedelta(minutes=2)
FIRST_WAIT = 2.0
LONGEST_WAIT = 15 * 60.0


@dataclass(frozen=True)
class Turn:
    """How long one job works on a line before others have theirs."""

    seconds: float = float("inf")
    begun: float = field(default_factory=time.monotonic)

    def is_over(self) -> bool:
        return time.monotonic() - self.begun > self.seconds


FOREVER = Turn()


def lease(line: Line, *, state: str, most: int, besides: Collection[int] = ()) -> list[Packet]:
    """At most so many packets of the line that are due, nobody else's until the lease runs out.

    None for the receivers `besides`.

    An earlier message of the same document to the same receiver goes first: a recall never
    overtakes what it recalls. Of a receiver whose circuit is open nothing is lent, and when it has
    rested, one packet.
    One that is sent counts as tried from here on, so that a packet that kills its worker comes
    back later each time; one that is taken in, when that begins (`begin`).
    """
    now = clock.now()
    open_ones = Packet.objects.filter(line=line, state=state)
    earlier = Packet.objects.filter(
        line=line, state=state, document_id=OuterRef("document_id"), id__lt=OuterRef("id")
    )
    if state == PacketState.RECEIVED:
        # One that was tried and waits (a recall, for its document) holds nobody up.
        earlier = earlier.filter(Q(attempts=0) | Q(leased_until__gte=now))
    else:
        open_ones = open_ones.filter(_let_through(now)).exclude(receiver__in=besides)
        same = Coalesce(OuterRef("receiver"), F("receiver"))
        earlier = earlier.filter(Q(receiver=None) | Q(receiver=same))
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    rows = open_ones.filter(free, ~Exists(earlier), next_at__lte=now)
    with transaction.atomic():
        found = list(
            rows.select_for_update(skip_locked=True, of=("self",), no_key=True).order_by("id")[
                :most
            ]
        )
        for one in found:
            one.attempts += state == PacketState.WAITING
            _lend(one, now)
        _write(found)
    return found


def _let_through(now: datetime) -> Q:
    """What the circuits of receivers let through: one packet alone tries a rested one."""
    sooner = Packet.objects.filter(
        Q(next_at__lte=now) | Q(leased_until__gte=now),
        receiver=OuterRef("receiver"),
        state=PacketState.WAITING,
        id__lt=OuterRef("id"),
    )
    well = Q(receiver=None) | Q(receiver__failures__lt=OPENS_AFTER)
    return well | Q(not_resting(now), ~Exists(sooner))


_LENT = """
UPDATE exchange_packet packet
SET attempts = lent.attempts, next_at = lent.next_at, leased_until = lent.until
FROM unnest(
  %(ids)s::bigint[], %(attempts)s::bigint[], %(at)s::timestamptz[], %(until)s::timestamptz[]
) lent (id, attempts, next_at, until)
WHERE packet.id = lent.id
RETURNING packet.id
"""


def _write(lent: list[Packet]) -> None:
    if lent:
        values = {
            "ids": [one.pk for one in lent],
            "attempts": [one.attempts for one in lent],
            "at": [one.next_at for one in lent],
            "until": [one.leased_until for one in lent],
        }
        run(_LENT, values)


def _lend(packet: Packet, now: datetime) -> None:
    rest = wait_after(packet.attempts) if packet.attempts > 2 else _NOTHING
    packet.next_at = now + LEASE + min(rest, _LONGEST_REST)
    packet.leased_until = now + LEASE


def begin(packet: Packet) -> bool:
    """Taking in one that was lent begins, with a whole lease: whether it is still ours.

    It counts as tried now, not with those that a killed worker held beside it.
    """
    ours = Packet.objects.filter(
        pk=packet.pk, state=PacketState.RECEIVED, leased_until=packet.leased_until
    )
    packet.attempts += 1
    _lend(packet, clock.now())
    return bool(
        ours.update(
            attempts=packet.attempts, next_at=packet.next_at, leased_until=packet.leased_until
        )
    )


def wait_after(attempts: int) -> timedelta:
    """2, 4, 8… seconds, a quarter of an hour at most, spread by a fifth."""
    seconds = min(FIRST_WAIT * 2 ** min(attempts - 1, 12), LONGEST_WAIT)
    return timedelta(seconds=seconds * random.uniform(0.8, 1.2))  # noqa: S311 - not for secrets


def give_back(packets: list[Packet]) -> None:
    """These were not tried after all."""
    rows = Packet.objects.filter(pk__in=[one.pk for one in packets])
    free = {"leased_until": None, "next_at": clock.now()}
    rows.filter(state=PacketState.WAITING).update(attempts=F("attempts") - 1, **free)
    rows.filter(state=PacketState.RECEIVED).update(**free)


def late(packets: list[Packet]) -> bool:
    """Whether so much of their lease is over that what was not begun had better go back."""
    ends = [one.leased_until for one in packets if one.leased_until]
    return bool(ends) and clock.now() > min(ends) - LEASE * 2 / 3
