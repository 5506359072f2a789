"""What is asked of citizens' accounts."""

from __future__ import annotations

from django.conf import settings

from congvu.core import clock
from congvu.services.models import Citizen, Message, OneTimeCode


def demo_code(contact: str) -> str:
    """In the demo, whose messages go nowhere: the code that was sent last; else nothing."""
    if not settings.DEMO:
        return ""
    live = OneTimeCode.objects.filter(
        contact=contact, used_at=None, expires_at__gt=clock.now(), attempts__lt=5
    )
    message = Message.objects.filter(contact=contact, secret=True).order_by("-id").first()
    return message.text[:6] if message and live.exists() else ""


def messages_of(citizen: Citizen) -> list[Message]:
    """The last thirty that were told, codes aside."""
    rows = citizen.messages.filter(secret=False).select_related("dossier")
    return list(rows.order_by("-id")[:30])
