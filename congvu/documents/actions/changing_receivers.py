"""Receivers outside the installation are added to an issued document, or taken off it."""

from __future__ import annotations

from typing import Any

from congvu.directory.models import Appointment
from congvu.documents import policy
from congvu.documents.actions.beyond import change_beyond
from congvu.documents.actions.lifecycles import outgoing
from congvu.documents.actions.steps import step_out
from congvu.documents.actions.submitting import reasons
from congvu.documents.models import Outgoing
from congvu.documents.types import OutgoingState


@outgoing.action(
    "Thêm, bớt nơi nhận ngoài hệ thống",
    start={OutgoingState.ISSUED},
    who=policy.is_clerk_of,
    records=("words",),
)
def change_receivers(document: Outgoing, *, actor: Appointment, chosen: Any, words: str) -> None:
    """`chosen` are all that shall have it from now on: who is new gets it, who is missing is asked
    to give it back.
    """
    reason = reasons(words)
    said = change_beyond(document, chosen, words=reason)
    step_out(
        document,
        "change_receivers",
        "Thêm, bớt nơi nhận",
        actor=actor,
        words=f"{said} Lý do: {reason}",
    )
