"""What can happen to people's records."""

from __future__ import annotations

from typing import TypedDict

from congvu.core import events
from congvu.core.actions import command
from congvu.directory import policy
from congvu.directory.actions.saving import assign, save
from congvu.directory.events import PersonChanged
from congvu.directory.models import Agency, Appointment, Person


class PersonValues(TypedDict, total=False):
    """What a person's form gives."""

    name: str
    email: str
    code: str
    phone: str


def _plain(values: PersonValues) -> PersonValues:
    """Addresses in lower case; a name's inner spaces single."""
    clean = values.copy()
    if "email" in clean:
        clean["email"] = clean["email"].strip().lower()
    if "name" in clean:
        clean["name"] = " ".join(clean["name"].split())
    return clean


@command("Thêm người", who=policy.may_edit_agency)
def create_person(
    agency: Agency,
    *,
    actor: Appointment | None,
    values: PersonValues,
) -> Person:
    """A record kept by the agency; posts come by appointments.

    Raises:
        Refused: a value doesn't fit or the address is taken, with its field.
    """
    return save(assign(Person(agency=agency), _plain(values)))


@command("Sửa thông tin người", who=policy.may_edit_person)
def edit_person(
    person: Person,
    *,
    actor: Appointment | None,
    values: PersonValues,
) -> Person:
    """Correct the record; a new address is the new address to sign in with."""
    save(assign(person, _plain(values)))
    events.publish(PersonChanged(person))
    return person
