"""What a person was told."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from congvu.core.paging import branch
from congvu.core.prepared import rows_for
from congvu.core.refused import NotFound
from congvu.directory.models import Appointment
from congvu.notices.models import Notice, Preference

PAGE = 30
MANY = 100


@dataclass(frozen=True)
class Page:
    """Notices, newest first; `before` is the id to go on from, if there are more."""

    notices: list[Notice]
    before: int | None


def notices_of(actor: Appointment, *, before: int | None = None) -> Page:
    """One page of what the appointment was told."""
    if before is None:
        found = rows_for(_newest, actor=actor)
    else:
        found = list(_told(actor).filter(pk__lt=before)[: PAGE + 1])
    return Page(found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None)


def _told(actor: Appointment) -> QuerySet[Notice]:
    return Notice.objects.filter(recipient_id=actor.pk).order_by("-id")


def _newest(actor: Appointment) -> QuerySet[Notice]:
    return _told(actor)[: PAGE + 1]


def to_confirm(actor: Appointment) -> list[Notice]:
    """What the appointment has yet to confirm, newest first; ten at most."""
    return rows_for(_to_confirm, actor=actor)


def _to_confirm(actor: Appointment) -> QuerySet[Notice]:
    return _told(actor).filter(to_confirm=True, read_at=None)[:10]


def unread(name: str, *, actor: Appointment) -> list[QuerySet[Any, Any]]:  # noqa: ARG001 - one list
    """What the appointment has not read, as the shell counts it."""
    rows = Notice.objects.filter(recipient_id=actor.pk, read_at=None)
    return [branch(rows, "created_at")]


def unread_count(recipient_id: int) -> int:
    """How many the appointment has not read, counted to 100 at most (shown as `99+`)."""
    return Notice.objects.filter(recipient_id=recipient_id, read_at=None)[:MANY].count()


def unread_elsewhere(actor: Appointment, appointments: Collection[Appointment]) -> dict[int, int]:
    """What waits for the same person in other appointments: appointment id → unread notices."""
    others = [one.pk for one in appointments if one.pk != actor.pk]
    if not others:
        return {}
    rows = Notice.objects.filter(recipient__in=others, read_at=None)
    return dict(rows.values_list("recipient_id").annotate(count=Count("pk")))


def notice_of(appointments: Collection[Appointment], pk: int) -> Notice:
    """A notice of one of the person's appointments; `NotFound` for anyone else's."""
    own = Q(recipient__in=[appointment.pk for appointment in appointments])
    notice = Notice.objects.filter(own, pk=pk).first()
    if notice is None:
        raise NotFound
    return notice


def preferences_of(actor: Appointment) -> dict[str, str]:
    """The person's choices: kind → delivery."""
    rows = Preference.objects.filter(person_id=actor.person_id)
    return dict(rows.values_list("kind", "delivery"))
