"""A packet that came is done with, waits for what it speaks of, or has come before."""

from __future__ import annotations

from django.db.models import QuerySet

from congvu.core import clock
from congvu.exchange.models import Packet
from congvu.exchange.types import Direction, PacketState

MOST_ATTEMPTS = 8
"""So often one looks for the document of which a packet speaks."""
MOST_STARTS = 20
"""So often taking in may end with its worker, before the packet is believed to be the cause."""
DOUBLE = "Văn bản này đã đến trước đó; không nhận lần hai."


def still_open(packet: Packet) -> bool:
    """Whether nobody else has settled it meanwhile; locks it until the commit."""
    rows = Packet.objects.select_for_update(no_key=True, of=("self",))
    return rows.filter(pk=packet.pk, state=PacketState.RECEIVED).exists()


def settle(packet: Packet, state: str, words: str = "") -> None:
    """Nothing more is done with it; `words` say what was unusual."""
    Packet.objects.filter(pk=packet.pk).update(
        state=state, error=words[:500], done_at=clock.now(), leased_until=None
    )


def came_before(packet: Packet) -> bool:
    """Whether the very same bytes were taken already: an axis may deliver them twice."""
    return _same_bytes(packet).filter(state=PacketState.TAKEN).exists()


def refused_before(packet: Packet) -> bool:
    """Whether the sender was told already that these very bytes may not come in."""
    refused = _same_bytes(packet).filter(state=PacketState.REFUSED)
    return refused.filter(arrivals__isnull=False).exists()


def _same_bytes(packet: Packet) -> QuerySet[Packet]:
    rows = Packet.objects.filter(
        line=packet.line_id,
        direction=Direction.IN,
        document_id=packet.document_id,
        sha256=packet.sha256,
    )
    return rows.exclude(pk=packet.pk)


def wait_for_document(packet: Packet) -> None:
    """What it speaks of is on its way; after some attempts nobody waits any longer."""
    if packet.attempts >= MOST_ATTEMPTS:
        settle(packet, PacketState.REFUSED, "Yêu cầu về một văn bản chưa bao giờ đến đây.")
    else:
        Packet.objects.filter(pk=packet.pk).update(
            leased_until=None, error="Chờ văn bản mà gói tin này nói đến."
        )
