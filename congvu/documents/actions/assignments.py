"""What the people do to whom a share of an incoming document was given."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.urls import reverse

from congvu.core import clock
from congvu.core.events import publish
from congvu.core.refused import Refused
from congvu.directory.models import Appointment
from congvu.documents import policy
from congvu.documents.actions import incoming
from congvu.documents.actions.extending import withdraw_open
from congvu.documents.actions.giving import Share, check_days, give_shares
from congvu.documents.actions.lifecycles import assignment
from congvu.documents.actions.steps import step_in
from congvu.documents.events import Begun
from congvu.documents.models import Assignment
from congvu.documents.types import OPEN_SHARES, AssignmentState, IncomingState, Part
from congvu.notices.actions import notify


@assignment.action(
    "Tiếp nhận xử lý",
    start={AssignmentState.WAITING},
    end=AssignmentState.IN_PROGRESS,
    who=policy.may_do_work,
    primary=True,
)
def begin(share: Assignment, *, actor: Appointment) -> None:
    """Whoever gave it sees that the work has begun."""
    step_in(share.incoming, "begin", "Tiếp nhận xử lý", actor=actor)
    publish(Begun(share.incoming))


@assignment.action(
    "Giao người trong đơn vị",
    start=OPEN_SHARES,
    end=AssignmentState.IN_PROGRESS,
    who=policy.may_hand_down,
)
def hand_down(
    share: Assignment,
    *,
    actor: Appointment,
    shares: Sequence[Share],
    words: str = "",
    due_on: date | None = None,
) -> None:
    """A head of unit gives it to people of the unit; a due date no later than the own."""
    if any(one.assignee.unit_id != actor.unit_id for one in shares):
        raise Refused("Chỉ giao người trong đơn vị của ông/bà.", field="assignees")
    if not shares:
        raise Refused("Xin chọn người được giao.", field="assignees")
    due = due_on or share.due_on
    if due_on is not None and (due_on < clock.today() or (share.due_on and due_on > share.due_on)):
        raise Refused("Hạn phải từ hôm nay và không sau hạn được giao.", field="due")
    check_days(shares, due)
    given = [Share(one.assignee, _below(share.part, one.part), one.due_on) for one in shares]
    give_shares(share.incoming, given, actor=actor, words=words, due_on=due, parent=share)


def _below(own: str, given: str) -> str:
    """The lead among the unit's people leads for the unit alone: only the unit leads the whole."""
    return Part.COORDINATE if given == Part.LEAD and own != Part.LEAD else given


@assignment.action(
    "Báo cáo kết quả", start=OPEN_SHARES, end=AssignmentState.IN_PROGRESS, who=policy.may_do_work
)
def report(share: Assignment, *, actor: Appointment, words: str) -> None:
    """Say how the work stands; the giver is told."""
    if not words.strip():
        raise Refused("Xin ghi nội dung báo cáo.", field="words")
    share.report, share.reported_at = words.strip(), clock.now()
    step_in(share.incoming, "report", "Báo cáo", actor=actor, to=share.given_by, words=words)
    _tell_giver(share, actor, "báo cáo")


@assignment.action(
    "Hoàn thành", start=OPEN_SHARES, end=AssignmentState.DONE, who=policy.may_do_work
)
def finish(share: Assignment, *, actor: Appointment, words: str = "") -> None:
    """The share is done; when the lead's own is, the document is."""
    share.done_at = clock.now()
    withdraw_open(share)
    if words.strip():
        share.report, share.reported_at = words.strip(), clock.now()
    step_in(share.incoming, "finish_share", "Hoàn thành phần việc", actor=actor, words=words)
    _tell_giver(share, actor, "đã hoàn thành")
    if share.part == Part.LEAD and share.parent_id is None:
        document = share.incoming
        if document.state == IncomingState.ASSIGNED:
            incoming.complete(document, actor=actor)


def _tell_giver(share: Assignment, actor: Appointment, did: str) -> None:
    if share.given_by_id != actor.pk:
        notify(
            [share.given_by],
            text=f"{actor.person.name} {did}: {share.incoming.label}",
            url=reverse("documents:incoming", args=[share.incoming_id]),
            kind="report",
        )
