"""Being away, with a stand-in."""

from __future__ import annotations

from datetime import date

from congvu.core import clock, events
from congvu.core.actions import command
from congvu.core.refused import Conflict, Refused
from congvu.directory import policy
from congvu.directory.actions.saving import assign, lock, save
from congvu.directory.events import AbsenceTaken
from congvu.directory.models import Absence, Appointment

_LONGEST = 366


@command("Báo vắng mặt", who=policy.may_take_absence, records=("stand_in", "since", "until"))
def take_absence(
    appointment: Appointment,
    *,
    actor: Appointment | None,
    stand_in: Appointment,
    since: date,
    until: date,
    words: str = "",
) -> Absence:
    """From a day to a day another of the agency is told of what comes.

    Raises:
        Refused: the days or the stand-in do not fit, with the field.
    """
    lock(appointment)
    if since > until or until < clock.today():
        raise Refused("Ngày cuối phải từ ngày đầu và từ hôm nay trở đi.", field="until")
    if (until - since).days >= _LONGEST:
        raise Refused("Vắng quá một năm: xin làm bàn giao công việc.", field="until")
    if stand_in.pk == appointment.pk or stand_in.agency_id != appointment.agency_id:
        raise Refused("Xin chọn một người khác trong cơ quan.", field="stand_in")
    _check_free(appointment, since, until)
    if _overlapping(stand_in, since, until):
        raise Refused(f"{stand_in.person.name} cũng vắng trong những ngày này.", field="stand_in")
    absence = Absence(appointment=appointment, stand_in=stand_in, since=since, until=until)
    save(assign(absence, {"words": words}))
    events.publish(AbsenceTaken(absence, actor))
    return absence


def _check_free(appointment: Appointment, since: date, until: date) -> None:
    other = _overlapping(appointment, since, until)
    if other:
        raise Refused(f"Trùng với lần đã báo: {other.label.lower()}.", field="since")


def _overlapping(one: Appointment, since: date, until: date) -> Absence | None:
    rows = Absence.objects.filter(appointment=one, ended_at__isnull=True)
    return rows.filter(since__lte=until, until__gte=since).first()


@command("Kết thúc vắng mặt", who=policy.may_end_absence)
def end_absence(absence: Absence, *, actor: Appointment | None) -> None:
    """Back earlier, or not leaving after all."""
    lock(absence)
    if absence.ended_at is not None or absence.until < clock.today():
        raise Conflict("Lần vắng mặt này đã kết thúc.")
    absence.ended_at = clock.now()
    absence.save()
