"""What is late, or will be: apologies are sent before the due date passes, not after."""

from __future__ import annotations

from datetime import timedelta

from congvu.core import clock
from congvu.core.acts import Act, tell, work
from congvu.directory.models import Appointment, Role
from congvu.notices.actions import notify
from congvu.services import deadlines
from congvu.services.actions.handling import _apologise
from congvu.services.models import Dossier
from congvu.services.types import WORKING
from congvu.workdays.queries import add_working_days

_AHEAD = 2 * 60  # minutes of work
_MOST = 500
_EXTRA = 3  # working days
_REASON = "Hồ sơ chưa giải quyết xong theo quy trình; cơ quan đang khẩn trương thực hiện."


def apologise_in_time() -> int:
    """Automatic apologies: two hours of work before an appointment that nobody has moved.

    One transaction a dossier; what somebody else is changing just now is left to the next round.
    """
    now = clock.now()
    edge = deadlines.add_minutes(deadlines.open_from(now), _AHEAD)
    waiting = Dossier.objects.filter(
        state__in=WORKING, due_at__gt=now, due_at__lte=edge, apology=None
    )
    done = 0
    for pk in list(waiting.order_by("due_at").values_list("pk", flat=True)[:_MOST]):
        done += _apologise_for(pk)
    return done


def _apologise_for(pk: int) -> bool:
    with work():
        rows = Dossier.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
        dossier = rows.filter(pk=pk, state__in=WORKING, apology=None).first()
        if dossier is None or dossier.due_at is None:
            return False
        day = add_working_days(clock.local(dossier.due_at).date(), _EXTRA)
        _apologise(dossier, None, _REASON, dossier.due_at, deadlines.closing(day))
        dossier.save()
        tell(
            Act(
                name="services.apologise_in_time",
                label="Tự động xin lỗi, hẹn lại",
                agency_id=dossier.agency_id,
                actor=None,
                subject_type=Dossier._meta.label_lower,
                subject_id=dossier.pk,
                subject_label=dossier.label,
            )
        )
        _tell_those_who_answer(dossier)
    return True


def _tell_those_who_answer(dossier: Dossier) -> None:
    leaders = Appointment.objects.in_force().filter(agency=dossier.agency_id, role=Role.LEADER)
    concerned = [*leaders[:5], *([dossier.holder] if dossier.holder else [])]
    notify(
        concerned,
        text=f"{dossier.label} sắp quá hẹn; hệ thống đã xin lỗi và hẹn lại {_EXTRA} ngày làm việc",
        url=f"/mot-cua/ho-so/{dossier.pk}/",
        kind="services",
        urgent=True,
    )


SOON = timedelta(days=2)
