"""Doing what a confirmed plan says: one transaction, one line in the journal of each agency."""

from __future__ import annotations

from collections import Counter

from congvu.core import clock, events
from congvu.core.actions import command
from congvu.core.acts import Act, tell
from congvu.core.refused import Conflict
from congvu.core.text import fold
from congvu.directory import loading, policy
from congvu.directory.events import AppointmentGiven, PersonChanged
from congvu.directory.importing.planning import Outcome, Plan, RowPlan, make_plan
from congvu.directory.importing.reading import Row
from congvu.directory.models import Agency, Appointment, Person, Unit


@command("Nhập danh sách đơn vị và người", who=policy.may_edit_agency)
def import_rows(agency: Agency, *, actor: Appointment, rows: list[Row]) -> Plan:
    """Plan anew under the present and do it; running the same table again changes nothing.

    `agency` is the actor's own, in whose journal the whole stands; other agencies that rows name
    get a line in theirs.

    Raises:
        Conflict: a row is refused now, or there is nothing to do.
    """
    plan = make_plan(rows, actor=actor)
    if not plan.may_run:
        raise Conflict("Danh sách còn dòng không nhận được hoặc không có gì thay đổi.")
    todo = [row for row in plan.rows if row.outcome != Outcome.SAME]
    units = _units(todo)
    people = _people(todo)
    _posts(todo, units, people)
    changed = Counter(row.agency for row in todo if row.agency and row.agency != agency)
    for other, count in changed.items():
        tell(_act(other, actor, count))
    return plan


def _act(agency: Agency, actor: Appointment, count: int) -> Act:
    return Act(
        name="directory.import_rows",
        label="Nhập danh sách đơn vị và người",
        agency_id=agency.pk,
        actor=actor,
        subject_type="directory.agency",
        subject_id=agency.pk,
        subject_label=agency.name,
        detail={"rows": count},
    )


def _units(rows: list[RowPlan]) -> dict[tuple[int, str], Unit]:
    """The units that the rows name, by agency and folded name; parents come in earlier rows."""
    ids = {row.agency.pk for row in rows if row.agency}
    known = {
        (unit.agency_id, fold(unit.name)): unit for unit in Unit.objects.filter(agency_id__in=ids)
    }
    for row in rows:
        if row.unit is None or row.agency is None:
            continue
        unit = known.get(row.unit) or Unit(agency=row.agency, name=row.cells["unit"])
        notation, parent = row.cells.get("notation", ""), row.cells.get("parent", "")
        before = (unit.pk, unit.notation)
        unit.notation = notation or unit.notation
        if unit.pk is None and parent:
            unit.parent = known[row.agency.pk, fold(parent)]
        if before != (unit.pk, unit.notation) or unit.pk is None:
            unit.save()
        known[row.unit] = unit
    return known


def _people(rows: list[RowPlan]) -> dict[str, Person]:
    named = [row for row in rows if row.cells.get("name")]
    emails = {row.cells["email"].lower() for row in named}
    known = {person.email: person for person in Person.objects.filter(email__in=emails)}
    held = set(known)
    changed: dict[str, Person] = {}
    for row in named:
        email = row.cells["email"].lower()
        if row.agency is None:
            continue
        person = known.setdefault(email, Person(agency=row.agency, email=email))
        if _write(person, row) and email in held:
            changed[email] = person
    loading.load_people(known[email] for email in known if email not in held)
    for person in changed.values():
        person.save()
        events.publish(PersonChanged(person))
    return known


def _write(person: Person, row: RowPlan) -> bool:
    """Put the row's cells on the person; whether anything differs."""
    before = (person.name, person.code, person.phone)
    person.name = row.cells.get("name") or person.name
    person.code = row.cells.get("code") or person.code
    person.phone = row.phone or person.phone
    return before != (person.name, person.code, person.phone)


def _posts(
    rows: list[RowPlan], units: dict[tuple[int, str], Unit], people: dict[str, Person]
) -> None:
    given = [row for row in rows if row.gives_post and row.agency]
    titles = loading.load_titles({row.title for row in given})
    posts = loading.load_appointments(
        Appointment(
            person=people[row.cells["email"].lower()],
            agency=row.agency,
            unit=units[row.unit] if row.unit else None,
            title=titles[row.title],
            role=row.role,
            since=row.since or clock.today(),
            until=row.until,
        )
        for row in given
    )
    for post in posts:
        events.publish(AppointmentGiven(post))
