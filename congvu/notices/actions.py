"""Telling people, and what they do with what they were told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import QuerySet
from procrastinate.types import JSONDict

from congvu.core import clock
from congvu.directory.models import Appointment
from congvu.notices.jobs import send_mail
from congvu.notices.models import Delivery, Notice, Preference
from congvu.notices.push import push, push_read

_LONGEST = 300


def notify(
    to: Iterable[Appointment],
    *,
    text: str,
    url: str,
    kind: str = "",
    urgent: bool = False,
    to_confirm: bool = False,
) -> None:
    """Tell each appointment once; part of the caller's transaction, four queries for any number.

    In open pages it shows with the commit. By mail it goes as the person prefers; without a
    preference what is urgent goes at once and all else with the next morning's digest. `url` is an
    address within the installation (`/…`); anything else is a `ValueError`. With `to_confirm` it
    stays until the person says “Đã rõ”.
    """
    if not url.startswith("/") or url.startswith("//"):
        raise ValueError(f"A notice leads to a page of the installation, not to {url!r}")
    recipients = {appointment.pk: appointment for appointment in to}
    if not recipients:
        return
    words = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
    now = clock.now()
    with transaction.atomic(savepoint=False):
        chosen = _chosen(recipients.values(), kind)
        default = Delivery.NOW if urgent else Delivery.DIGEST
        notices = Notice.objects.bulk_create(
            Notice(
                recipient_id=pk,
                text=words,
                url=url,
                kind=kind,
                urgent=urgent,
                to_confirm=to_confirm,
                delivery=chosen.get(appointment.person_id, default),
                created_at=now,
            )
            for pk, appointment in sorted(recipients.items())
        )
        push(notices)
        at_once: list[JSONDict] = [
            {"notice_id": n.pk} for n in notices if n.delivery == Delivery.NOW
        ]
        if at_once:
            send_mail.batch_defer(*at_once)


def _chosen(recipients: Iterable[Appointment], kind: str) -> Mapping[int, str]:
    people = {appointment.person_id for appointment in recipients}
    rows = Preference.objects.filter(kind=kind, person__in=people)
    return dict(rows.values_list("person_id", "delivery"))


def mark_read(notice: Notice) -> None:
    """The person has opened or put aside the notice; what is to be confirmed stays."""
    _read(Notice.objects.filter(pk=notice.pk, to_confirm=False), notice.recipient_id)


def confirm(notice: Notice) -> None:
    """The person says that they know: “Đã rõ”."""
    _read(Notice.objects.filter(pk=notice.pk), notice.recipient_id)


def _read(rows: QuerySet[Notice], recipient_id: int) -> None:
    with transaction.atomic():
        if rows.filter(read_at=None).update(read_at=clock.now()):
            push_read(recipient_id)


def mark_all_read(actor: Appointment, *, until: int) -> int:
    """Everything up to notice `until` (its id) is read: what came after the page stays unread, and
    so does what is to be confirmed.
    """
    with transaction.atomic():
        unread = Notice.objects.filter(
            recipient=actor, read_at=None, pk__lte=until, to_confirm=False
        )
        count = unread.update(read_at=clock.now())
        push_read(actor.pk)
    return count


def prefer(actor: Appointment, *, deliveries: Mapping[str, str]) -> None:
    """Keep the person's choice for each kind; an empty choice returns to the quiet default."""
    with transaction.atomic():
        rows = Preference.objects.filter(person_id=actor.person_id, kind__in=deliveries)
        rows.filter(kind__in=[k for k, chosen in deliveries.items() if not chosen]).delete()
        Preference.objects.bulk_create(
            [
                Preference(person_id=actor.person_id, kind=kind, delivery=chosen)
                for kind, chosen in deliveries.items()
                if chosen
            ],
            update_conflicts=True,
            unique_fields=["person", "kind"],
            update_fields=["delivery"],
        )
