"""Where a dossier stands in its process, and when what is due: the pieces of its actions."""

from __future__ import annotations

from datetime import datetime

from congvu.core import clock
from congvu.core.refused import Refused
from congvu.directory.models import Agency, Appointment
from congvu.notices.actions import notify
from congvu.services import deadlines
from congvu.services.definitions import Step
from congvu.services.models import Consultation, Dossier, Pause
from congvu.services.queries.versions import content_of
from congvu.services.types import PauseReason, Reckoned


def enter(dossier: Dossier, step: Step, *, to: Appointment | None = None) -> None:
    """Put the dossier into the step, in memory: its queue or one person, its own due moment."""
    now = clock.now()
    dossier.step, dossier.step_role, dossier.step_unit = step.code, step.role, step.unit
    if to is not None:
        _check_receiver(dossier, step, to)
    dossier.holder = to
    dossier.step_since = now
    dossier.step_due_at = deadlines.add_minutes(deadlines.open_from(now), step.hours * 60)
    if step.opinions:
        _ask_opinions(dossier, step)
    if to is not None:
        tell_holder(dossier, to)


def _check_receiver(dossier: Dossier, step: Step, to: Appointment) -> None:
    unit = to.unit.notation if to.unit_id and to.unit else ""
    if to.agency_id != dossier.agency_id or to.role != step.role or step.unit not in {"", unit}:
        raise Refused(f"{to.person.name} không thuộc vai trò của bước “{step.name}”.", field="to")


def tell_holder(dossier: Dossier, to: Appointment) -> None:
    notify(
        [to],
        text=f"{dossier.label} của {dossier.applicant_name} chuyển đến ông/bà xử lý",
        url=f"/mot-cua/ho-so/{dossier.pk}/",
        kind="services",
    )


def _ask_opinions(dossier: Dossier, step: Step) -> None:
    """Ask the step's agencies, side by side; those asked before are not asked again."""
    asked = step.opinions
    if asked is None:
        return
    now = clock.now()
    due = deadlines.add_minutes(deadlines.open_from(now), asked.days * deadlines.DAY_MINUTES)
    Consultation.objects.bulk_create(
        [
            Consultation(
                dossier=dossier,
                step=step.code,
                agency=agency,
                question=asked.question,
                asked_at=now,
                due_at=due,
            )
            for agency in Agency.objects.filter(code__in=asked.agencies)
        ],
        ignore_conflicts=True,
    )


def opinions_missing(dossier: Dossier, step: Step) -> bool:
    """Whether the step still waits for opinions: for all of them, or for the first."""
    if step.opinions is None:
        return False
    rows = list(dossier.consultations.filter(step=step.code).values_list("answered_at", flat=True))
    answered = sum(one is not None for one in rows)
    return answered < (len(rows) if step.opinions.join == "all" else min(1, len(rows)))


def spans(dossier: Dossier) -> list[tuple[datetime, datetime | None]]:
    return list(dossier.pauses.values_list("since", "until"))


def reckoned(dossier: Dossier) -> Reckoned:
    """When it is due by its version and pauses, and why; an apology's new date comes last."""
    if dossier.accepted_at is None:
        return Reckoned(None, ("Chưa tiếp nhận: thời hạn tính từ khi tiếp nhận hồ sơ hợp lệ.",))
    found = deadlines.reckon(
        dossier.accepted_at, content_of(dossier.definition).term, spans(dossier)
    )
    apology = getattr(dossier, "apology", None)
    if apology is None or found.due is None:
        return found
    line = f"Đã xin lỗi và hẹn lại: {deadlines.said(apology.after)}. Lý do: {apology.reason}"
    return Reckoned(max(apology.after, found.due), (*found.lines, line))


def pause(dossier: Dossier, reason: PauseReason) -> None:
    """Time stands still from now on; nothing where it stood still already."""
    if not dossier.pauses.filter(until=None).exists():
        Pause.objects.create(dossier=dossier, reason=reason, since=clock.now())


def resume(dossier: Dossier) -> None:
    """Time runs again; the due moments move by what was lost."""
    now = clock.now()
    open_one = dossier.pauses.filter(until=None).first()
    if open_one is None:
        return
    open_one.until = now
    open_one.save(update_fields=["until"])
    if dossier.step_due_at and dossier.step_due_at > open_one.since:
        left = deadlines.minutes_between(open_one.since, dossier.step_due_at)
        dossier.step_due_at = deadlines.add_minutes(deadlines.open_from(now), max(1, left))
    if dossier.accepted_at:
        dossier.due_at = reckoned(dossier).due
