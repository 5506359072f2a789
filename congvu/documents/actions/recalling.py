"""A document that its issuer has recalled is cancelled at the receiver, and frozen there."""

from __future__ import annotations

from django.urls import reverse

from congvu.core import clock
from congvu.core.refused import Refused
from congvu.directory.models import Appointment, Role
from congvu.documents import policy
from congvu.documents.actions.lifecycles import incoming
from congvu.documents.actions.steps import step_in
from congvu.documents.models import Extension, Incoming, Outgoing
from congvu.documents.types import OPEN_SHARES, AssignmentState, ExtensionState, IncomingState
from congvu.notices.actions import notify

RECALLABLE = frozenset(
    {
        IncomingState.ARRIVED,
        IncomingState.REGISTERED,
        IncomingState.ASSIGNED,
        IncomingState.FINISHED,
    }
)


@incoming.action(
    "Ghi nhận thu hồi",
    start=RECALLABLE,
    end=IncomingState.RECALLED,
    who=policy.may_honour_recall,
    danger=True,
    records=("words",),
)
def honour_recall(document: Incoming, *, actor: Appointment | None, words: str) -> None:
    """Cancel it with its metadata (NĐ 30/2020, Article 18 and Annex VI); its number stays used.

    `actor=None` is the issuer's own recall, reaching the receiver through the system; the clerk
    records the recall of a paper document. Nothing can be done with it afterwards.
    """
    if not words.strip():
        raise Refused("Xin ghi nội dung thu hồi.", field="words")
    concerned = _concerned(document)
    now = clock.now()
    document.recalled_at, document.recall_words = now, words.strip()
    document.holder = document.held_since = None
    Extension.objects.filter(assignment__incoming=document, state=ExtensionState.ASKED).update(
        state=ExtensionState.WITHDRAWN, answered_at=now
    )
    document.assignments.filter(state__in=OPEN_SHARES).update(
        state=AssignmentState.STOPPED, done_at=now
    )
    step_in(document, "recall", "Nơi gửi thu hồi văn bản", actor=actor, words=words)
    notify(
        [one for one in concerned if actor is None or one.pk != actor.pk],
        text=f"Đã thu hồi: {document.label}. {words.strip()}",
        url=reverse("documents:incoming", args=[document.pk]),
        kind="recall",
        urgent=True,
    )


def honour_recalls(origin: Outgoing, *, words: str) -> list[Incoming]:
    """Honour the recall at every receiver inside the installation that still has the document.

    What was sent back already stays as it is. Gives those that were cancelled.
    """
    reached = list(
        Incoming.objects.filter(origin=origin, state__in=RECALLABLE)
        .select_related("agency")
        .order_by("pk")
    )
    for one in reached:
        honour_recall(one, actor=None, words=words)
    return reached


def _concerned(document: Incoming) -> list[Appointment]:
    """The clerks, whoever holds it, and everyone who has a share of it."""
    people = list(Appointment.objects.in_force().filter(agency=document.agency_id, role=Role.CLERK))
    if document.holder is not None:
        people.append(document.holder)
    shares = document.assignments.exclude(state=AssignmentState.RETURNED)
    people += [share.assignee for share in shares.select_related("assignee__person")]
    return list({one.pk: one for one in people}.values())
