"""The desk files for somebody, and answers: every step × everything that interrupts it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from congvu.accounts.tests.factories import account_for, client_of
from congvu.core import clock
from congvu.directory.models import Role
from congvu.directory.tests.factories import AppointmentFactory, TitleFactory
from congvu.files.tests import samples
from congvu.services.actions import drafts
from congvu.services.jobs import sweep
from congvu.services.models import Dossier, Draft, Message, PostOrder
from congvu.services.tests.factories import Counter, done, filed, stored
from congvu.services.tests.interrupting import FAULTS, Interrupted, Step, Walker, begun_in
from congvu.services.tests.pages import begin, page, send

pytestmark = pytest.mark.django_db
GIA = {
    "channel": "1", "kind": "1", "name": "Trần Văn Già",
    "identity": "200123456", "phone": "0977000111",
    "email": "gia@example.vn", "address": "Thôn 2", "consent": "Người nộp có mặt, đồng ý",
}  # fmt: skip
PERSON = {"ten": "Trần Văn Già", "giay_to": "200123456", "tinh_trang": "chua"}
ROW = {"so_ban": "2", "noi-rows": "1", "noi-0-cho": "Tam Kỳ", "noi-0-thang": "5"}
WANTED = {"ten-chon": "on", "ten-can_cu": "Điều 9", "ten-cach": "Ghi đủ chữ đệm"}
ACTS = {"accept", "refuse", "ask_supplement", "give_back", "post_order"}


def held(name: str, value: object) -> Callable[[Counter], bool]:
    return lambda _counter: getattr(Draft.objects.get(), name) == value


def state(wanted: str) -> Callable[[Counter], bool]:
    return lambda _counter: Dossier.objects.get().state == wanted


STEPS = {
    "begin": Step(
        "desk_begin", {"form_key": str(uuid.uuid4())}, lambda _: Draft.objects.count() == 1,
        "Nộp hộ người dân",
    ),
    "for whom": Step(
        "desk_applicant", GIA, lambda _: Draft.objects.get().contact["name"] == "Trần Văn Già",
        'value="Trần Văn Già"',
    ),
    "a page": Step(
        "desk_page", PERSON, lambda _: Draft.objects.get().answers["ten"] == "Trần Văn Già",
        'value="Trần Văn Già"', "nguoi",
    ),
    "a wrong page": Step(
        "desk_page", PERSON | {"giay_to": "12345"},
        lambda _: Draft.objects.get().typed["nguoi"]["giay_to"] == ["12345"], 'value="12345"',
        "nguoi",
    ),
    "a row more": Step(
        "desk_page", ROW | {"them": "noi"},
        lambda _: Draft.objects.get().typed["ban"]["noi-0-cho"] == ["Tam Kỳ"], 'value="Tam Kỳ"',
        "ban",
    ),
    "a file": Step(
        "desk_papers", {"cccd": samples.pdf()}, lambda _: Draft.objects.get().papers.count() == 1,
        "Bản chụp căn cước công dân",
    ),
    "delivery": Step(
        "desk_delivery", {"delivery": "3", "address": "12 Hùng Vương, Tam Kỳ"},
        held("delivery_address", "12 Hùng Vương, Tam Kỳ"), "12 Hùng Vương, Tam Kỳ",
    ),
    "filing": Step(
        "desk_review", {}, lambda _: Dossier.objects.get().papers.count() == 1, "Trần Văn Già"
    ),
    "accepting": Step("accept", {}, state("accepted"), "Tiếp nhận"),
    "refusing": Step(
        "refuse", {"reason": "Không thuộc thẩm quyền", "remedy": "Nộp ở xã"}, state("refused"),
        "Lý do từ chối",
    ),
    "asking for more": Step("ask_supplement", WANTED, state("supplement"), "Căn cứ (Họ tên)"),
    "giving back": Step("give_back", {"words": "Đã trao tay"}, state("returned"), "Nội dung"),
    "calling the postman": Step(
        "post_order", {"direction": "deliver", "address": "12 Trần Phú"},
        lambda _: PostOrder.objects.get().address == "12 Trần Phú", "Địa chỉ của người nộp",
    ),
}  # fmt: skip


def nothing(counter: Counter) -> None:
    """Before anything was begun."""


def begun(counter: Counter) -> None:
    drafts.begin(
        counter.definition, agency=counter.office.agency, desk=counter.desk, form_key=uuid.uuid4()
    )


def named(counter: Counter) -> None:
    begun(counter)
    send(client_of(counter.desk), "desk_applicant", Draft.objects.get().token, **GIA)


def written(counter: Counter) -> None:
    named(counter)
    token = Draft.objects.get().token
    for topic, sent in (("nguoi", PERSON), ("ban", ROW)):
        send(client_of(counter.desk), "desk_page", token, topic, **sent)


def whole(counter: Counter) -> None:
    written(counter)
    draft = Draft.objects.get()
    send(client_of(counter.desk), "desk_delivery", draft.token, delivery="1")
    draft.papers.create(code="cccd", file=stored(counter.office))


def waiting(counter: Counter) -> None:
    filed(counter)


def answered(counter: Counter) -> None:
    done(counter)


BEFORE = {
    "begin": nothing, "for whom": begun, "a row more": written, "a file": written,
    "delivery": written, "filing": whole, "accepting": waiting, "refusing": waiting,
    "asking for more": waiting, "giving back": answered, "calling the postman": answered,
}  # fmt: skip


def again(client: Client, counter: Counter) -> None:
    """Sign in in the browser as it is; what its session holds goes along, as at the real door."""
    client.force_login(account_for(counter.desk), backend="congvu.accounts.backends.Backend")


def look(client: Client) -> None:
    shown = page(client, "desk_choose")
    for draft in Draft.objects.filter(dossier=None):
        assert (reverse("services:desk", args=[draft.token]) in shown) == begun_in(draft)
        assert client.get(reverse("services:desk", args=[draft.token]), follow=True).status_code
    for dossier in Dossier.objects.all():
        assert page(client, "dossier", dossier.pk)


DESK = Walker(lambda counter: client_of(counter.desk), again, look)


def interrupted(counter: Counter, step: Step) -> Interrupted:
    """What is only ever sent is sent from a page beside it."""
    if step.name == "desk_begin":
        here = reverse("services:desk_begin", args=[counter.procedure.code])
        return Interrupted(counter, DESK, step, here, reverse("services:desk_choose"))
    if step.name in ACTS:
        args: list[object] = [Dossier.objects.get().pk]
        here = reverse(f"services:{step.name}", args=args)
        beside = {"accept": reverse("services:dossier", args=args)}
        return Interrupted(counter, DESK, step, here, beside.get(step.name, here))
    extra = [step.page] if step.page else []
    here = reverse(f"services:{step.name}", args=[Draft.objects.get().token, *extra])
    return Interrupted(counter, DESK, step, here, here)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda one: one.__name__)
@pytest.mark.parametrize("name", list(STEPS))
def test_nothing_typed_at_the_desk_is_lost_or_done_twice(
    counter: Counter, name: str, fault: Callable[[Interrupted], None]
) -> None:
    step = STEPS[name]
    BEFORE.get(name, named)(counter)
    fault(interrupted(counter, step))
    assert step.done(counter)
    assert Draft.objects.count() + Dossier.objects.filter(draft=None).count() == 1
    told = Dossier.objects.filter(events__name__in={"file", *ACTS})
    events = list(told.values_list("events__name", flat=True))
    assert len(events) == len(set(events))


def test_what_an_officer_left_is_shown_to_no_colleague(counter: Counter) -> None:
    """On a machine that several use: the draft is another's, and so is what was typed."""
    named(counter)
    case = interrupted(counter, STEPS["a page"])
    client = Client()
    back = case.send(client)["Location"]
    colleague = AppointmentFactory(
        agency=counter.office.agency, title=TitleFactory(name="Cán bộ"), role=Role.DESK_OFFICER
    )
    client.force_login(account_for(colleague), backend="congvu.accounts.backends.Backend")
    assert back.startswith("/dang-nhap/")
    assert client.get(case.url).status_code == 404
    assert "Trần Văn Già" not in page(client, "desk_choose")


def test_the_next_one_at_the_desk_gets_a_form_of_their_own(counter: Counter) -> None:
    """Also in two windows that were opened before anything was typed in either."""
    desk = client_of(counter.desk)
    first = begin(desk, "desk_begin", counter.procedure.code)["Location"]
    second = begin(desk, "desk_begin", counter.procedure.code)["Location"]
    assert "Đang nhập, chưa nộp" not in page(desk, "desk_choose")
    desk.post(first, GIA)
    assert "Trần Văn Già" not in desk.get(second).content.decode()
    Draft.objects.all().delete()
    named(counter)
    place = begin(desk, "desk_begin", counter.procedure.code)["Location"]
    assert Draft.objects.count() == 2
    assert "Trần Văn Già" not in desk.get(place).content.decode()


def test_a_draft_that_is_not_wanted_is_dropped(counter: Counter) -> None:
    named(counter)
    desk = client_of(counter.desk)
    assert "cho Trần Văn Già" in page(desk, "desk_choose")
    send(desk, "desk_drop", Draft.objects.get().token)
    assert "Trần Văn Già" not in page(desk, "desk_choose")


def test_a_dead_worker_loses_no_word_to_whom_it_was_filed_for(counter: Counter) -> None:
    whole(counter)
    send(client_of(counter.desk), "desk_review", Draft.objects.get().token)
    Message.objects.update(contact="gia@example.vn")
    assert not mail.outbox
    with clock.fixed(clock.now() + timedelta(minutes=4)):
        sweep(0)
        sweep(0)
    assert [one.to for one in mail.outbox] == [["gia@example.vn"]]
