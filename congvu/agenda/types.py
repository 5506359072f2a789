"""States and plain values of the work calendar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import models

from congvu.directory.models import Appointment, Unit


class EntryState(models.TextChoices):
    PLANNED = "planned", "Chờ duyệt"
    APPROVED = "approved", "Đã duyệt"
    CANCELLED = "cancelled", "Hoãn"


@dataclass(frozen=True)
class Plan:
    """What is to happen: when, what, where, who chairs and who comes, who prepares.

    `guests` are those who come from elsewhere, in words.
    """

    starts_at: datetime
    ends_at: datetime
    what: str
    place: str
    chair: Appointment
    people: Sequence[Appointment] = ()
    guests: str = ""
    unit: Unit | None = None
    note: str = ""
