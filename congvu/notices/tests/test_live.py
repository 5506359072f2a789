from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.urls import reverse
from uvicorn.protocols.utils import ClientDisconnected

from congvu.accounts import actions as accounts
from congvu.accounts.models import User
from congvu.accounts.tests.factories import PASSWORD, account_for, client_of
from congvu.config.asgi import application
from congvu.directory.models import Appointment
from congvu.directory.tests.factories import Office, make_office
from congvu.notices import actions
from congvu.notices.actions import notify
from congvu.notices.live import switchboard
from congvu.notices.models import Notice
from congvu.notices.tests.ear import Ear
from congvu.notices.tests.signing_in import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


def elsewhere(function: Callable[..., Any]) -> Callable[..., Any]:
    """Run on a thread and connection of its own, as another process would."""

    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        finally:
            connection.close()

    return sync_to_async(run, thread_sensitive=False)


async def page(appointment: Appointment | None, server: Any = application) -> Ear:
    headers = [(b"origin", b"http://localhost"), (b"host", b"localhost")]
    if appointment is not None:
        client = await elsewhere(sign_in)(appointment)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        headers.append((b"cookie", f"{settings.SESSION_COOKIE_NAME}={cookie}".encode()))
    return Ear(server, headers)


def vanishing(gone: asyncio.Event) -> Any:
    """The application behind a server whose browser has gone without a word."""

    async def server(scope: Any, receive: Any, send: Any) -> None:
        async def send_or_fail(message: Any) -> None:
            if gone.is_set():
                raise ClientDisconnected
            await send(message)

        await application(scope, receive, send_or_fail)

    return server


async def opened(appointment: Appointment, server: Any = application) -> Ear:
    ear = await page(appointment, server)
    assert await ear.connect() == "websocket.accept"
    assert await ear.hear() == {"unread": 0}
    return ear


@pytest.fixture
def office() -> Office:
    return make_office()


async def test_open_pages_hear_at_the_commit(office: Office) -> None:
    one, two = await opened(office.clerk), await opened(office.clerk)
    other = await opened(office.leader)
    await listening(one)

    await elsewhere(notify)([office.clerk], text="Văn bản mới", url="/v/1/", urgent=True)

    notice = await elsewhere(Notice.objects.get)()
    expected = {
        "unread": 1,
        "text": "Văn bản mới",
        "url": f"/thong-bao/{notice.pk}/",
        "urgent": True,
    }
    assert await said(one) == expected
    assert await said(two) == expected
    assert await silent(other)

    await elsewhere(actions.mark_read)(notice)
    assert await one.hear() == {"unread": 0}
    for ear in (one, two, other):
        await ear.disconnect()
    assert not switchboard._pages


async def test_a_page_that_vanished_deafens_nobody(office: Office) -> None:
    gone = asyncio.Event()
    vanished = await opened(office.clerk, vanishing(gone))
    other = await opened(office.head)
    await listening(other)
    gone.set()

    await elsewhere(notify)([office.clerk], text="Không ai nghe", url="/")
    await elsewhere(notify)([office.head], text="Vẫn nghe", url="/")

    assert (await said(other))["text"] == "Vẫn nghe"
    assert set(switchboard._pages) == {office.head.pk}
    await other.disconnect()
    await vanished.disconnect()


async def test_pages_do_not_hear_of_what_rolled_back(office: Office) -> None:
    ear = await opened(office.clerk)
    await listening(ear)

    def fail() -> None:
        with transaction.atomic():
            notify([office.clerk], text="x", url="/")
            transaction.set_rollback(True)

    await elsewhere(fail)()

    assert await silent(ear)
    await ear.disconnect()


async def test_a_broken_listening_connection_is_opened_again(office: Office) -> None:
    ear = await opened(office.clerk)
    await listening(ear)

    await elsewhere(break_listeners)()
    await elsewhere(notify)([office.clerk], text="Trong lúc mất kết nối", url="/")

    while (await ear.hear())["unread"] != 1:
        pass
    await elsewhere(notify)([office.clerk], text="Sau đó", url="/")
    assert (await said(ear))["text"] == "Sau đó"
    await ear.disconnect()


@pytest.mark.parametrize("how", ["one by one", "closed by the administrator", "new password"])
async def test_an_ended_session_falls_silent_at_once(office: Office, how: str) -> None:
    await elsewhere(account_for)(office.specialist, factor=True)
    ear, other = await opened(office.specialist), await opened(office.head)
    await listening(ear)

    await elsewhere(ENDINGS[how])(office.specialist)

    assert await closed(ear) == 4401
    await elsewhere(notify)([office.specialist, office.head], text="Chỉ người còn ở", url="/")
    assert (await said(other))["text"] == "Chỉ người còn ở"
    assert await ear.receive_nothing(timeout=0.2)
    await other.disconnect()


async def test_a_session_that_ended_unseen_hears_no_more(office: Office) -> None:
    """Signed out in another window: what comes next is for nobody here."""
    ear = await opened(office.specialist)
    await listening(ear)
    await elsewhere(Session.objects.all().delete)()

    await elsewhere(notify)([office.specialist], text="Không dành cho ai", url="/")

    assert await closed(ear) == 4401


async def test_whoever_is_not_signed_in_is_closed() -> None:
    ear = await page(None)
    await ear.connect()

    assert await ear.receive_output(timeout=5) == {"type": "websocket.close", "code": 4401}


def end_all(appointment: Appointment) -> None:
    user = User.objects.get(person=appointment.person)
    for session in UserSession.objects.filter(user=user):
        accounts.end_session(user, session, actor=appointment)


def close_account(appointment: Appointment) -> None:
    accounts.close_account(User.objects.get(person=appointment.person), actor=None)


def change_password(appointment: Appointment) -> None:
    new = "mot-mat-khau-moi-2020"
    given = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    client = client_of(appointment)
    assert client.post(reverse("account_change_password"), given).status_code == 302


ENDINGS = {
    "one by one": end_all,
    "closed by the administrator": close_account,
    "new password": change_password,
}


async def closed(ear: Ear) -> int:
    """The code with which the page is closed; bare counts may come before."""
    while (message := await ear.receive_output(10))["type"] == "websocket.send":
        assert "text" not in json.loads(message["text"])
    return int(message["code"])


async def listening(ear: Ear) -> None:
    """Wait until the process hears PostgreSQL."""
    for _ in range(100):
        if await elsewhere(listeners)():
            break
        await asyncio.sleep(0.05)
    await asyncio.sleep(0.2)
    while not await ear.receive_nothing(timeout=0.05):
        await ear.hear()


async def said(ear: Ear) -> dict[str, Any]:
    """The next message with words; counts alone may come before."""
    while "text" not in (message := await ear.hear()):
        pass
    return dict(message)


async def silent(ear: Ear) -> bool:
    """Whether nothing but bare counts of nothing come for a moment."""
    while not await ear.receive_nothing(timeout=0.3):
        if await ear.hear() != {"unread": 0}:
            return False
    return True


# Of this database alone: another process of the tests listens on the same server.
_LISTENERS = (
    "FROM pg_stat_activity WHERE query LIKE 'LISTEN congvu_notices%%'"
    " AND datname = current_database()"
)


def listeners() -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) {_LISTENERS}")
        return int(cursor.fetchone()[0])


def break_listeners() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_terminate_backend(pid) {_LISTENERS}")
