"""Letters about notices, sent in the background.

The pattern for every app's jobs. A task is declared with procrastinate's Django app and called by
`task.defer(…)` (`task.batch_defer({…}, {…})` for many, in one query) with ids, never with objects
or contents. Deferring writes a row through Django's own connection, so that it belongs to the
running transaction: the job exists if and only if the change that asks for it was committed. A
worker may die in the middle and the job then runs again, so a task first looks whether its work is
done. It retries with growing waits what may pass (`RetryStrategy`) and lets all else fail loudly.
Cron times are UTC.
"""

from __future__ import annotations

from smtplib import SMTPException
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.types import JSONDict

from congvu.core import clock
from congvu.notices.models import Delivery, Notice
from congvu.workdays.queries import is_working_day

# Waits of 1, 5, 25, 125 and 625 minutes: a mail server may be down for a morning.
_PATIENT = RetryStrategy(
    max_attempts=6, exponential_wait=5, wait=0, retry_exceptions=(OSError, SMTPException)
)
_DIGEST_AT_MOST = 100


@app.task(name="notices.send_mail", retry=_PATIENT)
def send_mail(*, notice_id: int) -> None:
    """One letter about one notice, unless it was read or mailed already."""
    notice = Notice.objects.select_related("recipient__person").filter(pk=notice_id).first()
    if notice is None or notice.mailed_at or notice.read_at or not _reachable(notice):
        return
    _letter(
        notice.recipient.person.email,
        subject=notice.text,
        template="notices/mail/notice.txt",
        context={"notice": notice, "link": link(notice)},
        message_id=f"notice-{notice.pk}",
    )
    Notice.objects.filter(pk=notice.pk).update(mailed_at=clock.now())


@app.periodic(cron="0 0 * * *", periodic_id="notices.digests")
@app.task(name="notices.digests", pass_context=False)
def digests(timestamp: int) -> None:  # noqa: ARG001 - given by the scheduler
    """At seven in the morning (Vietnam) of working days: a digest for each who has unread ones."""
    if not is_working_day(clock.today()):
        return
    waiting = _waiting().order_by("recipient__person").values_list("recipient__person", flat=True)
    people: list[JSONDict] = [{"person_id": pk} for pk in waiting.distinct()]
    if people:
        send_digest.batch_defer(*people)


@app.task(name="notices.send_digest", retry=_PATIENT)
def send_digest(*, person_id: int) -> None:
    """One letter with all that the person has neither read nor been written of."""
    rows = _waiting().filter(recipient__person=person_id).select_related("recipient__person")
    notices = [notice for notice in rows.order_by("-pk") if _reachable(notice)]
    if not notices:
        return
    _letter(
        notices[0].recipient.person.email,
        subject=f"{len(notices)} thông báo chưa đọc",
        template="notices/mail/digest.txt",
        context={
            "lines": [(notice, link(notice)) for notice in notices[:_DIGEST_AT_MOST]],
            "count": len(notices),
            "more": max(0, len(notices) - _DIGEST_AT_MOST),
            "all": f"{settings.BASE_URL}{reverse('notices:list')}",
        },
        message_id=f"digest-{person_id}-{notices[0].pk}",
    )
    Notice.objects.filter(pk__in=[n.pk for n in notices]).update(mailed_at=clock.now())


def link(notice: Notice) -> str:
    """The address in letters; opening it marks the notice as read."""
    return f"{settings.BASE_URL}{reverse('notices:open', args=[notice.pk])}"


def _waiting() -> QuerySet[Notice]:
    return Notice.objects.filter(
        delivery=Delivery.DIGEST, mailed_at__isnull=True, read_at__isnull=True
    )


def _reachable(notice: Notice) -> bool:
    """Whoever has left the post is no longer written to about it."""
    until = notice.recipient.until
    return notice.recipient.person.active and (until is None or until >= clock.today())


def _letter(
    to: str, *, subject: str, template: str, context: dict[str, object], message_id: str
) -> None:
    """A letter whose identifier stays the same when it is sent again (RFC 5322, 3.6.4)."""
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    EmailMessage(
        " ".join(f"[Công Vụ] {subject}".split()),
        render_to_string(template, {**context, "preferences": _preferences()}),
        settings.DEFAULT_FROM_EMAIL,
        [to],
        headers={"Message-ID": f"<{message_id}@{host}>", "Auto-Submitted": "auto-generated"},
    ).send()


def _preferences() -> str:
    return f"{settings.BASE_URL}{reverse('notices:preferences')}"
