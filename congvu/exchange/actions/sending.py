"""What is written in the outbox goes out: outside any transaction, again until it is settled."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F

from congvu.core import clock
from congvu.core.actions import Act, command, tell, work
from congvu.core.events import publish
from congvu.core.refused import Conflict
from congvu.directory.models import Appointment
from congvu.exchange import policy
from congvu.exchange.actions.enqueueing import wake_sender
from congvu.exchange.actions.leasing import give_back, lease, wait_after
from congvu.exchange.building import build
from congvu.exchange.edxml import BusinessType, FormatError
from congvu.exchange.events import Died
from congvu.exchange.models import Evidence, Line, Packet, Recipient
from congvu.exchange.providers import provider_of
from congvu.exchange.providers.base import Provider, Rejected, Unreachable
from congvu.exchange.types import (
    SENT,
    Accepted,
    PacketKind,
    PacketState,
    Parcel,
    RecipientState,
    Verdict,
)
from congvu.files.queries import open_deposit

AT_ONCE = 10
OPENS_AFTER = 3
"""Failures in a row after which the circuit of a line opens."""
GIVE_UP = timedelta(days=3)
_LONGEST_BREAK = timedelta(minutes=5)


def send_due(line: Line) -> int:
    """Send what is due on the line; how many were settled. Stops where nobody answers."""
    if not line.active or (line.opened_until and line.opened_until > clock.now()):
        return 0
    provider, settled = provider_of(line), 0
    most = 1 if line.failures >= OPENS_AFTER else AT_ONCE
    while packets := lease(line, state=PacketState.WAITING, most=most):
        for at, packet in enumerate(packets):
            if not _send(packet, provider):
                give_back(packets[at + 1 :])
                return settled
            settled += 1
            if line.failures:
                _recovered(line)
        most = AT_ONCE
    return settled


def _send(packet: Packet, provider: Provider) -> bool:
    """One attempt; whether the line answered."""
    try:
        if not packet.sha256:
            _make(packet)
        accepted = provider.send(_parcel(packet), lambda: open_deposit(packet.sha256))
    except Unreachable as silent:
        _failed(packet, silent.words)
        return False
    except Rejected as refused:
        died(packet, fault=refused.fault, words=refused.words)
    except FormatError as broken:
        died(packet, fault=broken.fault, words=broken.words)
    else:
        _sent(packet, accepted)
    return True


def _make(packet: Packet) -> None:
    packet.sha256, packet.size = build(packet)
    Packet.objects.filter(pk=packet.pk).update(
        sha256=packet.sha256, size=packet.size, verdict=Verdict.VALID
    )


def _parcel(packet: Packet) -> Parcel:
    return Parcel(
        sha256=packet.sha256,
        size=packet.size,
        kind=packet.kind,
        document_id=packet.document_id,
        sender=packet.sender,
    )


def _sent(packet: Packet, accepted: Accepted) -> None:
    now = clock.now()
    with work():
        changed = Packet.objects.filter(pk=packet.pk, state=PacketState.WAITING).update(
            state=PacketState.SENT,
            axis_id=accepted.axis_id[:100],
            receipt=accepted.receipt,
            done_at=now,
            leased_until=None,
            fault=0,
            error="",
        )
        if changed and packet.kind == PacketKind.DOCUMENT:
            _note_sent(packet, accepted.at or now)


def _recovered(line: Line) -> None:
    """It answers again: the circuit is closed."""
    line.failures = 0
    Line.objects.filter(pk=line.pk).update(failures=0, opened_until=None, error="")


def _note_sent(packet: Packet, at: datetime) -> None:
    """Evidence for every recipient at once; whoever has answered already is further."""
    if packet.business == BusinessType.REVOKE:
        return
    rows = Recipient.objects.filter(packet=packet)
    Evidence.objects.bulk_create(
        [Evidence(recipient_id=pk, code=SENT, at=at) for pk in rows.values_list("pk", flat=True)],
        ignore_conflicts=True,
    )
    rows.filter(state__in=[RecipientState.WAITING, RecipientState.FAILED]).update(
        state=RecipientState.SENT, changed_at=clock.now()
    )


def _failed(packet: Packet, words: str) -> None:
    """Nobody answered: later again; after three days no more."""
    now = clock.now()
    if packet.created_at + GIVE_UP < now:
        died(packet, fault=0, words=f"Đã thử {packet.attempts} lần trong 3 ngày. {words}")
    else:
        Packet.objects.filter(pk=packet.pk, state=PacketState.WAITING).update(
            next_at=now + wait_after(packet.attempts), leased_until=None, error=words[:500]
        )
    Line.objects.filter(pk=packet.line_id).update(failures=F("failures") + 1, error=words[:300])
    line = Line.objects.get(pk=packet.line_id)
    if line.failures >= OPENS_AFTER:
        rest = min(wait_after(line.failures - OPENS_AFTER + 1), _LONGEST_BREAK)
        Line.objects.filter(pk=line.pk).update(opened_until=now + rest)


def died(packet: Packet, *, fault: int, words: str) -> None:
    """Settled as not sendable: it waits for an operator, with the cause in words."""
    with work():
        Packet.objects.filter(pk=packet.pk).update(
            state=PacketState.DEAD,
            fault=fault,
            error=words[:500],
            done_at=clock.now(),
            leased_until=None,
        )
        Recipient.objects.filter(packet=packet, state=RecipientState.WAITING).update(
            state=RecipientState.FAILED, changed_at=clock.now()
        )
        packet.refresh_from_db()
        tell(
            Act(
                name="exchange.died",
                label="Gói tin liên thông không gửi được",
                agency_id=packet.agency_id,
                actor=None,
                subject_type=Packet._meta.label_lower,
                subject_id=packet.pk,
                subject_label=packet.label,
                detail={"fault": fault, "words": words[:500]},
            )
        )
        publish(Died(packet))


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
    Line.objects.filter(pk=packet.line_id).update(opened_until=None, failures=0)
    wake_sender(packet.line_id)
