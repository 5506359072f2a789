"""Opinions on a draft: asked of colleagues, of other agencies and their officials, and answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.urls import reverse

from congvu.core import clock
from congvu.core.actions import command
from congvu.core.refused import Conflict, Refused
from congvu.directory.models import Agency, Appointment
from congvu.directory.queries import head_of
from congvu.documents import policy
from congvu.documents.actions.drafting import OPEN
from congvu.documents.actions.lifecycles import outgoing
from congvu.documents.actions.steps import step_out, take_part_out
from congvu.documents.models import Opinion, Outgoing
from congvu.documents.types import OutgoingState
from congvu.files.models import StoredFile
from congvu.notices.actions import notify


@outgoing.action(
    "Xin ý kiến",
    start={*OPEN, OutgoingState.SUBMITTED},
    who=policy.may_ask_opinion,
    records=("asked",),
)
def ask_opinions(
    document: Outgoing,
    *,
    actor: Appointment,
    asked: list[Appointment],
    agencies: Sequence[Agency] = (),
    question: str = "",
    due_on: date | None = None,
) -> None:
    """Ask colleagues, officials of other agencies, or agencies, for which their heads answer.

    Each may read the draft from now on.
    """
    heads = [_head(agency) for agency in agencies]
    if not asked and not heads:
        raise Refused("Xin chọn người hoặc cơ quan cần xin ý kiến.", field="asked")
    waiting = set(document.opinions.filter(answered_at=None).values_list("asked_id", flat=True))
    everyone = {one.pk: one for one in (*asked, *heads)}
    fresh = [one for pk, one in everyone.items() if pk not in {*waiting, actor.pk}]
    if not fresh:
        raise Conflict("Những người này đang được xin ý kiến và chưa trả lời.", field="asked")
    Opinion.objects.bulk_create(
        Opinion(
            outgoing=document,
            asked_by=actor,
            asked=one,
            as_agency=one in heads,
            question=question.strip(),
            due_on=due_on,
        )
        for one in fresh
    )
    for one in fresh:
        step_out(document, "ask_opinions", "Xin ý kiến", actor=actor, to=one, words=question)
    notify(
        fresh,
        text=f"{actor.person.name} xin ý kiến về {document.label}",
        url=reverse("documents:outgoing", args=[document.pk]),
        kind="opinion",
    )


def _head(agency: Agency) -> Appointment:
    head = head_of(agency)
    if head is None:
        raise Refused(
            f"{agency.name} chưa có người đứng đầu trên hệ thống; xin chọn người cụ thể.",
            field="agencies",
        )
    return head


@command(
    "Chuyển người cho ý kiến",
    who=lambda actor, opinion: opinion.asked_id == actor.pk,
    records=("to", "words"),
)
def pass_opinion(opinion: Opinion, *, actor: Appointment, to: Appointment, words: str) -> None:
    """Let a colleague answer in one's stead; the due date stays."""
    row = Opinion.objects.select_for_update().select_related("outgoing").get(pk=opinion.pk)
    if row.answered_at:
        raise Conflict("Ông/bà đã trả lời ý kiến này rồi.")
    if to.agency_id != actor.agency_id or to.pk == actor.pk:
        raise Refused("Xin chọn một đồng nghiệp trong cơ quan.", field="to")
    if row.outgoing.opinions.filter(asked=to, answered_at=None).exists():
        raise Refused("Người này đang được xin ý kiến về chính dự thảo này.", field="to")
    row.asked = to
    row.save(update_fields=["asked"])
    step_out(
        row.outgoing, "pass_opinion", "Chuyển người cho ý kiến", actor=actor, to=to, words=words
    )
    notify(
        [to],
        text=f"{actor.person.name} chuyển ông/bà cho ý kiến về {row.outgoing.label}",
        url=reverse("documents:outgoing", args=[row.outgoing_id]),
        kind="opinion",
    )


@command("Cho ý kiến", who=lambda actor, opinion: opinion.asked_id == actor.pk)
def answer_opinion(
    opinion: Opinion,
    *,
    actor: Appointment,
    agrees: bool,
    answer: str,
    file: StoredFile | None = None,
) -> None:
    """Answer once; whoever disagrees says why."""
    row = Opinion.objects.select_for_update().select_related("outgoing").get(pk=opinion.pk)
    if row.answered_at:
        raise Conflict("Ông/bà đã trả lời ý kiến này rồi.")
    if not agrees and not answer.strip():
        raise Refused("Xin ghi rõ nội dung chưa thống nhất.", field="answer")
    row.agrees, row.answer, row.file = agrees, answer.strip(), file
    row.answered_at = clock.now()
    row.save()
    words = answer.strip() or "Thống nhất với dự thảo."
    step_out(
        row.outgoing, "answer_opinion", "Cho ý kiến", actor=actor, to=row.asked_by, words=words
    )
    take_part_out(row.outgoing, row.asked_by)
    notify(
        [row.asked_by],
        text=f"{actor.person.name} đã cho ý kiến về {row.outgoing.label}",
        url=reverse("documents:outgoing", args=[row.outgoing_id]),
        kind="opinion",
    )
