"""Search over documents: found when saved, and only by those who may see."""

from __future__ import annotations

import uuid
from datetime import date

import pytest
from django.db import transaction
from django.urls import reverse

from congvu.accounts.tests.factories import client_of
from congvu.core.acts import touch, work
from congvu.directory.models import Appointment
from congvu.directory.tests.factories import Office
from congvu.documents.actions import drafting, opinions
from congvu.documents.actions import incoming as actions
from congvu.documents.models import Incoming, Outgoing
from congvu.documents.queries import incoming, outgoing
from congvu.documents.rendering import body_from_text
from congvu.documents.tests.test_incoming_pages import arrived, directed
from congvu.documents.types import OutgoingState
from congvu.search import checking, queries
from congvu.search.models import Entry
from congvu.search.types import Wanted

pytestmark = pytest.mark.django_db


def found(actor: Appointment, words: str, **given: object) -> list[tuple[str, int]]:
    page = queries.find(Wanted(words=words, **given), actor=actor)  # type: ignore[arg-type]
    return [(one.way, one.object_id) for one in page.found]


def indexed(home: Office, number: str = "1804", **given: object) -> Incoming:
    document = arrived(home, number, **given)
    touch(Incoming, document.pk)
    return document


def written(actor: Appointment, abstract: str, text: str = "") -> Outgoing:
    draft = drafting.draft(actor=actor, kind="letter", form_key=uuid.uuid4())
    fields = drafting.Fields(kind="letter", abstract=abstract, body=body_from_text(text))
    drafting.save_draft(draft, actor=actor, fields=fields)
    return draft


def test_a_draft_is_found_the_moment_it_is_saved_by_any_word_of_it(office: Office) -> None:
    draft = written(office.specialist, "phòng chống lụt bão", "Trực ban hai mươi tư giờ ở hồ đập.")
    for words in ("phòng chống", "phong chong", '"lụt bão"', "hồ đập", '"hai muoi tu gio"'):
        assert found(office.specialist, words) == [("outgoing", draft.pk)], words
    for words in ('"bão lụt"', "phỏng chống", "hạn hán", "lụt -bão"):
        assert not found(office.specialist, words), words
    assert not found(office.head, "lụt bão")
    assert not found(office.clerk, "lụt bão")


def test_what_was_rolled_back_is_not_found(office: Office) -> None:
    def killed() -> None:
        with transaction.atomic():
            written(office.specialist, "sẽ không còn")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        killed()
    assert not found(office.specialist, "không còn")


def test_a_share_opens_the_document_to_its_holder_at_once(office: Office) -> None:
    document = directed(office, office.head)
    assert found(office.head, "chuyển đổi số") == [("incoming", document.pk)]
    assert not found(office.specialist, "chuyển đổi số")


@pytest.mark.parametrize("state", list(OutgoingState))
def test_search_and_lists_agree_on_who_sees(
    office: Office, other_office: Office, state: str
) -> None:
    draft = written(office.specialist, "một việc")
    opinions.ask_opinions(draft, actor=office.specialist, asked=[other_office.head])
    arrival = indexed(other_office)
    handled = directed(office, office.head)
    number = {"number": 5, "dated_on": date(2026, 4, 1)} if state in {"numbered", "issued"} else {}
    if state not in {"signed", "numbered", *outgoing.OUT}:
        with work():
            Outgoing.objects.filter(pk=draft.pk).update(state=state, **number)
            touch(Outgoing, draft.pk)
    everyone = Appointment.objects.filter(agency__in=[office.agency, other_office.agency])
    for one in everyone:
        shown = set(found(one, ""))
        drafts = outgoing.visible_to(one).exclude(state=OutgoingState.CANCELLED)
        wanted = {("outgoing", pk) for pk in drafts.values_list("pk", flat=True)}
        wanted |= {("incoming", pk) for pk in incoming.visible_to(one).values_list("pk", flat=True)}
        wanted -= {("incoming", pk) for pk in (arrival.pk,) if one.agency_id == office.agency.pk}
        assert shown == wanted, one
    assert handled.pk


def test_pages_of_any_depth_hold_everything_once(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MANY", 7)
    moments = [date(2016 + number // 4, number % 4 * 3 + 1, 5) for number in range(40)]
    made = []
    for number, day in enumerate(moments):
        at = f"{day.isoformat()}T08:00:00+07:00"
        made.append(indexed(office, str(number), arrived_at=at, dated_on=day).pk)
    seen: list[int] = []
    after = ""
    while True:
        page = queries.find(Wanted(words="công nghệ"), actor=office.clerk, after=after, page=6)
        assert page.count == 8 or after
        seen += [one.object_id for one in page.found]
        after = page.next
        if not after:
            break
    assert seen == made[::-1]


def test_facets_and_days_narrow(office: Office) -> None:
    old = indexed(office, "1", dated_on=date(2019, 3, 2), kind="decision")
    new = indexed(office, "2", dated_on=date(2026, 4, 1))
    clerk = office.clerk
    assert found(clerk, "công nghệ", until=date(2020, 1, 1)) == [("incoming", old.pk)]
    assert found(clerk, "", since=date(2026, 4, 1)) == [("incoming", new.pk)]
    assert found(clerk, "", since=date(2001, 4, 1), until=date(2026, 3, 31)) == [
        ("incoming", old.pk)
    ]
    assert found(clerk, "", facets=frozenset({"kind:decision"})) == [("incoming", old.pk)]
    assert found(clerk, "", title="chuyen doi", author="ủy ban") != []
    assert not found(clerk, "", author="chuyển đổi")


def test_the_comparison_finds_and_mends_what_differs(office: Office) -> None:
    missing, stale = indexed(office, "1"), indexed(office, "2")
    extra = indexed(office, "3")
    Entry.objects.filter(object_id=missing.pk).delete()
    Incoming.objects.filter(pk=stale.pk).update(abstract="đã đổi bên ngoài")
    Incoming.objects.filter(pk=extra.pk).delete()
    check = checking.compare()
    assert (check.missing, check.stale, check.extra) == (1, 1, 1)
    again = checking.compare()
    assert (again.missing, again.stale, again.extra, again.read) == (0, 0, 0, 2)
    assert found(office.clerk, "bên ngoài") == [("incoming", stale.pk)]


def test_the_page_marks_keeps_and_exports(office: Office) -> None:
    document = indexed(office, dated_on=date(2026, 4, 1))
    client = client_of(office.clerk)
    here = reverse("search:results")
    page = client.get(here, {"q": "1804/UBND-KGVX"}).content.decode()
    assert "đúng số, ký hiệu" in page
    assert page.count(reverse("documents:incoming", args=[document.pk])) == 1
    page = client.get(here, {"q": "chuyen doi", "kind": "letter"}).content.decode()
    assert "<mark>chuyển</mark>" in page
    answer = client.post(reverse("search:keep"), {"q": "chuyen doi", "name": " "})
    assert answer.status_code == 409
    assert "Xin đặt tên" in answer.content.decode()
    assert "1804/UBND-KGVX" in answer.content.decode()
    client.post(reverse("search:keep"), {"q": "chuyen doi", "name": "Số hóa"})
    assert "Số hóa" in client.get(here).content.decode()
    sheet = client.get(reverse("search:export"), {"q": "chuyen doi"})
    assert sheet.content[:2] == b"PK"
    table = client.get(here, {"q": "so", "view": "table", "columns_shown": ["title", "author"]})
    assert "Cơ quan, đơn vị</th>" in table.content.decode()
    assert "Trạng thái</th>" not in table.content.decode()
    [kept] = queries.saved_by(office.clerk)
    assert client_of(office.leader).post(reverse("search:drop", args=[kept.pk])).status_code == 404
    client.post(reverse("search:drop", args=[kept.pk]))
    assert not queries.saved_by(office.clerk)


def test_finding_asks_little(office: Office, django_assert_max_num_queries: object) -> None:
    for number in range(35):
        indexed(office, str(number))
    with django_assert_max_num_queries(7):  # type: ignore[operator]
        assert len(found(office.clerk, "công nghệ")) == 30


def test_forwarding_keeps_its_words_findable(office: Office) -> None:
    document = indexed(office)
    actions.register(document, actor=office.clerk, to=office.leader)
    entry = Entry.objects.get(way="incoming", object_id=document.pk)
    assert entry.state == "Đã vào sổ, chờ chỉ đạo"


def test_a_personal_mark_is_its_owner_s_alone_and_fills_the_followed_list(office: Office) -> None:
    document = indexed(office)
    client = client_of(office.clerk)
    mark = reverse("documents:incoming_mark", args=[document.pk])
    given = {"followed": "on", "personal_label": "answer", "note": "hỏi anh Hòa"}
    assert client.post(mark, given).status_code == 302
    followed = reverse("documents:incoming_list", args=["followed"])
    page = client.get(followed).content.decode()
    assert "theo dõi, cần trả lời, hỏi anh Hòa" in page
    other = client_of(office.leader)
    assert (
        "hỏi anh Hòa"
        not in other.get(reverse("documents:incoming", args=[document.pk])).content.decode()
    )
    assert document.code not in other.get(followed).content.decode()
    assert client_of(office.specialist).post(mark, given).status_code == 404
    client.post(mark, {"note": ""})
    assert document.code not in client.get(followed).content.decode()
