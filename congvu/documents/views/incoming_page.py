"""What the page of a document that came shows to one appointment."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from congvu.core.actions import Action
from congvu.directory.models import Appointment
from congvu.documents import policy
from congvu.documents.actions import (  # noqa: F401 - declares the actions
    assignments,
    extending,
    informing,
    lifecycles,
    passing_back,
    recalling,
)
from congvu.documents.actions import incoming as actions
from congvu.documents.models import Assignment, Incoming
from congvu.documents.queries import incoming as queries
from congvu.documents.queries.copies import copies_of
from congvu.documents.queries.following import links_of_arrival
from congvu.documents.queries.shares import open_extensions
from congvu.documents.types import AssignmentState, IncomingState, Part
from congvu.documents.views.copies import copy_url
from congvu.documents.views.incoming_tree import tree_of


@dataclass(frozen=True)
class Way:
    """How an action is offered: its address, its icon; `posts` for what asks nothing."""

    url_name: str
    icon: str
    posts: bool = False


@dataclass(frozen=True)
class Offered:
    """One button of the page."""

    label: str
    url: str
    icon: str
    kind: str
    posts: bool


_DOCUMENT = {
    "agree_to_recall": Way("incoming_recall_agree", "history"),
    "refuse_recall": Way("incoming_recall_refuse", "reply"),
    "register": Way("incoming_register", "number"),
    "return_to_sender": Way("incoming_return", "reply"),
    "direct": Way("incoming_direct", "assign"),
    "pass_to": Way("incoming_pass", "send"),
    "put_on_file": Way("incoming_put_on_file", "folder"),
    "finish": Way("incoming_finish", "check"),
    "inform": Way("incoming_inform", "send"),
    "honour_recall": Way("incoming_recall", "history"),
}
_SHARE = {
    "begin": Way("share_begin", "check", posts=True),
    "finish": Way("share_finish", "check"),
    "hand_down": Way("share_hand_down", "assign"),
    "report": Way("share_report", "report"),
    "ask_extension": Way("share_ask_extension", "clock"),
    "pass_back": Way("share_pass_back", "reply"),
}
_SIGNS = {
    "arrive": ("inbox", "info"),
    "register": ("number", "success"),
    "return_to_sender": ("reply", "danger"),
    "pass_to": ("send", "info"),
    "direct": ("assign", "info"),
    "put_on_file": ("folder", "neutral"),
    "finish": ("check", "success"),
    "complete": ("check", "success"),
    "finish_share": ("check", "success"),
    "begin": ("pen", "info"),
    "report": ("report", "info"),
    "answered": ("outbox", "success"),
    "followed": ("document", "warning"),
    "ask_extension": ("clock", "warning"),
    "grant": ("clock", "success"),
    "refuse_extension": ("clock", "danger"),
    "withdraw_extension": ("clock", "neutral"),
    "pass_back": ("reply", "danger"),
    "recall": ("history", "danger"),
    "ask_recall": ("history", "warning"),
    "refuse_recall": ("reply", "warning"),
}

_VERDICT = {
    "valid": "Chữ ký số hợp lệ khi đến",
    "invalid": "Chữ ký số không hợp lệ",
    "unknown": "Chưa xác định được giá trị chữ ký số",
}


def page_of(document: Incoming, actor: Appointment) -> dict[str, Any]:
    """The context of the page beside its list."""
    share = queries.own_assignment(document, actor=actor)
    steps = list(queries.steps_of(document))
    due_on = share.due_on if share and share.due_on else document.due_on
    return {
        "document": document,
        "share": share,
        "verdict_words": _VERDICT.get(document.verdict, ""),
        "due_on": due_on,
        "expected": expected_of(document, actor, share),
        "offered": offered_to(document, actor, share),
        "may_reply": _may_reply(document, share) and policy.may_draft(actor),
        "form_key": uuid.uuid4(),
        "tree": tree_of(document, steps, queries.assignments_of(document)),
        "extensions": open_extensions(document, actor=actor),
        "recalled": document.state == IncomingState.RECALLED,
        "steps": [(step, *_SIGNS.get(step.action, ("info", "neutral"))) for step in steps],
        "attachments": queries.attachments_of(document),
        "links": links_of_arrival(document, actor=actor),
        "copies": copies_of(document, actor=actor),
        "copy_url": copy_url(document, actor),
        "replies": queries.replies_of(document, actor=actor),
    }


def _may_reply(document: Incoming, share: Assignment | None) -> bool:
    if document.state == IncomingState.RECALLED:
        return False
    return share is not None and share.part != Part.INFORMED


def expected_of(document: Incoming, actor: Appointment, share: Assignment | None) -> str:
    """What is expected of the actor, in a sentence; empty when nothing is."""
    if policy.may_answer_recall(actor, document):
        return "Nơi gửi yêu cầu thu hồi: trả lời đồng ý hoặc không đồng ý."
    if document.state == IncomingState.ARRIVED and policy.is_clerk_of(actor, document):
        if document.verdict == "invalid":
            return "Chữ ký số không hợp lệ: trả lại nơi gửi, kèm lý do."
        return "Vào sổ và trình lãnh đạo, hoặc trả lại nơi gửi."
    if document.state == IncomingState.REGISTERED and policy.holds(actor, document):
        return "Cho ý kiến chỉ đạo: phân công người chủ trì, phối hợp và hạn xử lý."
    if document.state == IncomingState.ASSIGNED and policy.holds(actor, document):
        return "Đơn vị chủ trì đã trả lại văn bản: giao đơn vị khác, hoặc kết thúc xử lý."
    if document.state == IncomingState.ASSIGNED and share is not None:
        return _expected_of_share(share)
    return ""


def _expected_of_share(share: Assignment) -> str:
    if share.part == Part.INFORMED:
        return "Gửi ông/bà để biết; không cần xử lý."
    if share.state == AssignmentState.DONE:
        return "Ông/bà đã hoàn thành phần việc của mình."
    if share.state == AssignmentState.STOPPED:
        return "Phần việc của ông/bà đã dừng."
    return f"Ông/bà {Part(share.part).label.lower()} xử lý văn bản này."


def offered_to(document: Incoming, actor: Appointment, share: Assignment | None) -> list[Offered]:
    """What the lifecycles open to the actor, the likeliest first, one of them primary."""
    own = lifecycles.assignment.open_to(share, actor) if _open(share, document) and share else []
    own.sort(key=lambda action: list(_SHARE).index(action.name))
    found: list[tuple[Action[Any, Any, Any], Way]] = [
        (action, _SHARE[action.name]) for action in own
    ]
    open_now = {one.name: one for one in lifecycles.incoming.open_to(document, actor)}
    found += [
        (open_now[name], way)
        for name, way in _DOCUMENT.items()
        if name in open_now and _makes_sense(document, open_now[name])
    ]
    held = document.state != IncomingState.ASSIGNED or policy.holds(actor, document)
    first = bool(own) or (held and document.state != IncomingState.FINISHED)
    return [
        _offer(document, action, way, primary=first and place == 0)
        for place, (action, way) in enumerate(found)
    ]


def _open(share: Assignment | None, document: Incoming) -> bool:
    return share is not None and document.state == IncomingState.ASSIGNED


def _makes_sense(document: Incoming, action: Action[Any, Any, Any]) -> bool:
    """Paper goes back as paper; what is not sound is not registered (Article 21)."""
    if action is actions.return_to_sender:
        return not document.paper
    return not (action is actions.register and document.verdict == "invalid")


def _offer(
    document: Incoming, action: Action[Any, Any, Any], way: Way, *, primary: bool
) -> Offered:
    kind = "danger" if action.danger else "secondary"
    return Offered(
        _label(document, action),
        reverse(f"documents:{way.url_name}", args=[document.pk]),
        way.icon,
        "primary" if primary and not action.danger else kind,
        way.posts,
    )


def _label(document: Incoming, action: Action[Any, Any, Any]) -> str:
    if action is actions.direct and document.state == IncomingState.ASSIGNED:
        return "Giao lại" if document.holder_id else "Giao thêm"
    return action.label
