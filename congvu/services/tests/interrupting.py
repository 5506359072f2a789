"""What interrupts a step of filing, whoever takes it: a citizen, or an officer at the desk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from congvu.services.models import Draft
from congvu.services.tests.factories import Counter


def begun_in(draft: Draft) -> bool:
    """Whether anything stands in it that one may want to go on with."""
    return bool(draft.contact or draft.typed or draft.done or draft.papers.count())


@dataclass(frozen=True)
class Step:
    """A form of the way: the name of its address, what is sent, what of it stands on the page
    afterwards when the session had ended, and how it is known that it was done, and once.
    """

    name: str
    sent: dict[str, Any]
    done: Callable[[Counter], bool]
    shown: str
    page: str = ""

    def data(self) -> dict[str, Any]:
        """A browser reads a chosen file anew each time."""
        return {
            name: SimpleUploadedFile("a.pdf", value) if isinstance(value, bytes) else value
            for name, value in self.sent.items()
        }


@dataclass(frozen=True)
class Walker:
    """Who takes the steps: `enter` opens a browser that is signed in, `again` signs in in one
    whose session has ended; `look` sees, from another device, that nothing begun is out of reach.
    """

    enter: Callable[[Counter], Client]
    again: Callable[[Client, Counter], None]
    look: Callable[[Client], None]


@dataclass(frozen=True)
class Interrupted:
    """One way in which a step is interrupted; `page` is where its form stands."""

    counter: Counter
    walker: Walker
    step: Step
    url: str
    page: str

    def enter(self) -> Client:
        return self.walker.enter(self.counter)

    def send(self, client: Client) -> Any:
        headers = {"Referer": f"http://testserver{self.page}"}
        return client.post(self.url, self.step.data(), headers=headers)


def the_answer_is_lost(case: Interrupted) -> None:
    """The server has done it, the browser never heard and sends the same again."""
    client = case.enter()
    case.send(client)
    assert case.send(client).status_code < 500


def the_tab_is_closed(case: Interrupted) -> None:
    """Sent, and gone; another device goes on from one's own list."""
    case.send(case.enter())
    case.walker.look(case.enter())


def in_two_tabs(case: Interrupted) -> None:
    """Both have the page open, and both send it."""
    first, second = case.enter(), case.enter()
    case.send(first)
    assert case.send(second).status_code < 500


def the_session_has_ended(case: Interrupted) -> None:
    """Sent to sign in, and back: what was typed stands there, and is sent from there."""
    client = case.enter()
    client.session.flush()
    away = case.send(client)
    back = parse_qs(urlsplit(away["Location"]).query)["next"][0]
    assert back == case.page
    case.walker.again(client, case.counter)
    shown = client.get(back)
    assert shown.status_code == 200
    assert case.step.shown in shown.content.decode()
    case.send(client)


def the_server_dies_before_it_has_done_it(case: Interrupted) -> None:
    """What it would have kept is lost with its transaction; the browser sends the same again."""
    client = case.enter()
    with transaction.atomic():
        case.send(client)
        transaction.set_rollback(True)
    assert case.send(client).status_code < 400


FAULTS = (
    the_answer_is_lost,
    the_tab_is_closed,
    in_two_tabs,
    the_session_has_ended,
    the_server_dies_before_it_has_done_it,
)
