"""What signing does when people leave their posts."""

from __future__ import annotations

from congvu.core.events import on
from congvu.directory.events import HandedOver
from congvu.signing.actions import end_seal_use
from congvu.signing.models import SealUse


@on(HandedOver)
def end_seal_uses(event: HandedOver) -> None:
    """The seal stays with the post, not with whoever leaves it; the next clerk is given it anew."""
    for use in SealUse.objects.filter(appointment=event.giver, ended_at=None):
        end_seal_use(use, actor=None)
