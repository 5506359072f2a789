"""A document that its issuer has recalled is cancelled at the receiver, and frozen there."""

from __future__ import annotations

from django.urls import reverse

from congvu.core import clock
from congvu.core.events import publish
from congvu.core.refused import Refused
from congvu.directory.models import Appointment, Role
from congvu.documents import policy
from congvu.documents.actions.lifecycles import incoming
from congvu.documents.actions.steps import step_in
from congvu.documents.actions.submitting import reasons
from congvu.documents.events import RecallAnswered
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

    `actor=None` is the recall of an issuer inside, on one and the same system; the clerk records
    the recall of a paper document. Nothing can be done with it afterwards.
    """
    if not words.strip():
        raise Refused("Xin ghi nội dung thu hồi.", field="words")
    _cancel(document, actor=actor, words=words.strip(), label="Nơi gửi thu hồi văn bản")


def _cancel(document: Incoming, *, actor: Appointment | None, words: str, label: str) -> None:
    concerned = _concerned(document)
    now = clock.now()
    document.recalled_at, document.recall_words = now, words
    document.recall_asked_at = document.holder = document.held_since = None
    Extension.objects.filter(assignment__incoming=document, state=ExtensionState.ASKED).update(
        state=ExtensionState.WITHDRAWN, answered_at=now
    )
    document.assignments.filter(state__in=OPEN_SHARES).update(
        state=AssignmentState.STOPPED, done_at=now
    )
    step_in(document, "recall", label, actor=actor, words=words)
    _tell(document, concerned, actor, f"Đã thu hồi: {document.label}. {words}")


@incoming.action(
    "Nhận yêu cầu thu hồi",
    start=RECALLABLE,
    who=policy.asks_from_outside,
    records=("words",),
)
def ask_recall(document: Incoming, *, actor: Appointment | None, words: str) -> None:
    """The issuer outside wants it back: it stays as it is until the clerks have answered."""
    document.recall_asked_at, document.recall_words = clock.now(), words.strip()
    step_in(document, "ask_recall", "Nơi gửi yêu cầu thu hồi", actor=actor, words=words)
    said = f"Nơi gửi yêu cầu thu hồi, chờ văn thư trả lời: {document.label}. {words.strip()}"
    _tell(document, _concerned(document), actor, said, to_confirm=True)


@incoming.action(
    "Đồng ý thu hồi",
    start=RECALLABLE,
    end=IncomingState.RECALLED,
    who=policy.may_answer_recall,
    danger=True,
)
def agree_to_recall(document: Incoming, *, actor: Appointment) -> None:
    """Destroy it on the system and let the issuer know (NĐ 30/2020, Article 18)."""
    words = document.recall_words
    _cancel(document, actor=actor, words=words, label="Đồng ý thu hồi theo yêu cầu của nơi gửi")
    publish(RecallAnswered(document, agreed=True, words="Đã hủy văn bản trên hệ thống."))


@incoming.action(
    "Không đồng ý thu hồi",
    start=RECALLABLE,
    who=policy.may_answer_recall,
    records=("words",),
)
def refuse_recall(document: Incoming, *, actor: Appointment, words: str) -> None:
    """The document stays; the issuer hears why."""
    reason = reasons(words)
    forget_asked(document)
    step_in(document, "refuse_recall", "Không đồng ý thu hồi", actor=actor, words=reason)
    said = f"Không đồng ý thu hồi, tiếp tục xử lý: {document.label}. {reason}"
    _tell(document, _concerned(document), actor, said)
    publish(RecallAnswered(document, agreed=False, words=reason))


def forget_asked(document: Incoming) -> None:
    """The request is answered; what it said stands in the way."""
    document.recall_asked_at, document.recall_words = None, ""


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


def _tell(
    document: Incoming,
    people: list[Appointment],
    actor: Appointment | None,
    text: str,
    *,
    to_confirm: bool = False,
) -> None:
    notify(
        [one for one in people if actor is None or one.pk != actor.pk],
        text=text,
        url=reverse("documents:incoming", args=[document.pk]),
        kind="recall",
        urgent=True,
        to_confirm=to_confirm,
    )


def _concerned(document: Incoming) -> list[Appointment]:
    """The clerks, whoever holds it, and everyone who has a share of it."""
    people = list(Appointment.objects.in_force().filter(agency=document.agency_id, role=Role.CLERK))
    if document.holder is not None:
        people.append(document.holder)
    shares = document.assignments.exclude(state=AssignmentState.RETURNED)
    people += [share.assignee for share in shares.select_related("assignee__person")]
    return list({one.pk: one for one in people}.values())
