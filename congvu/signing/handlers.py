"""What signing does when people leave their posts."""

from __future__ import annotations

from congvu.core import clock
from congvu.core.events import on
from congvu.directory.events import HandedOver
from congvu.signing.models import SealUse


@on(HandedOver)
def end_seal_uses(event: HandedOver) -> None:
    """The seal stays with the post, not with whoever leaves it; the next clerk is given it anew."""
    open_uses = SealUse.objects.filter(appointment=event.giver, ended_at=None)
    open_uses.update(ended_at=clock.now())
