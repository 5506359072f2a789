"""The directory in bulk: for first installations and the demo. Nothing is told to the journal."""

from __future__ import annotations

from collections.abc import Iterable

from congvu.directory.models import Agency, Appointment, Delegation, Person, Title, Unit
from congvu.directory.ranks import rank_of


def load_agencies(agencies: Iterable[Agency]) -> list[Agency]:
    """Unsaved agencies in one statement a level: a parent stands before its children."""
    saved: list[Agency] = []
    waiting = list(agencies)
    while waiting:
        ids = {id(row) for row in waiting}
        ready = [row for row in waiting if row.parent is None or id(row.parent) not in ids]
        if not ready:
            raise ValueError("agencies whose parents are not among them")
        for row in ready:
            row.parent = row.parent  # takes over the parent's key, which it has by now
            row.fold()
        saved += Agency.objects.bulk_create(ready)
        waiting = [row for row in waiting if row.parent is not None and id(row.parent) in ids]
    return saved


def load_units(units: Iterable[Unit]) -> list[Unit]:
    """Unsaved units of saved agencies, flat or with saved parents."""
    rows = list(units)
    for row in rows:
        row.fold()
    return Unit.objects.bulk_create(rows)


def load_people(people: Iterable[Person]) -> list[Person]:
    """Unsaved people of saved agencies."""
    rows = list(people)
    for row in rows:
        row.fold()
    return Person.objects.bulk_create(rows)


def load_titles(names: Iterable[str]) -> dict[str, Title]:
    """The titles by name, new ones made with their customary rank."""
    wanted = set(names)
    known = {title.name for title in Title.objects.filter(name__in=wanted)}
    Title.objects.bulk_create(Title(name=name, rank=rank_of(name)) for name in wanted - known)
    return {title.name: title for title in Title.objects.filter(name__in=wanted)}


def load_appointments(appointments: Iterable[Appointment]) -> list[Appointment]:
    """Unsaved appointments of saved people."""
    return Appointment.objects.bulk_create(appointments)


def load_delegations(delegations: Iterable[Delegation]) -> list[Delegation]:
    """Unsaved delegations between saved appointments; the caller has asked `policy.objection`."""
    return Delegation.objects.bulk_create(delegations)
