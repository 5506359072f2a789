"""Intake at the one-stop desk: accept with an appointment, ask for what lacks, refuse."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from congvu.core import clock
from congvu.core.acts import work
from congvu.core.money import dong
from congvu.core.refused import Conflict, Refused
from congvu.directory.models import Appointment
from congvu.services import policy
from congvu.services.actions import fees, slips, steps
from congvu.services.actions.lifecycle import dossier_lifecycle as lifecycle
from congvu.services.actions.numbering import code_of, take_number
from congvu.services.actions.telling import happened, moved
from congvu.services.models import Dossier, Supplement
from congvu.services.queries.versions import content_of
from congvu.services.types import WORKING, DossierState, Item, PauseReason
from congvu.workdays.queries import add_working_days

S = DossierState
_ANSWER_DAYS = 30


@lifecycle.action("Tiếp nhận", start={S.FILED}, end=S.ACCEPTED, who=policy.receives, primary=True)
def accept(dossier: Dossier, *, actor: Appointment) -> None:
    """The dossier gets its code and its appointment, and goes to the first step."""
    now = clock.now()
    version = content_of(dossier.definition)
    dossier.received_on = clock.local(now).date()
    dossier.number = take_number(dossier.agency, dossier.received_on)
    dossier.code = code_of(dossier.agency, dossier.received_on, dossier.number)
    dossier.accepted_at = now
    dossier.first_due_at = dossier.due_at = steps.reckoned(dossier).due
    steps.enter(dossier, version.steps[0])
    dossier.state = S.ACCEPTED
    dossier.save()
    slips.acknowledge(dossier, actor=actor)
    if fees.owes(dossier):
        fees.ask(dossier)
    moved(
        dossier,
        "accept",
        "Tiếp nhận hồ sơ",
        actor=actor,
        state=S.ACCEPTED,
        told=_accepted(dossier),
    )


def _accepted(dossier: Dossier) -> str:
    assert dossier.due_at is not None  # noqa: S101 - just reckoned
    day = clock.local(dossier.due_at)
    words = f"Hồ sơ đã được tiếp nhận, mã {dossier.code}. Hẹn trả kết quả ngày {day:%d/%m/%Y}."
    if fees.owes(dossier):
        words += f" Phí, lệ phí {dong(dossier.fees_total)}, nộp từ trang hồ sơ hoặc tại quầy."
    return words


@lifecycle.action(
    "Từ chối tiếp nhận",
    start={S.FILED},
    end=S.REFUSED,
    who=policy.receives,
    danger=True,
    records=("reason",),
)
def refuse(dossier: Dossier, *, actor: Appointment, reason: str, remedy: str) -> None:
    """With its ground and what can be done; never without words."""
    if not reason.strip():
        raise Refused("Xin nêu lý do từ chối và căn cứ.", field="reason")
    if not remedy.strip():
        raise Refused("Xin hướng dẫn người nộp phải làm gì tiếp.", field="remedy")
    slips.refuse(dossier, actor=actor, reason=reason.strip(), remedy=remedy.strip())
    dossier.finished_at = clock.now()
    moved(
        dossier,
        "refuse",
        "Từ chối tiếp nhận",
        actor=actor,
        state=S.REFUSED,
        words=f"{reason.strip()} {remedy.strip()}",
        told=f"Hồ sơ {dossier.reference} không được tiếp nhận: {reason.strip()}. {remedy.strip()}",
    )


@lifecycle.action(
    "Yêu cầu bổ sung",
    start={S.FILED, *WORKING},
    end=S.SUPPLEMENT,
    who=policy.asks_supplement,
)
def ask_supplement(
    dossier: Dossier, *, actor: Appointment, items: Sequence[Item], answer_by: date | None = None
) -> None:
    """Once for a dossier (TT 01/2018): all that lacks, each with ground and remedy; time stops."""
    if dossier.supplements_asked and not policy.may_ask_twice(actor):
        raise Conflict(
            "Hồ sơ này đã được yêu cầu bổ sung một lần; theo Thông tư 01/2018/TT-VPCP việc yêu cầu "
            "bổ sung chỉ thực hiện một lần."
        )
    if not items:
        raise Refused("Xin chọn ít nhất một nội dung cần bổ sung.", field="items")
    for one in items:
        if not one.ground.strip() or not one.remedy.strip():
            raise Refused(f"“{one.label}”: xin ghi cả căn cứ và cách bổ sung.", field="items")
    now = clock.now()
    supplement = Supplement.objects.create(
        dossier=dossier,
        asked_by=actor,
        asked_at=now,
        answer_by=answer_by or add_working_days(clock.today(), _ANSWER_DAYS),
        items=[
            {"target": i.target, "label": i.label, "ground": i.ground, "remedy": i.remedy}
            for i in items
        ],
        returns_to=dossier.state,
    )
    dossier.supplements_asked += 1
    steps.pause(dossier, PauseReason.SUPPLEMENT)
    slips.ask(dossier, supplement, actor=actor)
    moved(
        dossier,
        "ask_supplement",
        "Yêu cầu bổ sung hồ sơ",
        actor=actor,
        state=S.SUPPLEMENT,
        words="; ".join(f"{one.label}: {one.remedy}" for one in items),
        told=f"Hồ sơ {dossier.shown_code} cần bổ sung {len(items)} nội dung trước ngày "
        f"{supplement.answer_by:%d/%m/%Y}. Ông/bà xem trong tài khoản hoặc trang tra cứu.",
    )


@lifecycle.action("Nhận phí, lệ phí", start={S.PAYMENT}, end=S.IN_PROGRESS, who=policy.by_applicant)
def receive_fees(dossier: Dossier, *, actor: None, at: datetime, how: str) -> None:
    """The fees have come, by whatever way: time runs again."""
    fees.mark_paid(dossier, at=at, how=how)
    steps.resume(dossier)
    moved(
        dossier,
        "receive_fees",
        "Đã nộp phí, lệ phí",
        actor=None,
        state=S.IN_PROGRESS,
        words=dossier.paid_how,
        told=f"Đã nhận phí, lệ phí của hồ sơ {dossier.code}.",
    )


def hear_of_payment(dossier: Dossier, *, at: datetime, how: str) -> None:
    """Payments have been told; one that comes when the dossier no longer waits is noted."""
    if dossier.state == S.PAYMENT:
        receive_fees(dossier, actor=None, at=at, how=how)
        return
    with work():
        Dossier.objects.filter(pk=dossier.pk).update(paid_at=at, paid_how=how[:120])
        happened(dossier, "receive_fees", "Đã nộp phí, lệ phí", actor=None, words=how)


def hear_of_refund(dossier: Dossier, *, amount: int) -> None:
    """Money has gone back to the payer."""
    with work():
        happened(dossier, "refund", "Đã hoàn phí, lệ phí", actor=None, words=dong(amount))


@lifecycle.action("Trả kết quả", start={S.DONE}, end=S.RETURNED, who=policy.receives, primary=True)
def give_back(dossier: Dossier, *, actor: Appointment, words: str = "") -> None:
    """The result was handed over; the applicant is asked how content they are."""
    dossier.returned_at = clock.now()
    moved(
        dossier,
        "give_back",
        "Trả kết quả",
        actor=actor,
        state=S.RETURNED,
        words=words.strip(),
        told=f"Hồ sơ {dossier.code} đã trả kết quả. Mời ông/bà đánh giá việc phục vụ.",
    )
