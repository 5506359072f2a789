"""Every step of filing × everything that interrupts it: nothing typed is lost, and
nothing is done twice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from congvu.core import clock
from congvu.files.tests import samples
from congvu.services.actions import intake
from congvu.services.jobs import sweep
from congvu.services.models import Citizen, Dossier, Draft, Message, Rating
from congvu.services.tests.factories import Counter, citizen_client, done, filed, stored
from congvu.services.types import Item

pytestmark = pytest.mark.django_db
PERSON = {"ten": "Nguyễn Thị Thử", "giay_to": "049185000123", "tinh_trang": "chua"}
ROW = {"so_ban": "2", "noi-rows": "1", "noi-0-cho": "Tam Kỳ", "noi-0-thang": "5"}
CARD = samples.pdf()


@dataclass(frozen=True)
class Step:
    """A form of the way: its address, what is sent, what of it stands on the page afterwards when
    the session had ended, and how it is known that it was done, and once.
    """

    name: str
    sent: dict[str, Any]
    done: Callable[[Counter], bool]
    shown: str
    page: str = ""
    at_once: bool = True

    def url(self, counter: Counter) -> str:
        if self.name == "begin":
            return reverse("services:begin", args=[counter.procedure.code])
        if self.name in {"mend", "withdraw", "rate"}:
            return reverse(f"services:{self.name}", args=[Dossier.objects.get().reference])
        extra = [self.page] if self.page else []
        return reverse(f"services:{self.name}", args=[Draft.objects.get().token, *extra])

    def data(self) -> dict[str, Any]:
        """A browser reads a chosen file anew each time."""
        return {
            name: SimpleUploadedFile("a.pdf", value) if isinstance(value, bytes) else value
            for name, value in self.sent.items()
        }


def answer(code: str) -> Callable[[Counter], Any]:
    return lambda _counter: Draft.objects.get().answers.get(code)


STEPS = {
    "begin": Step("begin", {}, lambda _: Draft.objects.count() == 1, "Bắt đầu"),
    "a page": Step("draft_page", PERSON, answer("ten"), 'value="Nguyễn Thị Thử"', "nguoi"),
    "a wrong page": Step(
        "draft_page",
        PERSON | {"giay_to": "12345"},
        lambda _: Draft.objects.get().typed["nguoi"]["giay_to"] == ["12345"],
        'value="12345"',
        "nguoi",
    ),
    "a row more": Step(
        "draft_page",
        ROW | {"them": "noi"},
        lambda _: Draft.objects.get().typed["ban"]["noi-0-cho"] == ["Tam Kỳ"],
        'value="Tam Kỳ"',
        "ban",
    ),
    "a file": Step(
        "draft_papers",
        {"cccd": CARD},
        lambda _: Draft.objects.get().papers.count() == 1,
        "Bản chụp căn cước công dân",
    ),
    "delivery": Step(
        "draft_delivery",
        {"delivery": "3", "address": "12 Hùng Vương, Tam Kỳ"},
        lambda _: Draft.objects.get().delivery_address == "12 Hùng Vương, Tam Kỳ",
        "12 Hùng Vương, Tam Kỳ",
    ),
    "filing": Step(
        "draft_review",
        {},
        lambda _: Dossier.objects.get().papers.count() == 1,
        "Nguyễn Thị Thử",
    ),
    "mending": Step(
        "mend",
        {"ten": "Nguyễn Thị Thử Hai"},
        lambda _: Dossier.objects.get().answers["ten"] == "Nguyễn Thị Thử Hai",
        'value="Nguyễn Thị Thử Hai"',
    ),
    "withdrawing": Step(
        "withdraw",
        {"reason": "Nộp nhầm nơi"},
        lambda _: Dossier.objects.get().state == "withdrawn",
        "Nộp nhầm nơi",
    ),
    "rating": Step(
        "rate",
        {"overall": "4", "words": "Cán bộ tận tình"},
        lambda _: Rating.objects.get().words == "Cán bộ tận tình",
        "Cán bộ tận tình",
    ),
}


def nothing(counter: Counter) -> None:
    """Before anything was begun."""


def begun(counter: Counter) -> None:
    citizen_client(counter.citizen).post(STEPS["begin"].url(counter))


def written(counter: Counter) -> None:
    begun(counter)
    client = citizen_client(counter.citizen)
    for page, sent in (("nguoi", PERSON), ("ban", ROW)):
        client.post(reverse("services:draft_page", args=[Draft.objects.get().token, page]), sent)


def whole(counter: Counter) -> None:
    written(counter)
    client, draft = citizen_client(counter.citizen), Draft.objects.get()
    client.post(reverse("services:draft_delivery", args=[draft.token]), {"delivery": "2"})
    draft.papers.create(code="cccd", file=stored(counter.office))


def asked_back(counter: Counter) -> None:
    item = Item("ten", "Họ tên", "Điều 9", "Viết đủ")
    intake.ask_supplement(filed(counter), actor=counter.desk, items=[item])


def waiting(counter: Counter) -> None:
    filed(counter)


def answered(counter: Counter) -> None:
    done(counter)


BEFORE = {"begin": nothing, "filing": whole, "mending": asked_back, "a row more": written,
          "a file": written, "delivery": written, "withdrawing": waiting,
          "rating": answered}  # fmt: skip


@dataclass(frozen=True)
class Interrupted:
    """One way in which a step is interrupted."""

    counter: Counter
    step: Step
    browser: Client = field(default_factory=Client)

    def send(self, client: Client) -> Any:
        return client.post(
            self.step.url(self.counter),
            self.step.data(),
            headers={"Referer": f"http://testserver{self.step.url(self.counter)}"},
        )


def the_answer_is_lost(case: Interrupted) -> None:
    """The server has done it, the browser never heard and sends the same again."""
    client = citizen_client(case.counter.citizen)
    case.send(client)
    assert case.send(client).status_code < 500


def the_tab_is_closed(case: Interrupted) -> None:
    """Sent, and gone; another device goes on from one's own dossiers."""
    case.send(citizen_client(case.counter.citizen))
    other = citizen_client(case.counter.citizen)
    shown = other.get(reverse("services:mine")).content.decode()
    drafts = Draft.objects.filter(dossier=None)
    for place in [reverse("services:draft", args=[one.token]) for one in drafts]:
        assert place in shown
        assert other.get(place, follow=True).status_code == 200
    for dossier in Dossier.objects.all():
        assert dossier.reference in shown


def in_two_tabs(case: Interrupted) -> None:
    """Both have the page open, and both send it."""
    first, second = (citizen_client(case.counter.citizen) for _ in range(2))
    case.send(first)
    assert case.send(second).status_code < 500


def enter_again(client: Client, citizen: Citizen) -> None:
    """In the session that the browser has now, if it has one."""
    session = client.session
    session["citizen"] = citizen.pk
    session.save()
    client.cookies["congvu"] = str(session.session_key)


def the_session_has_ended(case: Interrupted) -> None:
    """Sent to sign in, and back: what was typed stands there, and is sent from there."""
    client = citizen_client(case.counter.citizen)
    client.session.flush()
    away = case.send(client)
    back = parse_qs(urlsplit(away["Location"]).query)["next"][0]
    assert back == case.step.url(case.counter)
    enter_again(client, case.counter.citizen)
    shown = client.get(back)
    assert shown.status_code == 200
    assert case.step.shown in shown.content.decode()
    case.send(client)


def the_server_dies_before_it_has_done_it(case: Interrupted) -> None:
    """What it would have kept is lost with its transaction; the browser sends the same again."""
    client = citizen_client(case.counter.citizen)
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


@pytest.mark.parametrize("fault", FAULTS, ids=lambda one: one.__name__)
@pytest.mark.parametrize("name", list(STEPS))
def test_nothing_typed_is_lost_or_done_twice(
    counter: Counter, name: str, fault: Callable[[Interrupted], None]
) -> None:
    step = STEPS[name]
    BEFORE.get(name, begun)(counter)
    fault(Interrupted(counter, step))
    assert step.done(counter)
    assert Draft.objects.count() + Dossier.objects.filter(draft=None).count() == 1


def test_what_somebody_left_is_shown_to_nobody_else(counter: Counter) -> None:
    """On a machine that several people use."""
    begun(counter)
    case = Interrupted(counter, STEPS["a page"])
    client = Client()
    back = case.send(client)["Location"]
    enter_again(client, Citizen.objects.create(phone="0912345678"))
    assert client.get(case.step.url(counter)).status_code == 404
    assert "Nguyễn Thị Thử" not in client.get(reverse("services:mine")).content.decode()
    assert back.startswith(reverse("services:enter"))
    assert Draft.objects.get().typed == {}


def test_what_is_being_typed_is_kept_before_the_tab_closes(counter: Counter) -> None:
    begun(counter)
    url = STEPS["a page"].url(counter)
    client = citizen_client(counter.citizen)
    assert client.post(url, {"ten": "Nguyễn Th", "luu": "1"}).status_code == 204
    assert 'value="Nguyễn Th"' in citizen_client(counter.citizen).get(url).content.decode()


@pytest.mark.parametrize("taken_up", [False, True], ids=["waiting", "in its hands"])
def test_a_dead_worker_loses_no_message(counter: Counter, *, taken_up: bool) -> None:
    """It died before it began, or while it held the job: the next minute's sweep tells."""
    counter.citizen.email = "thu@example.vn"
    counter.citizen.save()
    whole(counter)
    citizen_client(counter.citizen).post(STEPS["filing"].url(counter))
    message = Message.objects.get(dossier__isnull=False)
    Message.objects.update(contact="thu@example.vn")
    jobs = ProcrastinateJob.objects.filter(task_name="services.send_message")
    assert jobs.filter(args={"message_id": message.pk}).exists()
    assert not mail.outbox
    with clock.fixed(clock.now() + timedelta(minutes=4)):
        sweep(0)
        sweep(0)
    assert len(mail.outbox) == 1
    message.refresh_from_db()
    assert message.sent_at is not None
