"""Mail and SMS to citizens."""

from __future__ import annotations

from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail as send_by_mail

from congvu.core.outside import Unreachable
from congvu.services.providers.base import post_json


def send_mail(to: str, text: str) -> None:
    """One letter, plain. Raises `Unreachable`."""
    try:
        send_by_mail("Thông báo dịch vụ công", text, None, [to])
    except (OSError, SMTPException) as failed:
        raise Unreachable("Máy chủ thư không nhận thư.") from failed


def send_sms(to: str, text: str) -> None:
    """One SMS (or Zalo message) by the gateway of `CONGVU_SMS`: JSON `{to, text}` with a token.

    Where none is named, messages stay in the account only. Raises `Unreachable`.
    """
    address = settings.ENVIRONMENT.sms
    if not address:
        return
    answer = post_json(
        address,
        {"to": to, "text": text},
        headers={"Authorization": f"Bearer {settings.ENVIRONMENT.sms_token}"},
    )
    if not answer.get("accepted"):
        raise Unreachable(str(answer.get("error") or "Cổng tin nhắn không nhận."))
