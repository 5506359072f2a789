"""What can happen to appointments and titles."""

from __future__ import annotations

from datetime import date

from congvu.core import clock, events
from congvu.core.actions import command
from congvu.core.refused import Conflict, Forbidden, Refused
from congvu.core.text import nfc
from congvu.directory import policy
from congvu.directory.actions.saving import assign, lock, save
from congvu.directory.events import AppointmentEnded, AppointmentGiven, HandedOver
from congvu.directory.models import Agency, Appointment, Handover, Person, Title, Unit
from congvu.directory.ranks import rank_of


def _title(name: str) -> Title:
    """The title with this name, as the catalogue writes it; made where it is new."""
    clean = " ".join(nfc(name).split())
    if not clean:
        raise Refused("Xin nhập chức vụ.", field="title")
    found = Title.objects.filter(name__iexact=clean).first()
    return found or save(Title(name=clean, rank=rank_of(clean)))


@command("Phân công giữ chức vụ", who=policy.may_edit_agency, records=("title", "role", "person"))
def give_appointment(
    agency: Agency,
    *,
    actor: Appointment | None,
    person: Person,
    title: str,
    role: str,
    unit: Unit | None = None,
    since: date | None = None,
    until: date | None = None,
) -> Appointment:
    """The person holds the title in the agency from a day (today by default) until a day.

    Nobody appoints themselves; the province's administrators alone make others of their kind. A
    person who holds nothing more where the record was kept comes under this agency.

    Raises:
        Refused: dates, unit or title don't fit, with the field.
        Forbidden: the role isn't the actor's to give.
        Conflict: the agency was closed.
    """
    if actor is not None and actor.person_id == person.pk:
        raise Forbidden("Ông/bà không tự phân công cho chính mình; xin nhờ người quản trị khác.")
    if actor is not None and not policy.may_give_role(actor, role):
        raise Forbidden("Vai trò quản trị tỉnh do quản trị tỉnh phân công.")
    if not agency.active:
        raise Conflict(f"{agency.name} đã ngừng hoạt động; xin mở lại trước khi phân công.")
    if unit is not None and (unit.agency_id != agency.pk or not unit.active):
        raise Refused("Đơn vị không thuộc cơ quan này hoặc đã ngừng hoạt động.", field="unit")
    begins = since or clock.today()
    if until is not None and until < begins:
        raise Refused("Ngày kết thúc phải sau ngày bắt đầu.", field="until")
    appointment = Appointment(
        person=person,
        agency=agency,
        unit=unit,
        title=_title(title),
        role=role,
        since=begins,
        until=until,
    )
    save(appointment)
    _move_record(person, agency)
    events.publish(AppointmentGiven(appointment))
    return appointment


def _move_record(person: Person, agency: Agency) -> None:
    if person.agency_id == agency.pk:
        return
    held = Appointment.objects.current_or_coming().filter(person=person, agency_id=person.agency_id)
    if not held.exists():
        person.agency = agency
        person.save()


def _end(appointment: Appointment, on: date) -> None:
    lock(appointment)
    if on < appointment.since:
        raise Refused(
            f"Ngày kết thúc không thể trước ngày bắt đầu ({appointment.since:%d/%m/%Y}).",
            field="on",
        )
    if appointment.until is not None and appointment.until <= min(on, clock.today()):
        raise Conflict("Phân công này đã kết thúc.")
    appointment.until = on
    appointment.save()
    events.publish(AppointmentEnded(appointment))


@command("Kết thúc phân công", who=policy.may_change_appointment, records=("on",))
def end_appointment(
    appointment: Appointment,
    *,
    actor: Appointment | None,
    on: date,
) -> None:
    """The post's last day; it may lie ahead.

    Raises:
        Refused: the day lies before the first one (field `on`).
        Conflict: it has ended already.
    """
    _end(appointment, on)


@command("Bàn giao công việc", who=policy.may_change_appointment, records=("receiver", "reason"))
def hand_over(
    appointment: Appointment,
    *,
    actor: Appointment | None,
    receiver: Appointment,
    reason: str,
    on: date | None = None,
) -> Handover:
    """Somebody leaves a post: it ends on the day (today by default), the work passes on now.

    Raises:
        Refused: the receiver isn't in office in the same agency (`receiver`), the day lies ahead
            (`on`), or the reason is missing (`reason`).
    """
    day = on or clock.today()
    if day > clock.today():
        raise Refused(
            "Bàn giao thực hiện khi đến ngày; xin chọn hôm nay hoặc trước đó.", field="on"
        )
    if not reason.strip():
        raise Refused("Xin ghi lý do bàn giao, ví dụ số quyết định điều động.", field="reason")
    elsewhere = receiver.agency_id != appointment.agency_id
    if elsewhere or receiver.pk == appointment.pk or not policy.in_force(receiver):
        raise Refused("Người nhận phải đang giữ chức vụ trong cùng cơ quan.", field="receiver")
    _end(appointment, day)
    handover = Handover(
        giver=appointment, receiver=receiver, reason=nfc(reason).strip(), on=day, done_by=actor
    )
    save(handover)
    events.publish(HandedOver(appointment, receiver))
    return handover


@command("Thêm chức vụ", who=policy.may_create_agency)
def create_title(
    agency: Agency,
    *,
    actor: Appointment | None,
    name: str,
    rank: int,
) -> Title:
    """A title in the province's catalogue; `Refused` where the name is taken."""
    return save(assign(Title(rank=rank), {"name": " ".join(name.split())}))


@command("Sửa chức vụ", who=policy.may_create_agency, records=("name", "rank"))
def edit_title(
    agency: Agency,
    *,
    actor: Appointment | None,
    title: Title,
    name: str,
    rank: int,
) -> Title:
    """Correct a title; what was printed before stays as it was printed."""
    return save(assign(title, {"name": " ".join(name.split()), "rank": rank}))
