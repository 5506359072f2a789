from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connection, transaction

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


async def page(appointment: Appointment | None) -> Ear:
    headers = [(b"origin", b"http://localhost"), (b"host", b"localhost")]
    if appointment is not None:
        client = await elsewhere(sign_in)(appointment)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        headers.append((b"cookie", f"{settings.SESSION_COOKIE_NAME}={cookie}".encode()))
    return Ear(application, headers)


async def opened(appointment: Appointment) -> Ear:
    ear = await page(appointment)
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


async def test_whoever_is_not_signed_in_is_closed() -> None:
    ear = await page(None)
    await ear.connect()

    assert await ear.receive_output(timeout=5) == {"type": "websocket.close", "code": 4401}


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


_LISTENERS = "FROM pg_stat_activity WHERE query LIKE 'LISTEN congvu_notices%%'"


def listeners() -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) {_LISTENERS}")
        return int(cursor.fetchone()[0])


def break_listeners() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_terminate_backend(pid) {_LISTENERS}")
