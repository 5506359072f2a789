"""The open page's ear: `/ws/thong-bao/`."""

from __future__ import annotations

from typing import Any, cast

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.urls import reverse

from congvu.accounts.models import User
from congvu.accounts.queries import appointments_of
from congvu.accounts.types import APPOINTMENT_KEY
from congvu.notices.live import News, switchboard
from congvu.notices.queries import unread_count

NOT_SIGNED_IN = 4401


class NoticeConsumer(AsyncJsonWebsocketConsumer):  # type: ignore[misc] # channels is untyped
    """Sends `{"unread": n}` on opening and whenever it changes; a new notice adds its words.

    `{"unread": n, "text": "…", "url": "/thong-bao/7/", "urgent": false}`. It listens for the
    appointment that the session acts as; whoever is not signed in is closed with 4401.
    """

    appointment_id: int | None = None

    async def connect(self) -> None:
        self.appointment_id = await _acting(self.scope)
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
        unread = await database_sync_to_async(unread_count)(self.appointment_id)
        message: dict[str, object] = {"unread": unread}
        if news.notice_id:
            url = reverse("notices:open", args=[news.notice_id])
            message |= {"text": news.text, "url": url, "urgent": news.urgent}
        await self.send_json(message)


@database_sync_to_async  # type: ignore[untyped-decorator]
def _acting(scope: dict[str, Any]) -> int | None:
    """The appointment that the session acts as, chosen as for pages."""
    user = scope["user"]
    if not user.is_authenticated:
        return None
    own = [appointment.pk for appointment in appointments_of(cast("User", user))]
    kept = scope["session"].get(APPOINTMENT_KEY)
    return kept if kept in own else next(iter(own), None)
