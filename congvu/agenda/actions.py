"""Everything that can happen to the work calendar."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.urls import reverse

from congvu.agenda import policy, queries
from congvu.agenda.models import Entry
from congvu.agenda.types import EntryState, Plan
from congvu.core import clock
from congvu.core.actions import Lifecycle
from congvu.core.acts import work
from congvu.core.refused import Conflict, Refused
from congvu.core.text import nfc
from congvu.directory.models import Appointment
from congvu.notices.actions import notify

lifecycle = Lifecycle[Entry]("agenda", EntryState)
_OPEN = {EntryState.PLANNED, EntryState.APPROVED}


@lifecycle.creation("Đăng ký lịch", end=EntryState.PLANNED, who=policy.may_plan)
def plan(*, actor: Appointment, plan: Plan, clash_known: bool = False) -> Entry:
    """Something that is to take place; it waits for the week to be approved."""
    _check(plan, actor.agency_id, clash_known=clash_known)
    entry = Entry(agency=actor.agency, created_by=actor)
    _take(entry, plan)
    entry.save()
    entry.people.set(plan.people)
    return entry


@lifecycle.action("Sửa lịch", start=_OPEN, who=policy.may_change)
def change(entry: Entry, *, actor: Appointment, plan: Plan, clash_known: bool = False) -> None:
    """What was approved stays so, bears a mark, and those concerned are told."""
    _check(plan, entry.agency_id, clash_known=clash_known, but=entry.pk)
    before = {entry.chair_id: entry.chair} | {one.pk: one for one in entry.people.all()}
    words = _difference(entry, plan, set(before))
    _take(entry, plan)
    entry.people.set(plan.people)
    if entry.state == EntryState.APPROVED and words:
        entry.changed_at, entry.change = clock.now(), words
        _tell([*before.values(), plan.chair, *plan.people], entry, actor, words)


@lifecycle.action(
    "Duyệt lịch",
    start={EntryState.PLANNED},
    end=EntryState.APPROVED,
    who=policy.may_approve,
    primary=True,
)
def approve(entry: Entry, *, actor: Appointment, added: bool = False) -> None:
    """The whole agency sees it from now on; `added` marks what comes after its week's approval."""
    entry.approved_by, entry.approved_at = actor, clock.now()
    if added:
        entry.changed_at, entry.change = clock.now(), "Bổ sung"


@lifecycle.action("Hoãn", start=_OPEN, end=EntryState.CANCELLED, who=policy.may_change, danger=True)
def cancel(entry: Entry, *, actor: Appointment, words: str) -> None:
    """It does not take place; the line stays with the reason where people knew of it."""
    if not words.strip():
        raise Refused("Xin ghi lý do hoãn.", field="words")
    entry.changed_at, entry.change = clock.now(), f"Hoãn: {words.strip()}"[:300]
    if entry.approved_at is not None:
        _tell([entry.chair, *entry.people.all()], entry, actor, entry.change)


def approve_week(monday: date, *, actor: Appointment) -> int:
    """Duyệt lịch tuần: all that waits; each person concerned is told once. How many entries."""
    with work():
        waiting = queries.to_approve(monday, actor=actor)
        if not waiting:
            raise Conflict("Tuần này không có lịch nào chờ duyệt.")
        added = queries.was_approved(monday, agency_id=actor.agency_id)
        for entry in waiting:
            approve(entry, actor=actor, added=added)
        concerned = {one.pk: one for entry in waiting for one in [entry.chair, *entry.people.all()]}
        concerned.pop(actor.pk, None)
        last = monday + timedelta(days=6)
        notify(
            concerned.values(),
            text=f"Lịch công tác từ {monday:%d/%m/%Y} đến {last:%d/%m/%Y} đã duyệt, "
            "có việc của ông/bà",
            url=reverse("agenda:week", args=[monday.isoformat()]),
            kind="agenda",
        )
    return len(waiting)


def _check(plan: Plan, agency_id: int, *, clash_known: bool, but: int | None = None) -> None:
    if plan.ends_at <= plan.starts_at:
        raise Refused("Giờ kết thúc phải sau giờ bắt đầu.", field="last")
    if plan.ends_at - plan.starts_at > queries.LONGEST:
        raise Refused("Mỗi lịch dài nhất 31 ngày.", field="last_day")
    if any(one.agency_id != agency_id for one in (plan.chair, *plan.people)):
        raise Refused("Chỉ chọn người trong cơ quan; người nơi khác ghi ở “Thành phần khác”.")
    clash = queries.clashing(plan.chair, plan.starts_at, plan.ends_at, but=but)
    if clash and not clash_known:
        local = clock.local(clash.starts_at)
        raise Refused(
            f"{plan.chair.person.name} đã chủ trì “{clash.what[:80]}” lúc {local:%H:%M %d/%m/%Y}. "
            "Nếu vẫn đăng ký, xin chọn ô này.",
            field="clash_known",
        )


def _take(entry: Entry, plan: Plan) -> None:
    entry.starts_at, entry.ends_at = plan.starts_at, plan.ends_at
    entry.chair, entry.unit = plan.chair, plan.unit
    entry.what, entry.place = nfc(plan.what).strip(), nfc(plan.place).strip()
    entry.guests, entry.note = nfc(plan.guests).strip(), nfc(plan.note).strip()


def _difference(entry: Entry, plan: Plan, before: set[int]) -> str:
    """What is other than it was, in words."""
    now = {plan.chair.pk, *(one.pk for one in plan.people)}
    old_unit, new_unit = entry.unit_id, plan.unit.pk if plan.unit else None
    changed = [
        ("thời gian", (entry.starts_at, entry.ends_at) != (plan.starts_at, plan.ends_at)),
        ("nội dung", entry.what != nfc(plan.what).strip()),
        ("địa điểm", entry.place != nfc(plan.place).strip()),
        ("chủ trì", entry.chair_id != plan.chair.pk),
        ("thành phần", before != now or entry.guests != nfc(plan.guests).strip()),
        ("đơn vị chuẩn bị", old_unit != new_unit),
        ("ghi chú", entry.note != nfc(plan.note).strip()),
    ]
    names = ", ".join(name for name, other in changed if other)
    return f"Thay đổi {names}" if names else ""


def _tell(people: Iterable[Appointment], entry: Entry, actor: Appointment, words: str) -> None:
    day = clock.local(entry.starts_at).date()
    notify(
        {one.pk: one for one in people if one.pk != actor.pk}.values(),
        text=f"{words}. {entry.label}, ngày {day:%d/%m/%Y}",
        url=reverse("agenda:week", args=[queries.monday_of(day).isoformat()]),
        kind="agenda",
        urgent=day <= clock.today() + timedelta(days=1),
    )
