"""Circuits of receivers: who is in trouble alone, while the line to it and to others is well."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q

from congvu.core import clock
from congvu.exchange.models import Packet, Partner
from congvu.exchange.types import PacketState

OPENS_AFTER = 3
"""Failures in a row after which a circuit opens, of a receiver or of a line."""
_SHOWN = 50


def not_resting(now: datetime) -> Q:
    """Of waiting packets those whose receiver's circuit is not open."""
    return Q(receiver__opened_until=None) | Q(receiver__opened_until__lte=now)


@dataclass(frozen=True)
class Troubled:
    """A receiver whose packets alone fail, and how many wait for it; `oldest` is a moment."""

    partner: Partner
    waiting: int
    oldest: datetime | None

    @property
    def open(self) -> bool:
        """Whether its circuit is open: nothing is sent to it until it has rested."""
        return bool(self.partner.opened_until and self.partner.opened_until > clock.now())


def troubled() -> list[Troubled]:
    """Receivers whose circuit has opened and not closed since, two queries."""
    rows = Partner.objects.filter(failures__gte=OPENS_AFTER).select_related("line")
    partners = list(rows.order_by("-failures", "pk")[:_SHOWN])
    waiting = Packet.objects.filter(receiver__in=partners, state=PacketState.WAITING).order_by()
    counted: dict[int, dict[str, Any]] = {
        row["receiver"]: dict(row)
        for row in waiting.values("receiver").annotate(all=Count("pk"), oldest=Min("created_at"))
    }
    return [
        Troubled(one, row.get("all", 0), row.get("oldest"))
        for one, row in ((one, counted.get(one.pk, {})) for one in partners)
    ]
