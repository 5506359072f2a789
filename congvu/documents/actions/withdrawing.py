"""Taking an issued document back (NĐ 30/2020, Article 18): a leader decides, the clerk does it."""

from __future__ import annotations

from django.urls import reverse

from congvu.core import clock
from congvu.core.events import publish
from congvu.core.refused import Conflict
from congvu.directory.models import Appointment, Role
from congvu.documents import policy
from congvu.documents.actions.lifecycles import outgoing
from congvu.documents.actions.recalling import honour_recalls
from congvu.documents.actions.steps import step_out
from congvu.documents.actions.submitting import reasons
from congvu.documents.events import Recalled
from congvu.documents.models import Outgoing, Recall
from congvu.documents.types import OutgoingState
from congvu.notices.actions import notify


@outgoing.action(
    "Quyết định thu hồi",
    start={OutgoingState.ISSUED},
    who=policy.may_decide_recall,
    danger=True,
    records=("words",),
)
def decide_recall(document: Outgoing, *, actor: Appointment, words: str) -> None:
    """Say why it is taken back; the agency's clerks are told to do it."""
    said = reasons(words)
    _, new = Recall.objects.get_or_create(
        outgoing=document, defaults={"words": said, "decided_by": actor}
    )
    if not new:
        raise Conflict("Đã có quyết định thu hồi văn bản này, đang chờ văn thư thực hiện.")
    step_out(document, "decide_recall", "Quyết định thu hồi", actor=actor, words=said)
    clerks = Appointment.objects.in_force().filter(agency=document.agency_id, role=Role.CLERK)
    _tell(document, actor, list(clerks), f"Chờ thu hồi: {document.label}")


@outgoing.action(
    "Thu hồi văn bản",
    start={OutgoingState.ISSUED},
    end=OutgoingState.RECALLED,
    who=policy.may_recall,
    danger=True,
)
def recall(document: Outgoing, *, actor: Appointment) -> None:
    """Freeze it with its metadata, and have every receiver cancel it, in one transaction."""
    decided = Recall.objects.select_related("decided_by").get(outgoing=document)
    decided.done_by, decided.done_at = actor, clock.now()
    decided.save(update_fields=["done_by", "done_at"])
    reached = honour_recalls(document, words=decided.words)
    words = f"{len(reached)} nơi nhận đã hủy văn bản trên hệ thống." if reached else ""
    step_out(document, "recall", "Thu hồi", actor=actor, words=words)
    people = [document.drafter, decided.decided_by, document.signer]
    _tell(document, actor, [one for one in people if one], f"Đã thu hồi {document.label}")
    publish(Recalled(document, decided.words))


def _tell(document: Outgoing, actor: Appointment, people: list[Appointment], text: str) -> None:
    others = {one.pk: one for one in people if one.pk != actor.pk}
    notify(
        others.values(),
        text=text,
        url=reverse("documents:outgoing", args=[document.pk]),
        kind="recall",
        urgent=True,
    )
