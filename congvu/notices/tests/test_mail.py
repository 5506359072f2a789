from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from email.header import decode_header, make_header
from email.message import Message
from smtplib import SMTPException

import pytest
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from congvu.core import clock
from congvu.directory.tests.factories import Office, make_office
from congvu.notices import actions, jobs
from congvu.notices.actions import notify
from congvu.notices.models import Notice
from congvu.notices.tests.conftest import Mailbox

MONDAY_SEVEN = datetime(2026, 4, 6, 0, tzinfo=UTC)


def subject(letter: Message) -> str:
    return str(make_header(decode_header(letter["Subject"])))


def body(letter: Message) -> str:
    content = letter.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content.decode()


@pytest.mark.django_db
def test_an_urgent_notice_is_mailed_once(office: Office, mailbox: Mailbox) -> None:
    notify([office.clerk], text="Văn bản hỏa tốc: ứng phó bão số 9", url="/v/1/", urgent=True)
    notice = Notice.objects.get()

    jobs.send_mail(notice_id=notice.pk)
    jobs.send_mail(notice_id=notice.pk)

    (letter,) = mailbox.letters
    assert letter["To"] == office.clerk.person.email
    assert subject(letter) == "[Công Vụ] Văn bản hỏa tốc: ứng phó bão số 9"
    assert letter["Message-ID"] == f"<notice-{notice.pk}@congvu.vi-du.vn>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert f"https://congvu.vi-du.vn/thong-bao/{notice.pk}/" in body(letter)
    assert office.clerk.person.name in body(letter)
    notice.refresh_from_db()
    assert notice.mailed_at is not None


@pytest.mark.django_db
def test_what_was_read_is_not_mailed(office: Office, mailbox: Mailbox) -> None:
    notify([office.clerk], text="x", url="/", urgent=True)
    notice = Notice.objects.get()
    actions.mark_read(notice)

    jobs.send_mail(notice_id=notice.pk)

    assert mailbox.letters == []


@pytest.mark.django_db
def test_whoever_left_is_not_written_to(office: Office, mailbox: Mailbox) -> None:
    notify([office.clerk], text="x", url="/", urgent=True)
    office.clerk.until = date(2026, 4, 1)
    office.clerk.save()

    with clock.fixed(MONDAY_SEVEN):
        jobs.send_mail(notice_id=Notice.objects.get().pk)

    assert mailbox.letters == []


@pytest.mark.django_db
def test_line_breaks_cannot_forge_headers(office: Office, mailbox: Mailbox) -> None:
    notify([office.clerk], text="x\r\nBcc: ai@xa.vn", url="/", urgent=True)

    jobs.send_mail(notice_id=Notice.objects.get().pk)

    assert mailbox.letters[0]["Bcc"] is None


@pytest.mark.django_db
def test_a_refused_letter_is_tried_again_later(office: Office, mailbox: Mailbox) -> None:
    notify([office.clerk], text="x", url="/", urgent=True)
    notice = Notice.objects.get()
    mailbox.broken = True

    with pytest.raises(SMTPException) as failed:
        jobs.send_mail(notice_id=notice.pk)

    job = ProcrastinateJob.objects.get().procrastinate_job
    retry = jobs.send_mail.get_retry_exception(failed.value, job)
    assert retry is not None
    notice.refresh_from_db()
    assert notice.mailed_at is None
    mailbox.broken = False
    jobs.send_mail(notice_id=notice.pk)
    assert len(mailbox.letters) == 1


@pytest.mark.django_db
def test_the_digest_gathers_what_is_unread(office: Office, mailbox: Mailbox) -> None:
    for number in range(3):
        notify([office.clerk, office.leader], text=f"Việc {number}", url="/")
    actions.mark_read(Notice.objects.get(recipient=office.clerk, text="Việc 1"))
    actions.mark_all_read(office.leader, until=10**9)

    with clock.fixed(MONDAY_SEVEN):
        jobs.digests(timestamp=0)
        jobs.send_digest(person_id=office.clerk.person_id)
        jobs.send_digest(person_id=office.clerk.person_id)

    assert ProcrastinateJob.objects.get().args == {"person_id": office.clerk.person_id}
    (letter,) = mailbox.letters
    assert subject(letter) == "[Công Vụ] 2 thông báo chưa đọc"
    assert "Việc 0" in body(letter)
    assert "Việc 1" not in body(letter)


@pytest.mark.django_db
def test_no_digest_on_a_day_off(office: Office) -> None:
    notify([office.clerk], text="x", url="/")

    with clock.fixed(MONDAY_SEVEN - timedelta(days=1)):
        jobs.digests(timestamp=0)

    assert not ProcrastinateJob.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_worker_sends_what_was_committed(mailbox: Mailbox) -> None:
    office = make_office()
    notify([office.clerk, office.leader], text="Văn bản khẩn", url="/v/1/", urgent=True)

    asyncio.run(work_off())

    assert len(mailbox.letters) == 2
    assert not Notice.objects.filter(mailed_at=None).exists()
    sent = ProcrastinateJob.objects.filter(task_name__startswith="notices.")
    assert {job.status for job in sent} == {"succeeded"}


async def work_off() -> None:
    connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]
    with app.replace_connector(connector) as worker_app:
        async with worker_app.open_async():
            await worker_app.run_worker_async(
                wait=False, install_signal_handlers=False, listen_notify=False
            )
