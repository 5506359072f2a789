"""Remarks pinned to the pages of a draft: made, answered, settled."""

from __future__ import annotations

from django.urls import reverse

from congvu.core import clock
from congvu.core.actions import command
from congvu.core.refused import Conflict, Refused
from congvu.directory.models import Appointment
from congvu.documents import policy
from congvu.documents.models import Outgoing, Remark
from congvu.documents.types import OutgoingState
from congvu.notices.actions import notify

OPEN = frozenset({OutgoingState.DRAFT, OutgoingState.SENT_BACK, OutgoingState.SUBMITTED})


def pin_remark(
    document: Outgoing, *, actor: Appointment, page: int, quote: str, words: str
) -> Remark:
    """A remark at a page of the draft, with the words that it is about if they were named."""
    remark = Remark(
        outgoing=document,
        page=page,
        round=document.versions.count(),
        author=actor,
    )
    keep_remark(remark, actor=actor, words=words, quote=quote)
    return remark


@command("Nhận xét tại trang", who=policy.may_remark)
def keep_remark(remark: Remark, *, actor: Appointment, words: str, quote: str) -> None:
    """Tell the drafter, or whoever is answered."""
    document = remark.outgoing
    if document.state not in OPEN:
        raise Conflict("Văn bản đã ký; không nhận xét vào trang được nữa.")
    if not words.strip():
        raise Refused("Xin ghi nội dung nhận xét.", field="words")
    remark.words, remark.quote = words.strip(), " ".join(quote.split())
    remark.save()
    people = {document.drafter_id: document.drafter}
    if remark.parent is not None:
        people[remark.parent.author_id] = remark.parent.author
    people.pop(actor.pk, None)
    notify(
        people.values(),
        text=f"{actor.person.name} nhận xét trang {remark.page}: {document.label}",
        url=reverse("documents:outgoing", args=[document.pk]) + "#nhan-xet",
        kind="remark",
    )


def answer_remark(remark: Remark, *, actor: Appointment, words: str) -> Remark:
    """An answer stands under the remark; answers are not answered again."""
    asked = remark.parent or remark
    answer = Remark(
        outgoing=asked.outgoing, parent=asked, page=asked.page, round=asked.round, author=actor
    )
    keep_remark(answer, actor=actor, words=words, quote="")
    return answer


@command("Xong nhận xét", who=policy.may_settle)
def settle_remark(remark: Remark, *, actor: Appointment) -> None:
    """What it asked for is done; it stays to be read."""
    row = Remark.objects.select_for_update().get(pk=remark.pk)
    if row.settled_at is None:
        row.settled_by, row.settled_at = actor, clock.now()
        row.save(update_fields=["settled_by", "settled_at"])
