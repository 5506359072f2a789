"""What the exchange announces."""

from __future__ import annotations

from dataclasses import dataclass

from congvu.exchange.models import Packet, Recipient


@dataclass(frozen=True)
class Heard:
    """A receiver outside has let us know something of a document."""

    recipient: Recipient


@dataclass(frozen=True)
class Died:
    """A packet could not be sent and will not be tried again by itself."""

    packet: Packet
