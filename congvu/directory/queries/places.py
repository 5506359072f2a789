"""Agencies and units."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from congvu.core.refused import NotFound
from congvu.core.text import fold
from congvu.directory import policy
from congvu.directory.models import Agency, AgencyKind, Appointment, Unit


def root_agency_id() -> int | None:
    """The province's own agency, or the first of all; `None` in an empty installation."""
    order = Case(
        When(kind=AgencyKind.PROVINCE, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    return (
        Agency.objects.filter(parent=None)
        .order_by(order, "pk")
        .values_list("pk", flat=True)
        .first()
    )


def agency_named(code: str) -> Agency | None:
    """The agency with this identifier, in the new form or the old."""
    return Agency.objects.filter(Q(code=code) | Q(old_code=code)).first() if code else None


def agency_of_notation(notation: str) -> Agency | None:
    """The one agency at work whose documents bear this notation, marks and case aside."""
    wanted = fold(notation)
    if not wanted:
        return None
    rows = Agency.objects.filter(active=True, folded__contains=f" {wanted} ")
    found = [one for one in rows[:50] if fold(one.notation) == wanted]
    return found[0] if len(found) == 1 else None


def search_agencies(words: str, *, only_active: bool = True) -> QuerySet[Agency]:
    """By name, short name, notation and code; marks and case don't matter, all words must fit."""
    rows = Agency.objects.all()
    if only_active:
        rows = rows.filter(active=True)
    for word in fold(words).split()[:8]:
        rows = rows.filter(folded__contains=word)
    return rows


def search_units(words: str, agency_id: int) -> QuerySet[Unit]:
    """Active units of the agency whose name or notation holds all the words."""
    rows = Unit.objects.filter(agency_id=agency_id, active=True)
    for word in fold(words).split()[:8]:
        rows = rows.filter(folded__contains=word)
    return rows


def administered_agencies(actor: Appointment) -> QuerySet[Agency]:
    """Those whose records the actor keeps: all for the province, else the own one."""
    if policy.administers_province(actor):
        return Agency.objects.all()
    return Agency.objects.filter(pk=actor.agency_id)


def administered_agency(actor: Appointment, pk: int) -> Agency:
    """One of those.

    Raises:
        NotFound: there is none such for the actor.
    """
    agency = administered_agencies(actor).select_related("parent").filter(pk=pk).first()
    if agency is None:
        raise NotFound
    return agency


def administered_unit(actor: Appointment, pk: int) -> Unit:
    """A unit of an agency whose records the actor keeps; `NotFound` otherwise."""
    unit = Unit.objects.select_related("agency", "parent").filter(pk=pk).first()
    if unit is None or not policy.may_edit_unit(actor, unit):
        raise NotFound
    return unit


@dataclass(frozen=True)
class Branch:
    """A line of a tree: the thing and how deep it lies."""

    item: Agency | Unit
    depth: int

    @property
    def indent(self) -> str:
        """What shows the depth where a list is flat."""
        return "– " * self.depth


def _branches(rows: list[Agency] | list[Unit]) -> list[Branch]:
    """The rows in tree order; those whose parent isn't among them stand at the top."""
    ids = {row.pk for row in rows}
    below: dict[int | None, list[Agency | Unit]] = {}
    for row in rows:
        below.setdefault(row.parent_id if row.parent_id in ids else None, []).append(row)
    found: list[Branch] = []
    waiting: list[tuple[Agency | Unit, int]] = [(row, 0) for row in reversed(below.get(None, []))]
    while waiting:
        row, depth = waiting.pop()
        found.append(Branch(row, depth))
        waiting += [(child, depth + 1) for child in reversed(below.get(row.pk, []))]
    return found


def tree(actor: Appointment) -> list[Branch]:
    """The agencies that the actor administers, each under its superior; one query."""
    return _branches(list(administered_agencies(actor)))


def units_of(agency: Agency, *, only_active: bool = False) -> list[Branch]:
    """The agency's units, each under its parent; one query."""
    rows = Unit.objects.filter(agency=agency)
    return _branches(list(rows.filter(active=True) if only_active else rows))


PAGE = 50


@dataclass(frozen=True)
class AgencyPage:
    """One page of agencies; `next` is where the following page begins, empty at the end."""

    agencies: list[Agency]
    next: str


def agency_page(words: str = "", *, after: str = "") -> AgencyPage:
    """Active agencies by name, for everyone; one query."""
    rows = search_agencies(words).select_related("parent")
    name, _, pk = after.rpartition("~")
    if name and pk.isdecimal() and "\x00" not in name:
        rows = rows.filter(Q(name__gt=name) | Q(name=name, pk__gt=int(pk[:18])))
    found = list(rows.order_by("name", "pk")[: PAGE + 1])
    more = len(found) > PAGE
    return AgencyPage(found[:PAGE], f"{found[PAGE - 1].name}~{found[PAGE - 1].pk}" if more else "")
