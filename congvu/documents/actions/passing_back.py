"""A unit that finds the work not its own passes it back to whoever gave it."""

from __future__ import annotations

from django.urls import reverse

from congvu.core import clock
from congvu.core.refused import Refused
from congvu.directory.models import Appointment
from congvu.documents import policy
from congvu.documents.actions.extending import withdraw_open
from congvu.documents.actions.lifecycles import assignment
from congvu.documents.actions.steps import step_in
from congvu.documents.actions.submitting import reasons
from congvu.documents.models import Assignment, Incoming
from congvu.documents.types import OPEN_SHARES, AssignmentState, IncomingState, Part
from congvu.notices.actions import notify


@assignment.action(
    "Trả lại, không thuộc trách nhiệm",
    start=OPEN_SHARES,
    end=AssignmentState.RETURNED,
    who=policy.may_do_work,
    records=("words", "instead"),
)
def pass_back(
    share: Assignment,
    *,
    actor: Appointment,
    words: str,
    instead: Appointment | None = None,
) -> None:
    """Back to the giver with a reason, perhaps naming whose it is.

    What was given on inside the unit ends with it. Where it was the lead's, the whole lies with
    the giver again until somebody else leads.
    """
    reason = reasons(words)
    if instead is not None and (instead.agency_id != share.agency_id or instead.pk == actor.pk):
        raise Refused("Xin chọn người hoặc đơn vị khác trong cơ quan.", field="instead")
    share.instead, share.done_at = instead, clock.now()
    withdraw_open(share)
    _stop_below(share, actor)
    document = share.incoming
    if share.part == Part.LEAD and share.parent_id is None:
        _lay_with(document, share.given_by)
    named = f", đề nghị giao {_place(instead)}" if instead else ""
    label = f"Trả lại phần {Part(share.part).label.lower()}{named}"
    step_in(document, "pass_back", label, actor=actor, to=share.given_by, words=reason)
    if share.given_by_id != actor.pk:
        notify(
            [share.given_by],
            text=f"{actor.person.name} trả lại {document.label}{named}. {reason}",
            url=reverse("documents:incoming", args=[document.pk]),
            kind="returned",
            urgent=True,
        )


def _stop_below(share: Assignment, actor: Appointment) -> None:
    below = list(
        share.children.filter(state__in=OPEN_SHARES).select_related("assignee", "incoming")
    )
    share.children.filter(pk__in=[one.pk for one in below]).update(
        state=AssignmentState.STOPPED, done_at=clock.now()
    )
    withdraw_open(*below)
    notify(
        [one.assignee for one in below],
        text=f"{actor.person.name} đã trả lại văn bản, ông/bà dừng xử lý: {share.incoming.label}",
        url=reverse("documents:incoming", args=[share.incoming_id]),
        kind="returned",
    )


def _lay_with(document: Incoming, giver: Appointment) -> None:
    Incoming.objects.filter(pk=document.pk, state=IncomingState.ASSIGNED).update(
        holder=giver, held_since=clock.now()
    )


def _place(one: Appointment) -> str:
    return one.unit.name if one.unit else one.person.name
