"""What happens to a document that came: registered or returned, directed, finished."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.urls import reverse

from congvu.core import clock
from congvu.core.acts import work
from congvu.core.events import publish
from congvu.core.refused import Conflict, Refused
from congvu.directory.models import Agency, Appointment, Role
from congvu.documents import policy
from congvu.documents.actions.giving import Share, check_days, give_shares, has_lead_of
from congvu.documents.actions.issuers import remember_issuer
from congvu.documents.actions.lifecycles import incoming
from congvu.documents.actions.numbering import take_number, usual_register
from congvu.documents.actions.opening import note_opened_in
from congvu.documents.actions.recalling import forget_asked
from congvu.documents.actions.steps import step_in, take_part_in
from congvu.documents.actions.submitting import reasons
from congvu.documents.events import Assigned, Finished, RecallAnswered, Registered, Returned
from congvu.documents.models import Extension, Incoming, Outgoing, Register
from congvu.documents.queries.twins import Written, named, twins_of
from congvu.documents.types import (
    OPEN_SHARES,
    AssignmentState,
    ExtensionState,
    IncomingState,
    Part,
    RegisterKind,
    Urgency,
)
from congvu.files.models import StoredFile
from congvu.notices.actions import notify


@dataclass(frozen=True)
class PaperDocument:
    """What the clerk reads off a paper document and its scan."""

    file: StoredFile
    issuer_name: str
    number: str
    notation: str
    dated_on: date
    kind: str
    abstract: str
    urgency: str = Urgency.NORMAL
    signer_name: str = ""
    issuer: Agency | None = None


@incoming.creation(
    "Vào sổ văn bản giấy",
    end=IncomingState.REGISTERED,
    who=policy.is_clerk,
    records=("anyway",),
)
def register_paper(
    *,
    actor: Appointment,
    paper: PaperDocument,
    to: Appointment,
    register: Register | None = None,
    anyway: str = "",
    form_key: uuid.UUID | None = None,
) -> Incoming:
    """A scan of a paper document takes the next arrival number and goes to the leader.

    `anyway` is why it is entered although it seems to have come already.
    """
    chosen = register or usual_register(actor.agency, RegisterKind.INCOMING)
    _check_register(chosen, actor)
    _check_leader(to, actor.agency_id)
    document = Incoming(
        agency=actor.agency,
        file=paper.file,
        issuer=paper.issuer,
        issuer_name=paper.issuer_name,
        number=paper.number,
        notation=paper.notation,
        dated_on=paper.dated_on,
        kind=paper.kind,
        abstract=paper.abstract,
        urgency=paper.urgency,
        signer_name=paper.signer_name,
        paper=True,
        arrived_at=clock.now(),
        form_key=form_key or uuid.uuid4(),
        state=IncomingState.REGISTERED,
    )
    said = _anyway(document, anyway)
    _enter(document, actor, chosen, to)
    document.save()
    remember_issuer(document)
    label = f"Vào sổ số {document.arrival_number}"
    step_in(document, "register", label, actor=actor, to=to, words=said)
    _tell_holder(document, actor)
    publish(Registered(document))
    return document


def register_scan(*, actor: Appointment, form_key: uuid.UUID, **given: object) -> Incoming:
    """As `register_paper`, once per form: a second click takes no second number."""
    existing = Incoming.objects.filter(form_key=form_key, agency=actor.agency_id).first()
    if existing:
        return existing
    try:
        with transaction.atomic():
            return register_paper(actor=actor, form_key=form_key, **given)  # type: ignore[arg-type]
    except IntegrityError:
        return Incoming.objects.get(form_key=form_key, agency=actor.agency_id)


@incoming.action(
    "Vào sổ, trình lãnh đạo",
    start={IncomingState.ARRIVED},
    end=IncomingState.REGISTERED,
    who=policy.is_clerk_of,
    primary=True,
    records=("to", "anyway"),
)
def register(
    document: Incoming,
    *,
    actor: Appointment,
    to: Appointment,
    register: Register | None = None,
    words: str = "",
    anyway: str = "",
) -> None:
    """Take the next arrival number and submit to the leader (Articles 22 and 23).

    `anyway` is why it is entered although it seems to have come already.
    """
    if document.verdict == "invalid":
        raise Conflict(
            "Chữ ký số không hợp lệ: không vào sổ được, xin trả lại nơi gửi kèm lý do "
            "(NĐ 30/2020/NĐ-CP, Điều 21)."
        )
    chosen = register or usual_register(document.agency, RegisterKind.INCOMING)
    _check_register(chosen, actor)
    _check_leader(to, document.agency_id)
    said = _anyway(document, anyway)
    _enter(document, actor, chosen, to)
    label = f"Vào sổ số {document.arrival_number}"
    step_in(document, "register", label, actor=actor, to=to, words=f"{words}\n{said}")
    _tell_holder(document, actor)
    publish(Registered(document))


def _anyway(document: Incoming, reason: str) -> str:
    """What the way says of a twin entered on purpose; without a reason, the refusal.

    Of two that came electronically and still wait, the first is entered without a question.
    """
    found = twins_of(Written.on(document), agency_id=document.agency_id, but=document.pk)
    twins = [one for one in found if one.arrival_number or document.paper]
    if not twins:
        return ""
    if not reason.strip():
        raise Refused(
            f"Có thể trùng với {named(twins[0])}. Nếu vẫn vào sổ, xin ghi lý do.", field="anyway"
        )
    return f"Có thể trùng với {named(twins[0])}; vẫn vào sổ: {reasons(reason, 'anyway')}"


def _enter(document: Incoming, actor: Appointment, register: Register, to: Appointment) -> None:
    document.arrival_number = take_number(register)
    document.register = register
    document.registered_at, document.registered_by = clock.now(), actor
    document.holder, document.held_since = to, clock.now()


def _check_register(register: Register, actor: Appointment) -> None:
    if register.agency_id != actor.agency_id or register.kind != RegisterKind.INCOMING:
        raise Refused("Xin chọn sổ văn bản đến của cơ quan.", field="register")


def _check_leader(to: Appointment, agency_id: int) -> None:
    if to.agency_id != agency_id or to.role not in {Role.LEADER, Role.UNIT_HEAD}:
        raise Refused("Xin chọn lãnh đạo của cơ quan.", field="to")


def _tell_holder(document: Incoming, actor: Appointment) -> None:
    if document.holder is not None and document.holder.pk != actor.pk:
        notify(
            [document.holder],
            text=f"Chờ ông/bà chỉ đạo: {document.label}, {document.abstract}",
            url=reverse("documents:incoming", args=[document.pk]),
            kind="submission",
            urgent=document.urgency != Urgency.NORMAL,
        )


@incoming.action(
    "Trả lại nơi gửi",
    start={IncomingState.ARRIVED},
    end=IncomingState.RETURNED,
    who=policy.is_clerk_of,
    danger=True,
    records=("words",),
)
def return_to_sender(document: Incoming, *, actor: Appointment, words: str) -> None:
    """Not ours, or not sound: back to the issuer with a reason (Article 21)."""
    if document.paper:
        raise Conflict("Văn bản giấy trả lại theo đường văn bản giấy.")
    reason = reasons(words)
    step_in(document, "return_to_sender", "Trả lại nơi gửi", actor=actor, words=reason)
    if document.origin is not None:
        tell_of_return(document.origin, document.agency.name, reason)
    publish(Returned(document, reason))
    if document.recall_asked_at is not None:
        forget_asked(document)
        publish(RecallAnswered(document, agreed=False, words="Văn bản đã trả lại nơi gửi."))


def tell_of_return(document: Outgoing, receiver: str, reason: str) -> None:
    """A receiver, here or outside, has sent it back: whoever wrote and issued it hears."""
    _tell_issuers(document, f"{receiver} trả lại {document.code}: {reason}", kind="returned")


def tell_of_refusal(document: Outgoing, receiver: str, reason: str) -> None:
    """A receiver outside does not give it back, or does not take in its correction."""
    said = f"{receiver} không đồng ý thu hồi, cập nhật {document.code}: {reason}"
    _tell_issuers(document, said, kind="recall")


def tell_of_answer(document: Outgoing, answer: Incoming) -> None:
    """A receiver outside has answered it."""
    said = f"{answer.issuer_name} trả lời {document.code} bằng {answer.code}"
    _tell_issuers(document, said, kind="arrival", urgent=answer.urgency != Urgency.NORMAL)


def _tell_issuers(document: Outgoing, text: str, *, kind: str, urgent: bool = True) -> None:
    notify(
        [document.drafter, *([document.issued_by] if document.issued_by else [])],
        text=text,
        url=reverse("documents:outgoing", args=[document.pk]),
        kind=kind,
        urgent=urgent,
    )


@incoming.action(
    "Chuyển lãnh đạo khác",
    start={IncomingState.REGISTERED},
    who=policy.may_direct,
    records=("to",),
)
def pass_to(document: Incoming, *, actor: Appointment, to: Appointment, words: str = "") -> None:
    """Another leader of the agency is to direct it."""
    if to.pk == document.holder_id:
        raise Refused("Văn bản đang ở người này; xin chọn người khác.", field="to")
    _check_leader(to, document.agency_id)
    document.holder, document.held_since = to, clock.now()
    step_in(document, "pass_to", "Chuyển", actor=actor, to=to, words=words)
    _tell_holder(document, actor)


@incoming.action(
    "Phân công",
    start={IncomingState.REGISTERED, IncomingState.ASSIGNED},
    end=IncomingState.ASSIGNED,
    who=policy.may_direct,
    primary=True,
    records=("due_on",),
)
def direct(
    document: Incoming,
    *,
    actor: Appointment,
    shares: Sequence[Share],
    words: str = "",
    due_on: date | None = None,
) -> None:
    """The leader's instruction (Article 23): who leads, coordinates, is informed, and by when."""
    _check_shares(document, shares)
    check_days(shares, due_on)
    document.holder = document.held_since = None
    document.due_on = due_on or document.due_on
    give_shares(document, shares, actor=actor, words=words, due_on=due_on)
    publish(Assigned(document))


def _check_shares(document: Incoming, shares: Sequence[Share]) -> None:
    leads = [share for share in shares if share.part == Part.LEAD]
    has_lead = has_lead_of(document)
    if not leads and not has_lead:
        raise Refused("Xin chọn người hoặc đơn vị chủ trì.", field="assignees")
    if len(leads) > 1 or (leads and has_lead):
        raise Refused("Mỗi văn bản chỉ có một đầu mối chủ trì.", field="assignees")
    if any(share.assignee.agency_id != document.agency_id for share in shares):
        raise Refused("Chỉ phân công người trong cơ quan.", field="assignees")


@incoming.action(
    "Lưu, không giao xử lý",
    start={IncomingState.REGISTERED},
    end=IncomingState.FINISHED,
    who=policy.may_direct,
)
def put_on_file(document: Incoming, *, actor: Appointment, words: str = "") -> None:
    """Read, nothing to be done."""
    document.holder, document.finished_at = None, clock.now()
    step_in(document, "put_on_file", "Lưu tham khảo", actor=actor, words=words)
    publish(Finished(document))


@incoming.action(
    "Kết thúc xử lý",
    start={IncomingState.ASSIGNED},
    end=IncomingState.FINISHED,
    who=policy.may_direct,
)
def finish(document: Incoming, *, actor: Appointment, words: str = "") -> None:
    """The leader ends the handling; shares still open end with it."""
    document.holder, document.finished_at = None, clock.now()
    Extension.objects.filter(assignment__incoming=document, state=ExtensionState.ASKED).update(
        state=ExtensionState.WITHDRAWN, answered_at=clock.now()
    )
    document.assignments.filter(state__in=OPEN_SHARES).update(
        state=AssignmentState.DONE, done_at=clock.now()
    )
    step_in(document, "finish", "Kết thúc xử lý", actor=actor, words=words)
    publish(Finished(document))


@incoming.action(
    "Hoàn thành phần chủ trì",
    start={IncomingState.ASSIGNED},
    end=IncomingState.FINISHED,
    who=policy.leads,
)
def complete(document: Incoming, *, actor: Appointment) -> None:
    """The lead's share is done, and with it the document; follows `assignments.finish`."""
    document.holder, document.finished_at = None, clock.now()
    step_in(document, "complete", "Xử lý xong", actor=actor)
    publish(Finished(document))


def answered(document: Incoming, reply: Outgoing, actor: Appointment) -> None:
    """The answer was issued: those who handle the document and follow it see so."""
    label = f"Ban hành văn bản trả lời {reply.code}"
    with work():
        step_in(document, "answered", label, actor=actor)
        take_part_in(document, reply.drafter)


def mark_read(document: Incoming, *, actor: Appointment) -> None:
    """Remember the first time that somebody concerned opened it."""
    now = clock.now()
    note_opened_in(document, actor=actor)
    document.participants.filter(appointment=actor, read_at=None).update(read_at=now)
    document.assignments.filter(assignee=actor, read_at=None).update(read_at=now)
