"""What operators see: queues and their ages, failures, throughput, what waits for a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db.models import Count, Exists, F, Min, Model, OuterRef, Q, QuerySet
from django.db.models.functions import TruncHour

from congvu.core import clock
from congvu.core.refused import NotFound
from congvu.core.text import fold
from congvu.exchange.models import Arrival, Difference, Line, Packet, Partner, Recipient
from congvu.exchange.queries.circuits import not_resting
from congvu.exchange.queries.parties import codes_of
from congvu.exchange.types import PacketState, RecipientState

PAGE = 50


def lines_with_work(now: datetime) -> tuple[list[int], list[int]]:
    """Lines on which something is due to be sent, and to be taken."""
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    due = Packet.objects.filter(free, next_at__lte=now).order_by()

    def of(state: str, *more: Q) -> list[int]:
        rows = due.filter(*more, state=state)
        return sorted(rows.values_list("line_id", flat=True).distinct())

    return of(PacketState.WAITING, not_resting(now)), of(PacketState.RECEIVED)


@dataclass(frozen=True)
class LineFigures:
    """One line as it stands. Counts are of packets; ages are moments of the oldest."""

    line: Line
    waiting: int
    oldest: datetime | None
    to_take: int
    dead: int
    held: int
    sent_hour: int
    taken_hour: int

    @property
    def open(self) -> bool:
        """Whether the circuit is open: nothing is sent until it has rested."""
        return bool(self.line.opened_until and self.line.opened_until > clock.now())


def figures() -> list[LineFigures]:
    """All lines, two queries."""
    hour = clock.now() - timedelta(hours=1)
    open_states = [PacketState.WAITING, PacketState.RECEIVED, PacketState.DEAD, PacketState.HELD]
    rows = Packet.objects.filter(Q(state__in=open_states) | Q(done_at__gte=hour)).order_by()
    counted = {
        row["line"]: row
        for row in rows.values("line").annotate(
            waiting=Count("pk", filter=Q(state=PacketState.WAITING)),
            oldest=Min("created_at", filter=Q(state=PacketState.WAITING)),
            to_take=Count("pk", filter=Q(state=PacketState.RECEIVED)),
            dead=Count("pk", filter=Q(state=PacketState.DEAD)),
            held=Count("pk", filter=Q(state=PacketState.HELD)),
            sent_hour=Count("pk", filter=Q(state=PacketState.SENT)),
            taken_hour=Count("pk", filter=Q(state=PacketState.TAKEN)),
        )
    }
    return [_figures(line, dict(counted.get(line.pk, {}))) for line in Line.objects.all()]


def _figures(line: Line, row: dict[str, Any]) -> LineFigures:
    return LineFigures(
        line=line,
        waiting=row.get("waiting", 0),
        oldest=row.get("oldest"),
        to_take=row.get("to_take", 0),
        dead=row.get("dead", 0),
        held=row.get("held", 0),
        sent_hour=row.get("sent_hour", 0),
        taken_hour=row.get("taken_hour", 0),
    )


@dataclass(frozen=True)
class Hour:
    """What was settled in one hour; `height` of the bar from 0 to 100."""

    begins: datetime
    sent: int
    taken: int
    height: int


def throughput(hours: int = 24) -> list[Hour]:
    """Packets sent and taken in each of the last hours, the oldest first."""
    last = clock.local(clock.now()).replace(minute=0, second=0, microsecond=0)
    first = last - timedelta(hours=hours - 1)
    rows = (
        Packet.objects.filter(done_at__gte=first, state__in=[PacketState.SENT, PacketState.TAKEN])
        .order_by()
        .values(hour=TruncHour("done_at"))
        .annotate(
            sent=Count("pk", filter=Q(state=PacketState.SENT)),
            taken=Count("pk", filter=Q(state=PacketState.TAKEN)),
        )
    )
    found = {row["hour"]: (row["sent"], row["taken"]) for row in rows}
    top = max((sent + taken for sent, taken in found.values()), default=0) or 1
    moments = [first + timedelta(hours=at) for at in range(hours)]
    pairs = [(one, *found.get(one, (0, 0))) for one in moments]
    return [Hour(one, sent, taken, round(100 * (sent + taken) / top)) for one, sent, taken in pairs]


def dead_letters(before: int = 0) -> list[Packet]:
    """Packets that wait for an operator, the newest first, behind the row `before`.

    `answered`: the sender was told that it may not come in, and sends anew if it will.
    """
    rows = Packet.objects.filter(state__in=[PacketState.DEAD, PacketState.REFUSED])
    if before:
        rows = rows.filter(pk__lt=before)
    rows = rows.annotate(answered=Exists(Arrival.objects.filter(packet=OuterRef("pk"))))
    return list(rows.select_related("line", "receiver").order_by("-pk")[: PAGE + 1])


def packet(pk: int) -> Packet:
    return _got(Packet.objects.select_related("line"), pk)


def line(pk: int) -> Line:
    return _got(Line.objects.all(), pk)


def partner(pk: int) -> Partner:
    return _got(Partner.objects.select_related("line"), pk)


M = TypeVar("M", bound=Model)


def _got(rows: QuerySet[M], pk: int) -> M:
    """The row, or `NotFound`."""
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class HeldSender:
    """An agency that has sent and that nobody has registered; how many packets of its are held, and
    since when.
    """

    partner: Partner
    packets: int
    since: datetime | None


def held_senders() -> list[HeldSender]:
    """The longest waiting first; two queries."""
    partners = Partner.objects.filter(held=True, deleted_at=None).select_related("line")
    rows = Packet.objects.filter(state=PacketState.HELD).order_by().values("line", "sender")
    found = {
        (row["line"], row["sender"]): (row["packets"], row["since"])
        for row in rows.annotate(packets=Count("pk"), since=Min("created_at"))
    }
    return [_held(one, found) for one in partners.order_by("pk")[:PAGE]]


def _held(partner: Partner, found: dict[tuple[int, str], tuple[int, datetime]]) -> HeldSender:
    keys = [(partner.line_id, code) for code in codes_of(partner)]
    known = [found[key] for key in keys if key in found]
    return HeldSender(
        partner, sum(packets for packets, _ in known), min((at for _, at in known), default=None)
    )


def partners(words: str, after: int = 0) -> list[Partner]:
    """Agencies outside with all these words, by their names."""
    rows = Partner.objects.select_related("line").order_by("name", "pk")
    for word in fold(words).split()[:8]:
        rows = rows.filter(folded__contains=word)
    if mark := Partner.objects.filter(pk=after).first() if after else None:
        rows = rows.filter(Q(name__gt=mark.name) | Q(name=mark.name, pk__gt=mark.pk))
    return list(rows[: PAGE + 1])


def differences() -> QuerySet[Difference]:
    """What the last comparison found."""
    return Difference.objects.select_related("line").order_by("line", "document_id")[:PAGE]


def doubles_today() -> int:
    """Documents that came a second time and were not taken in again, since midnight."""
    start = clock.local(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = Packet.objects.filter(done_at__gte=start, state=PacketState.TAKEN).exclude(error="")
    return rows.count()


def arrivals_after(line_id: int, after: int, *, since: datetime, most: int) -> Sequence[Arrival]:
    """What came by the line and became of it, in the order of its arrival."""
    rows = Arrival.objects.filter(packet__line=line_id, pk__gt=after, created_at__gte=since)
    return list(
        rows.select_related("agency", "partner").prefetch_related("statuses").order_by("pk")[:most]
    )


def sent_since(line_id: int, since: datetime) -> QuerySet[Recipient]:
    """Recipients on the line to whom a document has gone."""
    rows = Recipient.objects.filter(
        partner__line=line_id, packet__state=PacketState.SENT, packet__done_at__gte=since
    )
    return rows.select_related("partner", "packet").annotate(document_id=F("packet__document_id"))


def unanswered(line_id: int, *, since: datetime, until: datetime) -> QuerySet[Recipient]:
    """Recipients on the line to whom a document went in that time and who have said nothing."""
    rows = sent_since(line_id, since).filter(state=RecipientState.SENT, packet__done_at__lt=until)
    return rows.exclude(packet__axis_id="").order_by("packet_id", "pk")
