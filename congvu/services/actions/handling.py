"""Handling: steps taken and passed on, results, apology, end."""

from __future__ import annotations

from datetime import date, datetime

from congvu.core import clock
from congvu.core.money import dong
from congvu.core.refused import Conflict, Refused
from congvu.directory.models import Appointment
from congvu.files.models import StoredFile
from congvu.services import deadlines, policy
from congvu.services.actions import fees, slips, steps
from congvu.services.actions.lifecycle import dossier_lifecycle as lifecycle
from congvu.services.actions.telling import happened, moved
from congvu.services.definitions import EFFECTS, Move, Step, moves_open
from congvu.services.models import Apology, Dossier, Result
from congvu.services.queries.versions import content_of
from congvu.services.types import WORKING, Delivery, DossierState, Onward, PauseReason

S = DossierState
_STOPPABLE = {*WORKING, S.PAYMENT, S.SUPPLEMENT}


@lifecycle.action("Nhận xử lý", start=WORKING, end=S.IN_PROGRESS, who=policy.may_take, primary=True)
def take(dossier: Dossier, *, actor: Appointment) -> None:
    """From the queue to one person."""
    begins = dossier.state != S.IN_PROGRESS
    dossier.holder = actor
    if begins:
        moved(dossier, "take", "Bắt đầu xử lý", actor=actor, state=S.IN_PROGRESS)
    else:
        happened(dossier, "take", "Nhận xử lý", actor=actor, public=False)


@lifecycle.action("Chuyển bước", start=WORKING, who=policy.handles, primary=True)
def move_on(dossier: Dossier, *, actor: Appointment, onward: Onward) -> None:
    """Leave the step by one of its open moves; the version's effects are done."""
    step = _present(dossier)
    move = next((m for m in moves_open(step, dossier.answers) if m.code == onward.move), None)
    if move is None:
        raise Conflict("Lối đi này không mở cho hồ sơ ở bước hiện tại; xin tải lại trang.")
    if steps.opinions_missing(dossier, step):
        raise Conflict("Còn cơ quan chưa trả lời ý kiến của bước này.")
    _check_effects(dossier, move, onward)
    happened(dossier, "move_on", move.label, actor=actor, words=onward.words.strip())
    following = content_of(dossier.definition).step(move.to) if move.to else None
    dossier.state = S.IN_PROGRESS
    if following is not None:
        steps.enter(dossier, following, to=onward.to)
    for name in move.effects:
        _do(name, dossier, actor, onward.words.strip())


def _present(dossier: Dossier) -> Step:
    step = content_of(dossier.definition).step(dossier.step)
    if step is None:
        raise Conflict("Hồ sơ không ở bước nào của quy trình.")
    return step


def _check_effects(dossier: Dossier, move: Move, onward: Onward) -> None:
    if any(EFFECTS[one].needs_words for one in move.effects) and not onward.words.strip():
        raise Refused("Xin nêu lý do.", field="words")
    if "require_result" in move.effects and not has_result(dossier):
        raise Refused("Chưa có kết quả: xin đính kèm hoặc ban hành văn bản kết quả trước.")


def has_result(dossier: Dossier) -> bool:
    """Whether a result with its file is there: attached, or issued."""
    return dossier.results.filter(file__isnull=False).exists()


def _do(name: str, dossier: Dossier, actor: Appointment, words: str) -> None:
    """An effect by its name in the registry."""
    if name == "finish":
        _finish(dossier, actor)
    elif name == "stop":
        _stop(dossier, actor, words)
    elif name == "ask_payment" and fees.owes(dossier):
        _ask_payment(dossier, actor)
    elif name == "tell_applicant":
        from congvu.services.actions.messages import tell_applicant

        tell_applicant(dossier, f"Hồ sơ {dossier.code}: {words or 'đã chuyển sang bước tiếp theo'}")


def _finish(dossier: Dossier, actor: Appointment) -> None:
    dossier.finished_at, dossier.holder = clock.now(), None
    _leave_steps(dossier)
    online = dossier.delivery == Delivery.ONLINE
    where = "có trong tài khoản của ông/bà" if online else dossier.get_delivery_display().lower()
    moved(
        dossier,
        "finish",
        "Xử lý xong",
        actor=actor,
        state=S.DONE,
        told=f"Hồ sơ {dossier.code} đã có kết quả: {where}.",
    )


def _leave_steps(dossier: Dossier) -> None:
    dossier.step = dossier.step_role = dossier.step_unit = ""
    dossier.step_due_at = dossier.step_since = None


def _ask_payment(dossier: Dossier, actor: Appointment) -> None:
    steps.pause(dossier, PauseReason.PAYMENT)
    fees.ask(dossier)
    moved(
        dossier,
        "ask_payment",
        "Yêu cầu nộp phí, lệ phí",
        actor=actor,
        state=S.PAYMENT,
        told=f"Hồ sơ {dossier.code} cần nộp phí, lệ phí {dong(dossier.fees_total)}.",
    )


@lifecycle.action("Giao người xử lý", start=WORKING, who=policy.leads, records=("to",))
def hand_to(dossier: Dossier, *, actor: Appointment, to: Appointment, words: str = "") -> None:
    """A leader gives the present step to one person of its role."""
    steps._check_receiver(dossier, _present(dossier), to)  # noqa: SLF001
    dossier.holder = to
    happened(dossier, "hand_to", "Giao người xử lý", actor=actor, words=words.strip(), public=False)
    steps.tell_holder(dossier, to)


@lifecycle.action(
    "Xin lỗi, hẹn lại", start=WORKING, who=policy.handles_or_leads, records=("reason", "day")
)
def apologise(dossier: Dossier, *, actor: Appointment | None, reason: str, day: date) -> None:
    """A new date, once (NĐ 61/2018, Article 20): before the due date passes, with the reason."""
    if Apology.objects.filter(dossier=dossier).exists():
        raise Conflict("Hồ sơ này đã hẹn lại một lần; quy định chỉ cho hẹn lại một lần.")
    if not reason.strip():
        raise Refused("Xin nêu lý do chậm.", field="reason")
    after = deadlines.closing(day)
    before = dossier.due_at or clock.now()
    if after <= max(before, clock.now()):
        raise Refused("Ngày hẹn lại phải sau hạn cũ và sau hôm nay.", field="day")
    _apologise(dossier, actor, reason.strip(), before, after)


def _apologise(
    dossier: Dossier, actor: Appointment | None, reason: str, before: datetime, after: datetime
) -> None:
    apology = Apology.objects.create(
        dossier=dossier, by=actor, at=clock.now(), reason=reason[:500], before=before, after=after
    )
    dossier.due_at = after
    slips.apologise(dossier, apology, actor=actor)
    moved(
        dossier,
        "apologise",
        "Xin lỗi và hẹn lại ngày trả",
        actor=actor,
        state=dossier.state,
        words=reason,
        told=f"Xin lỗi ông/bà: hồ sơ {dossier.code} hẹn lại trả kết quả ngày "
        f"{clock.local(after):%d/%m/%Y}. Lý do: {reason}",
    )


@lifecycle.action(
    "Dừng xử lý",
    start=_STOPPABLE,
    end=S.STOPPED,
    who=policy.leads,
    danger=True,
    records=("reason",),
)
def stop(dossier: Dossier, *, actor: Appointment, reason: str) -> None:
    """Not to go on, for a reason that the applicant is told."""
    if not dossier.code:
        raise Conflict("Hồ sơ chưa tiếp nhận thì từ chối tiếp nhận, không dừng xử lý.")
    if not reason.strip():
        raise Refused("Xin nêu lý do dừng.", field="reason")
    _stop(dossier, actor, reason.strip())


def _stop(dossier: Dossier, actor: Appointment, reason: str) -> None:
    dossier.finished_at, dossier.holder = clock.now(), None
    dossier.pauses.filter(until=None).update(until=clock.now())
    dossier.supplements.filter(answered_at=None).update(answered_at=clock.now())
    fees.ask_no_longer(dossier, reason="Hồ sơ dừng xử lý.")
    _leave_steps(dossier)
    moved(
        dossier,
        "stop",
        "Dừng xử lý",
        actor=actor,
        state=S.STOPPED,
        words=reason,
        told=f"Hồ sơ {dossier.code} dừng xử lý: {reason}",
    )


@lifecycle.action("Đính kèm kết quả", start=WORKING, who=policy.handles)
def attach_result(
    dossier: Dossier,
    *,
    actor: Appointment,
    name: str,
    file: StoredFile,
    valid_until: date | None = None,
) -> None:
    """A signed file as result; the applicant gets it when the dossier is done."""
    Result.objects.create(
        dossier=dossier,
        name=name.strip()[:300],
        file=file,
        valid_until=valid_until,
        made_by=actor,
        made_at=clock.now(),
    )
    happened(dossier, "attach_result", "Đính kèm kết quả", actor=actor, words=name, public=False)
