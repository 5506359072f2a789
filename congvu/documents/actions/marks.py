"""What people keep to themselves about documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from congvu.core.offering import offer
from congvu.directory.models import Appointment
from congvu.documents.models import Incoming, Outgoing, PersonalMark


@dataclass(frozen=True)
class Kept:
    """Whether it is followed, its label, and a note."""

    followed: bool = False
    personal_label: str = ""
    note: str = ""


def keep_mark(document: Incoming | Outgoing, *, actor: Appointment, kept: Kept) -> None:
    """Keep the mark, or drop it when it says nothing; nobody else is told."""
    offer({"note": kept.note}, actor=actor, door="Ghi chú riêng")
    way = "incoming" if isinstance(document, Incoming) else "outgoing"
    of: dict[str, Any] = {way: document}
    with transaction.atomic():
        if kept == Kept():
            PersonalMark.objects.filter(appointment=actor, **of).delete()
            return
        PersonalMark.objects.update_or_create(
            appointment=actor,
            **of,
            defaults={
                "followed": kept.followed,
                "personal_label": kept.personal_label,
                "note": kept.note.strip(),
            },
        )
