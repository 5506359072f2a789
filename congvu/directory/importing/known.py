"""What the directory holds already of what a table names, read at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from congvu.core import clock
from congvu.core.text import fold
from congvu.directory import policy
from congvu.directory.importing.reading import Row
from congvu.directory.models import Agency, Appointment, Person, Title, Unit

UnitKey = tuple[int, str]
PostKey = tuple[str, int, UnitKey | None, str, str]


class Named(Protocol):
    """The row that named somebody first."""

    number: int

    @property
    def label(self) -> str: ...


@dataclass
class Known:
    """The present, to which planning adds what earlier rows will have made."""

    actor: Appointment
    agencies: dict[str, Agency] = field(default_factory=dict)
    units: dict[UnitKey, str] = field(default_factory=dict)
    closed: set[UnitKey] = field(default_factory=set)
    people: dict[str, dict[str, str]] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    elsewhere: set[str] = field(default_factory=set)
    posts: set[PostKey] = field(default_factory=set)
    ended: set[tuple[PostKey, date]] = field(default_factory=set)
    titles: dict[str, str] = field(default_factory=dict)
    named: dict[str, Named] = field(default_factory=dict)

    @classmethod
    def load(cls, rows: Sequence[Row], *, actor: Appointment) -> Known:
        """Everything that the rows may meet."""
        known = cls(actor)
        codes = {row.cells.get("agency", "").upper() for row in rows} - {""}
        for agency in Agency.objects.filter(code__in=codes):
            known.agencies[agency.code] = agency
        for agency in Agency.objects.filter(old_code__in=codes):
            known.agencies.setdefault(agency.old_code, agency)
        ids = {agency.pk for agency in known.agencies.values()} | {actor.agency_id}
        for unit in Unit.objects.filter(agency_id__in=ids):
            known.units[unit.agency_id, fold(unit.name)] = unit.notation
            if not unit.active:
                known.closed.add((unit.agency_id, fold(unit.name)))
        known.titles = {fold(name): name for name in Title.objects.values_list("name", flat=True)}
        known._load_people(rows)
        return known

    def _load_people(self, rows: Sequence[Row]) -> None:
        emails = {row.cells.get("email", "").lower() for row in rows}
        numbers = {row.cells.get("code", "") for row in rows} - {""}
        for person in Person.objects.filter(email__in=emails):
            self.people[person.email] = {
                "name": person.name,
                "code": person.code,
                "phone": person.phone,
            }
            if not policy.may_edit_person(self.actor, person):
                self.elsewhere.add(person.email)
        for code, email in Person.objects.filter(code__in=numbers).values_list("code", "email"):
            self.codes[code] = email
        for post in Appointment.objects.whole().filter(person__email__in=emails):
            unit = (post.agency_id, fold(post.unit.name)) if post.unit else None
            key = (post.person.email, post.agency_id, unit, fold(post.title.name), post.role)
            if post.until is None or post.until >= clock.today():
                self.posts.add(key)
            else:
                self.ended.add((key, post.since))
