"""Telling citizens: kept in the account, sent by a job as mail or SMS."""

from __future__ import annotations

from django.conf import settings
from procrastinate.contrib.django import app

from congvu.core import clock
from congvu.core.outside import Unreachable
from congvu.services.models import Dossier, Message
from congvu.services.providers.messages import send_mail, send_sms

_LONGEST = 500
_ATTEMPTS = 8


def tell_applicant(dossier: Dossier, text: str) -> None:
    """Tell who filed it, in the running transaction; where to is their phone, else their mail."""
    contact = dossier.applicant_email or dossier.applicant_phone
    queue_message(contact, text, citizen_id=dossier.citizen_id, dossier=dossier)


def queue_message(
    contact: str,
    text: str,
    *,
    citizen_id: int | None = None,
    dossier: Dossier | None = None,
    secret: bool = False,
) -> Message:
    """Keep the message and have it sent after the commit; `secret` ones are never shown again."""
    message = Message.objects.create(
        citizen_id=citizen_id, dossier=dossier, contact=contact, text=text[:_LONGEST], secret=secret
    )
    if contact:
        app.configure_task("services.send_message", priority=10).defer(message_id=message.pk)
    return message


def send(message: Message) -> None:
    """Send it now, outside any transaction; what fails is tried again by the sweep."""
    if message.sent_at is not None or not message.contact or message.attempts >= _ATTEMPTS:
        return
    message.attempts += 1
    try:
        if "@" in message.contact:
            send_mail(message.contact, message.text)
        else:
            send_sms(message.contact, message.text)
    except Unreachable as silent:
        message.error = silent.words[:200]
    else:
        message.sent_at, message.error = clock.now(), ""
        if message.secret and not settings.DEMO:
            message.text = "Mã xác nhận (đã gửi)"
    message.save()
