"""Pressing receivers that have not yet taken an issued document into their register."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from congvu.core import clock
from congvu.core.refused import Conflict
from congvu.directory.models import Appointment, Role
from congvu.documents import policy
from congvu.documents.actions.beyond import beyond_board, late_beyond
from congvu.documents.actions.lifecycles import outgoing
from congvu.documents.actions.steps import step_in
from congvu.documents.models import Incoming, IncomingStep, Outgoing
from congvu.documents.types import IncomingState, OutgoingState, Urgency
from congvu.notices.actions import notify
from congvu.workdays.queries import add_working_days


@outgoing.action("Nhắc nơi nhận", start={OutgoingState.ISSUED}, who=policy.is_clerk_of)
def remind(document: Outgoing, *, actor: Appointment) -> None:
    """Tell the clerks of the late receivers, each once a day.

    A document is registered on the day or the next working day (NĐ 30/2020, Article 22). Those
    outside cannot be reminded through the system.
    """
    today = clock.today()
    told = IncomingStep.objects.filter(action="remind", at__date=today).values("incoming")
    waiting = Incoming.objects.filter(origin=document, state=IncomingState.ARRIVED)
    late = [one for one in waiting.exclude(pk__in=told) if is_late(one.arrived_at)]
    if not late:
        none = "Không có nơi nhận nào trên hệ thống quá hạn vào sổ mà hôm nay chưa được nhắc."
        raise Conflict(f"{none} {late_beyond(beyond_board(document))}".strip())
    for one in late:
        step_in(one, "remind", "Nơi gửi nhắc vào sổ", actor=None)
    clerks = Appointment.objects.in_force().filter(
        agency__in=[one.agency_id for one in late], role=Role.CLERK
    )
    notify(
        clerks,
        text=f"{document.agency.name} nhắc vào sổ {document.label}",
        url=reverse("documents:incoming_list", args=["arrived"]),
        kind="reminder",
        urgent=document.urgency != Urgency.NORMAL,
    )


def is_late(came_at: datetime) -> bool:
    """Whether it should have been registered: on that day, or the next working day (Article 22)."""
    return clock.today() > add_working_days(clock.local(came_at).date(), 1)
