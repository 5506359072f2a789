"""Who is away, and who stands in for them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import DateField, QuerySet

from congvu.core import clock
from congvu.core.prepared import Given, Prepared, one_of
from congvu.core.refused import NotFound
from congvu.directory import policy
from congvu.directory.models import Absence, Appointment, Role

_NEAR = 20
_MOST = 100


def absences_today(appointments: Iterable[Appointment]) -> dict[int, Absence]:
    """The absence of each of them who is away today, by appointment; one query."""
    found = _AWAY.rows(ids=[one.pk for one in appointments], today=clock.today())
    return {one.appointment_id: one for one in found if policy.in_force(one.stand_in)}


def _away() -> QuerySet[Absence]:
    today: Any = Given("today", DateField())
    return (
        Absence.objects.in_force(today)
        .filter(one_of("ids", "appointment_id"))
        .select_related(
            "appointment__person", "stand_in__person", "stand_in__agency", "stand_in__title"
        )
    )


_AWAY = Prepared(_away)  # whoever is given work is asked for


def away_words(absence: Absence) -> str:
    """What stands beside a name in pickers."""
    return f"đang vắng đến {absence.until:%d/%m/%Y}, người thay: {absence.stand_in.person.name}"


def absences_of(appointment: Appointment) -> list[Absence]:
    """What the appointment has announced, the latest first; twenty at most."""
    rows = Absence.objects.filter(appointment=appointment)
    return list(rows.select_related("stand_in__person", "stand_in__title")[:_NEAR])


def absences_of_others(actor: Appointment) -> list[Absence]:
    """Of the people one leads, who is away today or later; the first to leave first."""
    if not policy.speaks_for_others(actor):
        return []
    rows = Absence.objects.filter(
        appointment__agency=actor.agency_id, until__gte=clock.today(), ended_at__isnull=True
    ).exclude(appointment=actor)
    if actor.role != Role.LEADER:
        rows = rows.filter(appointment__unit=actor.unit_id)
    whole = rows.select_related(
        "appointment__person", "appointment__title", "stand_in__person", "stand_in__title"
    )
    return list(whole.order_by("since", "pk")[:_MOST])


def standing_in(appointment: Appointment) -> list[Absence]:
    """For whom the appointment stands in, today or later."""
    rows = Absence.objects.filter(
        stand_in=appointment, until__gte=clock.today(), ended_at__isnull=True
    )
    return list(rows.select_related("appointment__person", "appointment__title"))


def own_absence(pk: int, *, actor: Appointment) -> Absence:
    """An absence that the actor may end; `NotFound` otherwise."""
    found = (
        Absence.objects.select_related("appointment__person", "stand_in__person")
        .filter(pk=pk)
        .first()
    )
    if found is None or not policy.may_end_absence(actor, found):
        raise NotFound
    return found
