"""What documents announce, inside the transaction of the change."""

from __future__ import annotations

from dataclasses import dataclass

from congvu.documents.models import Incoming, Outgoing


@dataclass(frozen=True)
class Issued:
    """A document was issued; its receivers inside the installation have it."""

    document: Outgoing


@dataclass(frozen=True)
class Registered:
    """A receiver took a document into its register."""

    document: Incoming


@dataclass(frozen=True)
class Returned:
    """A receiver sent a document back, with a reason."""

    document: Incoming
    reason: str


@dataclass(frozen=True)
class Recalled:
    """An issued document was recalled; its receivers inside the installation have cancelled it."""

    document: Outgoing
    words: str
