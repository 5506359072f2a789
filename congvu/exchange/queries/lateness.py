"""What has not left in the time of the law (Quyết định 28/2018/QĐ-TTg): it is sent on the day of
signing, at the latest in the morning of the next working day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F
from django.db.models.functions import Coalesce

from congvu.core import clock
from congvu.documents.models import Outgoing
from congvu.documents.types import OutgoingState
from congvu.exchange.models import Recipient
from congvu.exchange.types import RecipientState
from congvu.workdays.queries import add_working_days

_SHOWN = 50
_SHORTEST = timedelta(hours=12)
"""From midnight to the noon after it: whatever was signed later than that is in time."""


@dataclass(frozen=True)
class Late:
    """A document that should have left by `since`: what it is, for whom and where it stands."""

    what: str
    whom: str
    stands: str
    since: datetime


def late_sendings() -> list[Late]:
    """Signed and not yet issued, or issued and not gone to a receiver outside; who is late longest
    comes first.
    """
    return [*_unissued(), *_unsent()]


def _unissued() -> Iterable[Late]:
    rows = Outgoing.objects.filter(
        state__in=[OutgoingState.SIGNED, OutgoingState.NUMBERED],
        signed_at__lt=clock.now() - _SHORTEST,
    )
    for one in rows.select_related("agency").order_by("signed_at")[:_SHOWN]:
        assert one.signed_at is not None  # noqa: S101 - filtered
        if (end := due_to_leave(one.signed_at)) < clock.now():
            what = f"{one.document_type.name} {one.code}".strip()
            yield Late(f"{what} của {one.agency.name}", "", one.get_state_display(), end)


def _unsent() -> Iterable[Late]:
    rows = Recipient.objects.filter(state__in=[RecipientState.WAITING, RecipientState.FAILED])
    rows = rows.annotate(signed_at=Coalesce(F("outgoing__signed_at"), F("outgoing__issued_at")))
    rows = rows.filter(signed_at__lt=clock.now() - _SHORTEST)
    for one in rows.select_related("outgoing", "partner").order_by("signed_at", "pk")[:_SHOWN]:
        if (end := due_to_leave(one.signed_at)) < clock.now():
            yield Late(one.outgoing.code, one.partner.name, one.get_state_display(), end)


def due_to_leave(signed_at: datetime) -> datetime:
    """Noon of the next working day."""
    local = clock.local(signed_at)
    day = add_working_days(local.date(), 1)
    return local.replace(year=day.year, month=day.month, day=day.day, hour=12, minute=0, second=0)
