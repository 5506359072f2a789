"""Longer time for a share: asked by the one who has it, answered by the one who gave it."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from congvu.core import clock
from congvu.core.refused import Conflict, Refused
from congvu.directory.models import Appointment
from congvu.documents import policy
from congvu.documents.actions.lifecycles import assignment, extension
from congvu.documents.actions.steps import step_in
from congvu.documents.actions.submitting import reasons
from congvu.documents.models import Assignment, Extension, Incoming
from congvu.documents.types import OPEN_SHARES, ExtensionState, Part
from congvu.notices.actions import notify

_ASKED = {ExtensionState.ASKED}


@assignment.action("Xin gia hạn", start=OPEN_SHARES, who=policy.may_do_work, records=("until",))
def ask_extension(share: Assignment, *, actor: Appointment, until: date, words: str) -> None:
    """A later day, and why; whoever gave the share answers. One question at a time."""
    if share.due_on is None:
        raise Conflict("Phần việc này không có hạn xử lý, không cần xin gia hạn.")
    if until <= share.due_on or until < clock.today():
        raise Refused(f"Hạn mới phải sau hạn đang có ({share.due_on:%d/%m/%Y}).", field="until")
    if share.extensions.filter(state=ExtensionState.ASKED).exists():
        raise Conflict("Ông/bà đã xin gia hạn; xin chờ trả lời.")
    reason = reasons(words)
    Extension.objects.create(
        assignment=share,
        agency_id=share.agency_id,
        asked_by=actor,
        answerer=share.given_by,
        due_before=share.due_on,
        wanted_on=until,
        reason=reason,
        asked_at=clock.now(),
    )
    label = f"Xin gia hạn đến {until:%d/%m/%Y}"
    step_in(share.incoming, "ask_extension", label, actor=actor, to=share.given_by, words=reason)
    _tell(share.given_by, actor, share.incoming, f"xin gia hạn đến {until:%d/%m/%Y}", reason)


@extension.action(
    "Cho gia hạn",
    start=_ASKED,
    end=ExtensionState.GRANTED,
    who=policy.answers,
    primary=True,
    records=("until", "whole"),
)
def grant(
    asked: Extension,
    *,
    actor: Appointment,
    until: date,
    words: str = "",
    whole: bool = False,
) -> None:
    """The share is due on this day; with `whole`, the document that it leads is too."""
    share = asked.assignment
    if share.state not in OPEN_SHARES:
        raise Conflict("Phần việc này đã kết thúc, không cần gia hạn nữa.")
    _check_day(share, until)
    asked.granted_on = until
    _answer(asked, words)
    Assignment.objects.filter(pk=share.pk).update(due_on=until)
    label = f"Cho gia hạn đến {until:%d/%m/%Y}"
    if whole and _leads_whole(share):
        Incoming.objects.filter(pk=share.incoming_id).update(due_on=until)
        label = f"Cho gia hạn cả văn bản đến {until:%d/%m/%Y}"
    step_in(share.incoming, "grant", label, actor=actor, to=share.assignee, words=words)
    did = f"cho gia hạn đến {until:%d/%m/%Y}"
    _tell(share.assignee, actor, share.incoming, did, words)


@extension.action(
    "Không đồng ý gia hạn",
    start=_ASKED,
    end=ExtensionState.REFUSED,
    who=policy.answers,
)
def refuse(asked: Extension, *, actor: Appointment, words: str) -> None:
    """The day stays as it is."""
    reason = reasons(words)
    _answer(asked, reason)
    share = asked.assignment
    step_in(
        share.incoming,
        "refuse_extension",
        "Không đồng ý gia hạn",
        actor=actor,
        to=share.assignee,
        words=reason,
    )
    _tell(share.assignee, actor, share.incoming, "không đồng ý gia hạn", reason)


@extension.action(
    "Rút đề nghị gia hạn", start=_ASKED, end=ExtensionState.WITHDRAWN, who=policy.asked
)
def withdraw(asked: Extension, *, actor: Appointment) -> None:
    """No longer needed."""
    _answer(asked, "")
    document = asked.assignment.incoming
    step_in(document, "withdraw_extension", "Rút đề nghị gia hạn", actor=actor, to=asked.answerer)


def withdraw_open(*shares: Assignment) -> None:
    """Shares that are done or given up wait for no longer time."""
    Extension.objects.filter(assignment__in=shares, state=ExtensionState.ASKED).update(
        state=ExtensionState.WITHDRAWN, answered_at=clock.now()
    )


def _check_day(share: Assignment, until: date) -> None:
    if until < clock.today():
        raise Refused("Hạn mới không được trước hôm nay.", field="until")
    if share.due_on is not None and until <= share.due_on:
        raise Refused(f"Hạn mới phải sau hạn đang có ({share.due_on:%d/%m/%Y}).", field="until")
    above = share.parent
    if above is not None and above.due_on is not None and until > above.due_on:
        raise Refused(
            f"Hạn giao cho đơn vị là {above.due_on:%d/%m/%Y}; muốn dài hơn, xin gia hạn phần việc "
            "của đơn vị trước.",
            field="until",
        )


def _leads_whole(share: Assignment) -> bool:
    return share.part == Part.LEAD and share.parent_id is None


def _answer(asked: Extension, words: str) -> None:
    asked.answer, asked.answered_at = words.strip(), clock.now()


def _tell(to: Appointment, actor: Appointment, document: Incoming, did: str, words: str) -> None:
    if to.pk != actor.pk:
        said = f". {words.strip()}" if words.strip() else ""
        notify(
            [to],
            text=f"{actor.person.name} {did}: {document.label}{said}",
            url=reverse("documents:incoming", args=[document.pk]),
            kind="extension",
        )
