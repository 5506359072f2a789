"""What one may do with a document on its way out, as buttons, and what is expected of one."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from congvu.directory.models import Appointment
from congvu.documents import policy
from congvu.documents.actions.beyond import field_for
from congvu.documents.actions.lifecycles import outgoing as lifecycle
from congvu.documents.models import Outgoing, OutgoingStep
from congvu.documents.queries.outgoing import open_opinion
from congvu.documents.types import OutgoingState, Source


@dataclass(frozen=True)
class Doing:
    """A button: where it leads, and whether its page opens in a dialog."""

    label: str
    url: str
    icon: str
    kind: str = "secondary"
    dialog: bool = True


_PAGES = {
    "edit": ("draft_edit", "pen"),
    "submit": ("outgoing_submit", "send"),
    "sign": ("outgoing_sign", "pen"),
    "pass_on": ("outgoing_pass_on", "send"),
    "send_back": ("outgoing_send_back", "reply"),
    "send_back_signed": ("outgoing_send_back_signed", "reply"),
    "withdraw": ("outgoing_withdraw", "recall"),
    "ask_opinions": ("outgoing_ask", "opinion"),
    "cancel": ("outgoing_cancel", "trash"),
    "assign_number": ("outgoing_issue", "seal"),
    "issue": ("outgoing_issue", "seal"),
    "change_receivers": ("other_receivers", "group"),
    "recall": ("outgoing_recall", "recall"),
    "decide_recall": ("outgoing_decide_recall", "recall"),
}
_SIGNS = {
    "draft": ("pen", "neutral"),
    "submit": ("send", "info"),
    "pass_on": ("send", "info"),
    "ask_opinions": ("opinion", "info"),
    "answer_opinion": ("opinion", "success"),
    "pass_opinion": ("assign", "info"),
    "send_back": ("reply", "danger"),
    "send_back_signed": ("reply", "danger"),
    "withdraw": ("recall", "warning"),
    "cancel": ("trash", "danger"),
    "sign": ("valid", "success"),
    "assign_number": ("number", "info"),
    "issue": ("seal", "success"),
    "decide_recall": ("recall", "warning"),
    "recall": ("recall", "danger"),
    "change_receivers": ("group", "info"),
    "be_replaced": ("document", "warning"),
    "be_corrected": ("document", "info"),
}
_WHOLE = frozenset({"edit", "sign", "assign_number", "issue"})
_LABELS = {"assign_number": "Cấp số, đóng dấu, phát hành"}


def doings(document: Outgoing, actor: Appointment) -> list[Doing]:
    """The buttons that the lifecycle opens to the actor, the primary one first."""
    found = _opinion(document) if open_opinion(document, actor=actor) else []
    open_now = {one.name: one for one in lifecycle.open_to(document, actor)}
    for name, (url, icon) in _PAGES.items():
        action = open_now.get(name)
        if action is None or _senseless(name, document):
            continue
        first = action.primary or name in {"assign_number", "issue"}
        kind = "danger" if action.danger else "secondary"
        label = _LABELS.get(name, action.label)
        if name == "issue":
            label = f"Tiếp tục đóng dấu, phát hành số {document.number}"
        found.append(Doing(label, _url(url, document), icon, "", name not in _WHOLE))
        found[-1] = _as(found[-1], "primary" if first else kind)
    found += [*_followings(document, actor), *_template(document, actor)]
    ordered = sorted(found, key=lambda one: one.kind != "primary")
    return [
        one if at == 0 or one.kind != "primary" else _as(one, "secondary")
        for at, one in enumerate(ordered)
    ]


def _senseless(name: str, document: Outgoing) -> bool:
    """Decided already, or nobody outside to choose."""
    if name == "change_receivers":
        return field_for(None) is None
    return name == "decide_recall" and hasattr(document, "recall")


def _template(document: Outgoing, actor: Appointment) -> list[Doing]:
    mine = actor.agency_id == document.agency_id and policy.looks_after_templates(actor)
    if not mine or document.source != Source.EDITOR:
        return []
    return [Doing("Lưu làm mẫu", _url("template_keep", document), "stamp", "tertiary")]


def _followings(document: Outgoing, actor: Appointment) -> list[Doing]:
    if document.state != OutgoingState.ISSUED or not policy.may_follow(actor, document):
        return []
    return [
        Doing("Soạn văn bản thay thế", _url("outgoing_replace", document), "pen"),
        Doing("Soạn công văn đính chính", _url("outgoing_correct", document), "pen"),
    ]


def sign_of(step: OutgoingStep) -> tuple[str, str]:
    """Icon and colour of one step of the way."""
    return _SIGNS.get(step.action, ("info", "neutral"))


def _as(doing: Doing, kind: str) -> Doing:
    return Doing(doing.label, doing.url, doing.icon, kind, doing.dialog)


def _opinion(document: Outgoing) -> list[Doing]:
    return [
        Doing("Cho ý kiến", _url("outgoing_opinion", document), "opinion", "primary"),
        Doing("Chuyển người cho ý kiến", _url("outgoing_pass_opinion", document), "assign"),
    ]


def _url(name: str, document: Outgoing) -> str:
    return reverse(f"documents:{name}", args=[document.pk])


def expected(document: Outgoing, actor: Appointment) -> str:
    """One line: whose turn it is and what for."""
    state = OutgoingState(document.state)
    if open_opinion(document, actor=actor):
        return "Ông/bà được xin ý kiến về dự thảo này"
    if state is OutgoingState.SUBMITTED and document.holder is not None:
        if document.holder_id != actor.pk:
            return f"Đang chờ {document.holder.person.name}"
        mine = document.signer_id == actor.pk
        return "Chờ ông/bà ký số" if mine else "Chờ ông/bà xem xét, trình tiếp"
    if document.drafter_id == actor.pk and state is OutgoingState.SENT_BACK:
        return "Văn bản bị trả lại, chờ ông/bà sửa"
    if document.drafter_id == actor.pk and state is OutgoingState.DRAFT:
        return "Chờ ông/bà hoàn thiện, trình ký"
    return str(state.label)
