"""Whom an instruction may name."""

from __future__ import annotations

from congvu.directory.models import Appointment, Role
from congvu.directory.queries import search_units


def heads_of_units(words: str, *, agency_id: int) -> list[Appointment]:
    """The head of each active unit whose name holds the words: the highest title of the unit."""
    units = search_units(words, agency_id)
    rows = (
        Appointment.objects.in_force()
        .whole()
        .filter(unit__in=units, role__in=[Role.UNIT_HEAD, Role.LEADER])
        .order_by("unit__position", "unit__name", "title__rank", "pk")
    )
    heads: dict[int | None, Appointment] = {}
    for row in rows:
        heads.setdefault(row.unit_id, row)
    return list(heads.values())
