"""Every step of filing × everything that interrupts it: nothing typed is lost, and
nothing is done twice.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from congvu.core import clock
from congvu.files.tests import samples
from congvu.services.actions import intake
from congvu.services.jobs import sweep
from congvu.services.models import Citizen, Dossier, Draft, Message, Rating
from congvu.services.tests.factories import Counter, citizen_client, done, filed, stored
from congvu.services.tests.interrupting import FAULTS, Interrupted, Step, Walker, begun_in
from congvu.services.types import Item

pytestmark = pytest.mark.django_db
PERSON = {"ten": "Nguyễn Thị Thử", "giay_to": "049185000123", "tinh_trang": "chua"}
ROW = {"so_ban": "2", "noi-rows": "1", "noi-0-cho": "Tam Kỳ", "noi-0-thang": "5"}
CARD = samples.pdf()


def address(step: Step, counter: Counter) -> str:
    """Where the step is sent, which is also the page it is sent from."""
    if step.name == "begin":
        return reverse("services:begin", args=[counter.procedure.code])
    if step.name in {"mend", "withdraw", "rate"}:
        return reverse(f"services:{step.name}", args=[Dossier.objects.get().reference])
    extra = [step.page] if step.page else []
    return reverse(f"services:{step.name}", args=[Draft.objects.get().token, *extra])


def answer(code: str) -> Callable[[Counter], Any]:
    return lambda _counter: Draft.objects.get().answers.get(code)


STEPS = {
    "begin": Step(
        "begin", {"form_key": str(uuid.uuid4())}, lambda _: Draft.objects.count() == 1, "Bắt đầu"
    ),
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
    step = STEPS["begin"]
    citizen_client(counter.citizen).post(address(step, counter), step.sent)


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


def enter(counter: Counter) -> Client:
    return citizen_client(counter.citizen)


def enter_again(client: Client, citizen: Citizen) -> None:
    """In the session that the browser has now, if it has one."""
    session = client.session
    session["citizen"] = citizen.pk
    session.save()
    client.cookies["congvu"] = str(session.session_key)


def look(client: Client) -> None:
    shown = client.get(reverse("services:mine")).content.decode()
    drafts = Draft.objects.filter(dossier=None)
    for one in drafts:
        place = reverse("services:draft", args=[one.token])
        assert (place in shown) == begun_in(one)
        assert client.get(place, follow=True).status_code == 200
    for dossier in Dossier.objects.all():
        assert dossier.reference in shown


CITIZEN = Walker(enter, lambda client, counter: enter_again(client, counter.citizen), look)


def interrupted(counter: Counter, step: Step) -> Interrupted:
    here = address(step, counter)
    return Interrupted(counter, CITIZEN, step, here, here)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda one: one.__name__)
@pytest.mark.parametrize("name", list(STEPS))
def test_nothing_typed_is_lost_or_done_twice(
    counter: Counter, name: str, fault: Callable[[Interrupted], None]
) -> None:
    step = STEPS[name]
    BEFORE.get(name, begun)(counter)
    fault(interrupted(counter, step))
    assert step.done(counter)
    assert Draft.objects.count() + Dossier.objects.filter(draft=None).count() == 1


def test_what_somebody_left_is_shown_to_nobody_else(counter: Counter) -> None:
    """On a machine that several people use."""
    begun(counter)
    case = interrupted(counter, STEPS["a page"])
    client = Client()
    back = case.send(client)["Location"]
    enter_again(client, Citizen.objects.create(phone="0912345678"))
    assert client.get(case.url).status_code == 404
    assert "Nguyễn Thị Thử" not in client.get(reverse("services:mine")).content.decode()
    assert back.startswith(reverse("services:enter"))
    assert Draft.objects.get().typed == {}


def test_what_is_being_typed_is_kept_before_the_tab_closes(counter: Counter) -> None:
    begun(counter)
    url = address(STEPS["a page"], counter)
    client = citizen_client(counter.citizen)
    assert client.post(url, {"ten": "Nguyễn Th", "luu": "1"}).status_code == 204
    assert 'value="Nguyễn Th"' in citizen_client(counter.citizen).get(url).content.decode()


@pytest.mark.parametrize("taken_up", [False, True], ids=["waiting", "in its hands"])
def test_a_dead_worker_loses_no_message(counter: Counter, *, taken_up: bool) -> None:
    """It died before it began, or while it held the job: the next minute's sweep tells."""
    counter.citizen.email = "thu@example.vn"
    counter.citizen.save()
    whole(counter)
    citizen_client(counter.citizen).post(address(STEPS["filing"], counter))
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
