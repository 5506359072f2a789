"""People and what they hold."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet

from congvu.core.refused import NotFound
from congvu.core.text import fold
from congvu.directory import policy
from congvu.directory.models import Agency, Appointment, Delegation, Person

PAGE = 50


def _current() -> Prefetch[str, QuerySet[Appointment], str]:
    return Prefetch("appointments", Appointment.objects.in_force().whole(), to_attr="current")


def _matching(rows: QuerySet[Person], words: str) -> QuerySet[Person]:
    for word in fold(words).split()[:8]:
        rows = rows.filter(folded__contains=word)
    return rows


def search_people(words: str, *, agency_id: int | None = None) -> QuerySet[Appointment]:
    """Appointments in force of the people whose name or address holds all the words."""
    rows = Appointment.objects.in_force().whole()
    if agency_id is not None:
        rows = rows.filter(agency_id=agency_id)
    for word in fold(words).split()[:8]:
        rows = rows.filter(person__folded__contains=word)
    return rows.order_by("person__name", "pk")


@dataclass(frozen=True)
class Contacts:
    """One page of people; `next` is where the following page begins, empty at the end."""

    people: list[Person]
    next: str


def _page(rows: QuerySet[Person], after: str) -> Contacts:
    """Keyset pages by name: as quick on the last page as on the first."""
    name, _, pk = after.rpartition("~")
    if name and pk.isdecimal() and "\x00" not in name:
        rows = rows.filter(Q(name__gt=name) | Q(name=name, pk__gt=int(pk[:18])))
    found = list(rows.order_by("name", "pk").prefetch_related(_current())[: PAGE + 1])
    more = len(found) > PAGE
    last = found[PAGE - 1] if more else None
    return Contacts(found[:PAGE], f"{last.name}~{last.pk}" if last else "")


def contact_page(words: str = "", *, after: str = "", agency_id: int | None = None) -> Contacts:
    """The province's people in office, for everyone; two queries."""
    holders = Appointment.objects.in_force()
    if agency_id is not None:
        holders = holders.filter(agency_id=agency_id)
    rows = Person.objects.filter(active=True, pk__in=holders.values("person_id"))
    return _page(_matching(rows, words), after)


def administered_people(
    actor: Appointment, words: str = "", *, after: str = "", agency_id: int | None = None
) -> Contacts:
    """The people whose record or post lies with an agency that the actor administers."""
    rows = Person.objects.select_related("agency")
    own = None if policy.administers_province(actor) else actor.agency_id
    for agency in [pk for pk in (own, agency_id) if pk is not None]:
        rows = rows.filter(
            Q(agency_id=agency)
            | Q(pk__in=Appointment.objects.filter(agency_id=agency).values("person_id"))
        )
    return _page(_matching(rows, words), after)


def person_card(pk: int) -> Person:
    """A person in office with the posts held today (`current`), for everyone."""
    person = Person.objects.filter(pk=pk, active=True).prefetch_related(_current()).first()
    if person is None or not person.current:  # type: ignore[attr-defined]
        raise NotFound
    return person


def administered_person(actor: Appointment, pk: int) -> Person:
    """A person whose record or post lies with the actor; `NotFound` otherwise."""
    person = Person.objects.select_related("agency").filter(pk=pk).first()
    if person is None or not (
        policy.may_edit_person(actor, person)
        or Appointment.objects.filter(person=person, agency_id=actor.agency_id).exists()
    ):
        raise NotFound
    return person


def administered_appointment(actor: Appointment, pk: int) -> Appointment:
    """An appointment in an agency that the actor administers; `NotFound` otherwise."""
    appointment = Appointment.objects.whole().filter(pk=pk).first()
    if appointment is None or not policy.administers(actor, appointment.agency_id):
        raise NotFound
    return appointment


def administered_delegation(actor: Appointment, pk: int) -> Delegation:
    """A delegation that the actor gave or administers; `NotFound` otherwise."""
    delegation = Delegation.objects.whole().filter(pk=pk).first()
    if delegation is None or not policy.may_revoke_delegation(actor, delegation):
        raise NotFound
    return delegation


def appointments_in(agency: Agency) -> QuerySet[Appointment]:
    """The agency's posts held today, the highest titles first; one query."""
    return Appointment.objects.in_force().whole().filter(agency=agency)


def delegations_of(person: Person) -> list[Delegation]:
    """The rights to sign that the person gave or received and that were not revoked."""
    mine = Q(giver__person=person) | Q(receiver__person=person)
    return list(Delegation.objects.whole().filter(mine, revoked_at__isnull=True))


def posts_of(person: Person) -> list[Appointment]:
    """All that the person holds or held, the latest first; one query."""
    return list(Appointment.objects.whole().filter(person=person).order_by("-since", "-pk"))


def delegating_appointment(actor: Appointment, pk: int) -> Appointment:
    """The actor's own post, or one in an agency that the actor administers; else `NotFound`."""
    giver = Appointment.objects.in_force().whole().filter(pk=pk).first()
    if giver is None or not policy.may_give_delegation(actor, giver):
        raise NotFound
    return giver
