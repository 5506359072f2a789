"""Shares passed back, longer time asked for, and the groups to pass documents on to."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Count, QuerySet

from congvu.core.prepared import Given, Prepared
from congvu.core.refused import NotFound
from congvu.directory.models import Appointment
from congvu.documents.models import Extension, Incoming, QuickGroup
from congvu.documents.queries.incoming import visible_to
from congvu.documents.types import AssignmentState, ExtensionState, Part

_WITH = (
    "asked_by__person",
    "asked_by__title",
    "answerer__person",
    "assignment__incoming__agency",
    "assignment__assignee__person",
    "assignment__parent",
    "assignment__given_by__person",
)


def instead_of(document: Incoming) -> Appointment | None:
    """Whose work it is, as the lead said who passed it back last and is not replaced yet."""
    leading = document.assignments.filter(part=Part.LEAD, parent=None)
    if leading.exclude(state=AssignmentState.RETURNED).exists():
        return None
    last = leading.filter(instead__isnull=False).select_related("instead").last()
    return last.instead if last else None


def open_extensions(document: Incoming, *, actor: Appointment) -> list[Extension]:
    """The questions for longer time that wait for the actor, or that the actor asked."""
    found = _OPEN.rows(document=document.pk)
    return [one for one in found if actor.pk in {one.answerer_id, one.asked_by_id}]


def _open() -> QuerySet[Extension]:
    rows = Extension.objects.filter(
        assignment__incoming=Given("document"), state=ExtensionState.ASKED
    )
    return rows.select_related(*_WITH)


_OPEN = Prepared(_open)


def extension(pk: int, *, actor: Appointment) -> Extension:
    """One that the actor asked or answers, of a document that they may see; else `NotFound`."""
    found = Extension.objects.select_related(*_WITH).filter(pk=pk).first()
    if (
        found is None
        or actor.pk not in {found.answerer_id, found.asked_by_id}
        or not visible_to(actor).filter(pk=found.assignment.incoming_id).exists()
    ):
        raise NotFound
    return found


def asked_in(ids: Collection[int], *, actor: Appointment) -> dict[int, str]:
    """For rows of a list: what the actor asked or is asked, by document; one query."""
    rows = Extension.objects.filter(assignment__incoming__in=ids, state=ExtensionState.ASKED)
    found: dict[int, str] = {}
    for one in rows.select_related("asked_by__person", "assignment"):
        if one.answerer_id == actor.pk:
            words = f"{one.asked_by.person.name} xin gia hạn đến {one.wanted_on:%d/%m}"
            found[one.assignment.incoming_id] = words
        elif one.asked_by_id == actor.pk:
            found[one.assignment.incoming_id] = f"đã xin gia hạn đến {one.wanted_on:%d/%m}"
    return found


def quick_groups_of(actor: Appointment) -> QuerySet[QuickGroup]:
    """One's own groups, with how many are in each."""
    return QuickGroup.objects.filter(owner=actor).annotate(size=Count("members"))
