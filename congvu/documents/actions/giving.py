"""Giving shares in the handling of a document that came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from congvu.core import clock
from congvu.core.refused import Refused
from congvu.directory.models import Appointment
from congvu.documents.actions.steps import step_in
from congvu.documents.models import Assignment, Incoming
from congvu.documents.types import AssignmentState, Part, Urgency
from congvu.notices.actions import notify


@dataclass(frozen=True)
class Share:
    """Somebody's part in an instruction; without a due date of its own, that of the whole."""

    assignee: Appointment
    part: str = Part.LEAD
    due_on: date | None = None


def check_days(shares: Sequence[Share], due_on: date | None) -> None:
    """No day lies in the past, and no share's own day after that of the whole."""
    if due_on is not None and due_on < clock.today():
        raise Refused("Hạn xử lý không được trước hôm nay.", field="due")
    for share in shares:
        if share.due_on is None:
            continue
        name = share.assignee.person.name
        if share.due_on < clock.today():
            raise Refused(f"Hạn riêng của {name} không được trước hôm nay.", field="assignees")
        if due_on is not None and share.due_on > due_on:
            raise Refused(f"Hạn riêng của {name} không được sau hạn chung.", field="assignees")


def has_lead_of(document: Incoming) -> bool:
    """Whether somebody leads the whole, and has not passed it back."""
    leading = document.assignments.filter(part=Part.LEAD, parent=None)
    return leading.exclude(state=AssignmentState.RETURNED).exists()


def give_shares(
    document: Incoming,
    shares: Sequence[Share],
    *,
    actor: Appointment,
    words: str,
    due_on: date | None,
    parent: Assignment | None = None,
) -> None:
    """Write the shares down and tell those who have them."""
    wanted = [share.assignee.pk for share in shares]
    taken = document.assignments.filter(assignee__in=wanted).exclude(state=AssignmentState.RETURNED)
    for existing in taken.select_related("assignee__person"):
        raise Refused(
            f"{existing.assignee.person.name} đã được giao văn bản này rồi.", field="assignees"
        )
    for share in shares:
        Assignment.objects.create(
            incoming=document,
            agency=document.agency,
            parent=parent,
            given_by=actor,
            assignee=share.assignee,
            part=share.part,
            words=words.strip(),
            due_on=share.due_on or due_on,
            given_at=clock.now(),
        )
        label = f"Giao {Part(share.part).label.lower()}"
        step_in(document, "direct", label, actor=actor, to=share.assignee, words=words)
    notify(
        [share.assignee for share in shares],
        text=f"{actor.person.name} giao: {document.label}, {document.abstract}",
        url=reverse("documents:incoming", args=[document.pk]),
        kind="assignment",
        urgent=document.urgency != Urgency.NORMAL,
    )
