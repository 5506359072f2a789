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
class Assigned:
    """A receiver's leader has said who handles a document."""

    document: Incoming


@dataclass(frozen=True)
class Begun:
    """Somebody to whom a document was given has begun to handle it."""

    document: Incoming


@dataclass(frozen=True)
class Finished:
    """A receiver has done with a document: handled, answered, or put on file."""

    document: Incoming


@dataclass(frozen=True)
class Recalled:
    """An issued document was recalled; its receivers inside the installation have cancelled it."""

    document: Outgoing
    words: str


@dataclass(frozen=True)
class RecallAnswered:
    """A receiver has answered its issuer outside, who asked for the document back."""

    document: Incoming
    agreed: bool
    words: str
