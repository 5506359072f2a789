"""What signing and sealing by a USB token share: a file given out, two tokens, ten minutes."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import timedelta

from congvu.core import clock
from congvu.core.refused import Conflict
from congvu.directory.models import Appointment
from congvu.documents.models import Attachment, BegunSigning, Outgoing
from congvu.documents.types import SigningState
from congvu.files.models import StoredFile
from congvu.signing.models import HeldKey

LASTS = timedelta(minutes=10)


@dataclass(frozen=True)
class Begun:
    """A signing with its two tokens, which are shown this once."""

    signing: BegunSigning
    fetching: str = field(repr=False)
    posting: str = field(repr=False)


@dataclass(frozen=True)
class Given:
    """What is given out: the very file, to whose key, and the SHA-256 of the two tokens."""

    base: StoredFile
    key: HeldKey
    fetching: str = field(repr=False)
    posting: str = field(repr=False)
    attachment: Attachment | None = None

    def __str__(self) -> str:
        return self.base.sha256


def new_tokens() -> tuple[str, str]:
    """For one fetch and one post."""
    return secrets.token_urlsafe(32), secrets.token_urlsafe(32)


def hashed(token: str) -> str:
    """As it is kept."""
    return hashlib.sha256(token.encode()).hexdigest()


def give_out(document: Outgoing, given: Given, *, actor: Appointment) -> BegunSigning:
    """In an action on the document: its row lock lets the second see the first."""
    late = BegunSigning.objects.filter(outgoing=document, state=SigningState.OPEN)
    late.update(state=SigningState.EXPIRED, ended_at=clock.now())
    return BegunSigning.objects.create(
        outgoing=document,
        attachment=given.attachment,
        signer=actor,
        key=given.key,
        base=given.base,
        fetching=given.fetching,
        posting=given.posting,
        expires_at=clock.now() + LASTS,
    )


def let_go(document: Outgoing, *, actor: Appointment) -> None:
    """Cancel the actor's own; what still comes back is not taken."""
    running = BegunSigning.objects.filter(outgoing=document, signer=actor, state=SigningState.OPEN)
    if not running.update(state=SigningState.CANCELLED, ended_at=clock.now()):
        raise Conflict("Không có lượt ký nào đang dở trên văn bản này.")


def end_open(begun: BegunSigning, *, came: str) -> None:
    """It is done; in the transaction that takes the file in, under the document's lock."""
    # The document first, as every action does: else two could wait for each other.
    Outgoing.objects.select_for_update(no_key=True).get(pk=begun.outgoing_id)
    running = BegunSigning.objects.filter(pk=begun.pk, state=SigningState.OPEN)
    ended = {"state": SigningState.DONE, "ended_at": clock.now(), "returned": came}
    if not running.update(**ended):
        raise Conflict("Lượt ký này không còn hiệu lực.")
