"""The open page's ear: `/ws/thong-bao/`."""

from __future__ import annotations

from typing import Any

from channels.auth import get_user
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse

from congvu.accounts.models import User
from congvu.accounts.queries import appointments_of
from congvu.accounts.types import APPOINTMENT_KEY
from congvu.notices.live import News, switchboard
from congvu.notices.queries import unread_count

NOT_SIGNED_IN = 4401


GONE = 1006  # RFC 6455, section 7.4.1: closed without a word


class NoticeConsumer(AsyncJsonWebsocketConsumer):  # type: ignore[misc] # channels is untyped
    """Sends `{"unread": n}` on opening and whenever it changes; a new notice adds its words.

    `{"unread": n, "text": "…", "url": "/thong-bao/7/", "urgent": false}`. It listens for the
    appointment that the session acts as; whoever is not signed in, or no longer, is closed with
    4401 and hears nothing.
    """

    appointment_id: int | None = None

    async def connect(self) -> None:
        session = self.scope["session"]
        own = await _own(session.session_key)
        kept = session.get(APPOINTMENT_KEY)
        self.appointment_id = kept if kept in own else next(iter(own), None)
        await self.accept()
        if self.appointment_id is None:
            await self.close(code=NOT_SIGNED_IN)
            return
        switchboard.join(self.appointment_id, self.hear)
        await self.hear(News())

    async def disconnect(self, code: int) -> None:  # noqa: ARG002 - channels gives it
        if self.appointment_id is not None:
            switchboard.leave(self.appointment_id, self.hear)

    async def receive_json(self, content: Any, **_: Any) -> None:
        """Pages only listen; what they send is not looked at."""

    async def hear(self, news: News) -> None:
        """Something is new for the appointment."""
        if self.appointment_id not in await _own(self.scope["session"].session_key):
            await self.close(code=NOT_SIGNED_IN)
            await self.disconnect(NOT_SIGNED_IN)
            return
        unread = await database_sync_to_async(unread_count)(self.appointment_id)
        message: dict[str, object] = {"unread": unread}
        if news.notice_id:
            url = reverse("notices:open", args=[news.notice_id])
            message |= {"text": news.text, "url": url, "urgent": news.urgent}
        try:
            await self.send_json(message)
        except OSError:  # the page went away while its notices were counted
            await self.disconnect(GONE)


async def _own(session_key: str | None) -> list[int]:
    """The appointments that the session may act as now; none once it was ended."""
    if session_key is None:
        return []
    user = await get_user({"session": SessionStore(session_key)})
    return await _appointments(user) if user.is_authenticated else []


@database_sync_to_async  # type: ignore[untyped-decorator]
def _appointments(user: User) -> list[int]:
    return [appointment.pk for appointment in appointments_of(user)]
