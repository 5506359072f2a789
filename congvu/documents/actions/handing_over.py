"""Everything unfinished that lay with somebody passes to whoever takes their post."""

from __future__ import annotations

from congvu.core import clock
from congvu.core.acts import touch
from congvu.directory.models import Appointment
from congvu.documents.models import (
    Assignment,
    BegunSigning,
    CaseFile,
    Extension,
    Incoming,
    IncomingParticipant,
    Opinion,
    Outgoing,
    OutgoingParticipant,
)
from congvu.documents.types import (
    OPEN_SHARES,
    AssignmentState,
    CaseFileState,
    ExtensionState,
    OutgoingState,
    SigningState,
)

_DONE = (
    OutgoingState.ISSUED,
    OutgoingState.REPLACED,
    OutgoingState.RECALLED,
    OutgoingState.CANCELLED,
)


def hand_over(giver: Appointment, receiver: Appointment) -> None:
    """Part of the handover's transaction; what is finished stays under the giver's name."""
    now = clock.now()
    _share_sight(giver, receiver)
    begun = BegunSigning.objects.filter(signer=giver, state=SigningState.OPEN)
    begun.update(state=SigningState.CANCELLED, ended_at=now)
    Outgoing.objects.filter(holder=giver).update(holder=receiver, held_since=now)
    Outgoing.objects.filter(drafter=giver).exclude(state__in=_DONE).update(drafter=receiver)
    Incoming.objects.filter(holder=giver).update(holder=receiver, held_since=now)
    kept = CaseFile.objects.filter(keeper=giver).exclude(state=CaseFileState.HANDED_OVER)
    kept.update(keeper=receiver)
    open_shares = Assignment.objects.filter(assignee=giver, state__in=OPEN_SHARES)
    own = Assignment.objects.filter(assignee=receiver).exclude(state=AssignmentState.RETURNED)
    taken = own.values("incoming")
    Extension.objects.filter(answerer=giver, state=ExtensionState.ASKED).update(answerer=receiver)
    open_shares.exclude(incoming__in=taken).update(assignee=receiver)
    asked = Opinion.objects.filter(asked=receiver, answered_at=None).values("outgoing")
    Opinion.objects.filter(asked=giver, answered_at=None).exclude(outgoing__in=asked).update(
        asked=receiver
    )


def _share_sight(giver: Appointment, receiver: Appointment) -> None:
    seen_out = OutgoingParticipant.objects.filter(appointment=giver).values_list(
        "outgoing_id", flat=True
    )
    OutgoingParticipant.objects.bulk_create(
        [OutgoingParticipant(outgoing_id=pk, appointment=receiver) for pk in seen_out],
        ignore_conflicts=True,
    )
    touch(Outgoing, *seen_out)
    seen_in = IncomingParticipant.objects.filter(appointment=giver).values_list(
        "incoming_id", flat=True
    )
    IncomingParticipant.objects.bulk_create(
        [IncomingParticipant(incoming_id=pk, appointment=receiver) for pk in seen_in],
        ignore_conflicts=True,
    )
    touch(Incoming, *seen_in)
