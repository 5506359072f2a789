"""What did not go: tried again later, parted by receivers, or left to an operator; and circuits.

A line that does not answer rests, with all that goes by it. A receiver whose packets alone fail
rests by itself: what is for others goes on.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from congvu.core import clock
from congvu.core.acts import Act, tell, work
from congvu.core.events import publish
from congvu.exchange.actions.enqueueing import wake_sender
from congvu.exchange.actions.leasing import wait_after
from congvu.exchange.edxml import Fault
from congvu.exchange.events import Died
from congvu.exchange.models import Evidence, Line, Packet, Partner, Recipient
from congvu.exchange.queries.circuits import OPENS_AFTER
from congvu.exchange.queries.parties import receivers_of
from congvu.exchange.types import PacketState, RecipientState

GIVE_UP = timedelta(days=3)
_LONGEST_BREAK = timedelta(minutes=1)
"""One packet a minute is no burden, and a line that is well again is soon found out."""
_OF_A_RECEIVER = frozenset({Fault.RECEIVER_UNKNOWN, Fault.RECEIVER_LOCKED})


def refused(packet: Packet, *, fault: int, words: str) -> None:
    """The other side does not take it: over one receiver of several, the others get theirs."""
    if fault in _OF_A_RECEIVER:
        if packet.receiver_id is None:
            if _parted(packet, fault=fault, words=words):
                return
        else:
            _count_against(packet.receiver_id, words)
    died(packet, fault=fault, words=words)


def _parted(packet: Packet, *, fault: int, words: str) -> bool:
    """Whether it became a packet for each of its receivers, sent instead of it.

    Nobody has got the refused one, and each of the new ones is a packet with a state, attempts and
    an end of its own. Two workers that were both refused part it once.
    """
    rows = receivers_of(packet)
    if len(rows) < 2:
        return False
    with work():
        ours = Packet.objects.filter(pk=packet.pk, state=PacketState.WAITING).update(
            state=PacketState.CANCELLED,
            fault=fault,
            error=f"Đã tách thành {len(rows)} gói tin, mỗi nơi nhận một gói: {words}"[:500],
            done_at=clock.now(),
            leased_until=None,
        )
        if ours:
            for one in rows:
                _give_own(one, packet)
            wake_sender(packet.line_id)
            tell(_act("exchange.parted", "Tách gói tin theo nơi nhận", packet, fault, words))
    packet.refresh_from_db()
    return True


def _give_own(recipient: Recipient, packet: Packet) -> None:
    """The same message for this receiver alone."""
    own = Packet.objects.create(
        line_id=packet.line_id,
        direction=packet.direction,
        kind=packet.kind,
        business=packet.business,
        lists_receivers=packet.lists_receivers,
        document_id=packet.document_id,
        document_code=packet.document_code,
        sender=packet.sender,
        receiver_id=recipient.partner_id,
        outgoing_id=packet.outgoing_id,
        words=packet.words,
        state=PacketState.WAITING,
        said_at=packet.said_at,
    )
    Evidence.objects.filter(recipient=recipient, packet=packet).update(packet=own)
    Recipient.objects.filter(pk=recipient.pk, packet=packet).update(packet=own)


def failed(silent: Sequence[tuple[Packet, str]], *, answered: Collection[Packet] = ()) -> None:
    """Nobody answered over these, sent at once on one line: later again; after three days no more.

    They are one failure of the line, unless it answered over others beside them. Where it did, or
    had just before, it may be the fault of the receiver alone.
    """
    for packet, words in silent:
        _later(packet, words)
    first, words = silent[0]
    alone = bool(answered) or (
        _count_failure(first.line_id, words) and len({one.receiver_id for one, _ in silent}) == 1
    )
    well = {one.receiver_id for one in answered}
    against = {one.receiver_id: words for one, words in silent if one.receiver_id not in well}
    for receiver, words in against.items() if alone else ():
        if receiver:
            _count_against(receiver, words)


def _later(packet: Packet, words: str) -> None:
    now = clock.now()
    if packet.created_at + GIVE_UP < now:
        died(packet, fault=0, words=f"Đã thử {packet.attempts} lần trong 3 ngày. {words}")
    else:
        Packet.objects.filter(pk=packet.pk, state=PacketState.WAITING).update(
            next_at=now + wait_after(packet.attempts), leased_until=None, error=words[:500]
        )


def _count_failure(line_id: int, words: str) -> bool:
    """Whether the line had answered the last time.

    Several workers that meet one silence at once are one failure: a broken line counts none.
    """
    now = clock.now()
    with work():
        line = Line.objects.select_for_update(no_key=True).get(pk=line_id)
        if line.opened_until and line.opened_until > now:
            return False
        line.failures, line.error = line.failures + 1, words[:300]
        line.opened_until = _rest(line.failures, longest=_LONGEST_BREAK)
        line.save(update_fields=["failures", "error", "opened_until"])
    return line.failures == 1


def _count_against(partner_id: int, words: str) -> None:
    with work():
        partner = Partner.objects.select_for_update(no_key=True).get(pk=partner_id)
        partner.failures, partner.error = partner.failures + 1, words[:300]
        partner.opened_until = _rest(partner.failures)
        partner.save(update_fields=["failures", "error", "opened_until"])


def _rest(failures: int, *, longest: timedelta = timedelta.max) -> datetime | None:
    """Until when the circuit is open after so many failures in a row."""
    if failures < OPENS_AFTER:
        return None
    return clock.now() + min(wait_after(failures - OPENS_AFTER + 1), longest)


def line_recovered(line: Line) -> None:
    """It answers again: the circuit is closed."""
    line.failures = 0
    Line.objects.filter(pk=line.pk).update(failures=0, opened_until=None, error="")


def close_circuits(packet: Packet) -> None:
    """An operator says that the cause is mended: the line and the receiver are tried at once."""
    Line.objects.filter(pk=packet.line_id).update(opened_until=None, failures=0)
    Partner.objects.filter(pk=packet.receiver_id or 0).update(
        opened_until=None, failures=0, error=""
    )


def died(packet: Packet, *, fault: int, words: str) -> None:
    """Settled as not sendable: it waits for an operator, with the cause in words.

    Unless another worker has settled it meanwhile.
    """
    with work():
        ours = Packet.objects.filter(pk=packet.pk, state=PacketState.WAITING).update(
            state=PacketState.DEAD,
            fault=fault,
            error=words[:500],
            done_at=clock.now(),
            leased_until=None,
        )
        packet.refresh_from_db()
        if not ours:
            return
        Recipient.objects.filter(packet=packet, state=RecipientState.WAITING).update(
            state=RecipientState.FAILED, changed_at=clock.now()
        )
        tell(_act("exchange.died", "Gói tin liên thông không gửi được", packet, fault, words))
        publish(Died(packet))


def _act(name: str, label: str, packet: Packet, fault: int, words: str) -> Act:
    return Act(
        name=name,
        label=label,
        agency_id=packet.agency_id,
        actor=None,
        subject_type=Packet._meta.label_lower,
        subject_id=packet.pk,
        subject_label=packet.label,
        detail={"fault": fault, "words": words[:500]},
    )
