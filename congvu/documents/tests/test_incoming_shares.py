"""Shares in the handling: own due dates, longer time, passed back, passed on, recalled."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from congvu.accounts.tests.factories import client_of
from congvu.core import clock
from congvu.core.refused import Conflict
from congvu.directory.models import Appointment, Role
from congvu.directory.tests.factories import AppointmentFactory, Office, TitleFactory, UnitFactory
from congvu.documents.actions import incoming as actions
from congvu.documents.actions.recalling import honour_recall, honour_recalls
from congvu.documents.models import Assignment, Extension, Incoming, QuickGroup
from congvu.documents.queries.lists import rows_of
from congvu.documents.tests.test_incoming_pages import arrived, directed, registered, url
from congvu.documents.types import AssignmentState, ExtensionState, IncomingState, Part
from congvu.notices.models import Notice
from congvu.workdays.queries import add_working_days

pytestmark = pytest.mark.django_db(transaction=False)
WHY = "Khối lượng số liệu lớn, cần thêm thời gian"


def told(who: Appointment) -> str:
    return "\n".join(Notice.objects.filter(recipient=who).values_list("text", flat=True))


def post(who: Appointment, name: str, subject: Any, **data: Any) -> str:
    """What the answer says: empty when it was done."""
    address = reverse(f"documents:{name}", args=[subject.pk])
    answer = client_of(who).post(address, data)
    return "" if answer.status_code == 302 else answer.content.decode()


def page(who: Appointment, document: Incoming) -> str:
    return client_of(who).get(url("incoming", document)).content.decode()


@pytest.fixture
def neighbour(office: Office) -> Appointment:
    """The head of another unit."""
    unit = UnitFactory(agency=office.agency, name="Phòng Kế hoạch")
    return AppointmentFactory(
        agency=office.agency, unit=unit, title=TitleFactory(), role=Role.UNIT_HEAD
    )


def words_of(days: int) -> tuple[str, date]:
    day = add_working_days(clock.today(), days)
    return f"{day:%d/%m/%Y}", day


def ask(office: Office, document: Incoming, days: int = 8) -> Extension:
    assert not post(
        office.head, "share_ask_extension", document, until=words_of(days)[0], words=WHY
    )
    return Extension.objects.get(state=ExtensionState.ASKED)


def test_each_share_may_have_its_own_day(office: Office, neighbour: Appointment) -> None:
    document = registered(office)
    given = {
        "assignees": [office.head.pk, neighbour.pk],
        f"assignees_part_{office.head.pk}": "lead",
        f"assignees_part_{neighbour.pk}": "coordinate",
        f"assignees_due_{neighbour.pk}": "ngày nảo",
        "due": "5 ngày",
    }
    assert "Chưa hiểu hạn" in post(office.leader, "incoming_direct", document, **given)
    given[f"assignees_due_{neighbour.pk}"] = "9 ngày"
    assert "không được sau hạn chung" in post(office.leader, "incoming_direct", document, **given)
    given[f"assignees_due_{neighbour.pk}"] = "2 ngày"
    assert not post(office.leader, "incoming_direct", document, **given)
    days = dict(document.assignments.values_list("assignee_id", "due_on"))
    assert days == {office.head.pk: words_of(5)[1], neighbour.pk: words_of(2)[1]}


def test_longer_time_is_asked_and_granted(office: Office) -> None:
    document = directed(office, office.head)
    assert "10 ký tự" in post(
        office.head, "share_ask_extension", document, until=words_of(8)[0], words="bận"
    )
    asked = ask(office, document)
    assert "xin gia hạn đến" in told(office.leader)
    assert WHY in page(office.leader, document)
    listed = client_of(office.leader).get(reverse("documents:incoming_list", args=["to_do"]))
    assert "xin gia hạn đến" in listed.content.decode()
    given = {"until": words_of(6)[0], "words": "Đồng ý", "whole": "on"}
    assert not post(office.leader, "extension_grant", asked, **given)
    document.refresh_from_db()
    assert document.assignments.get().due_on == document.due_on == words_of(6)[1]
    assert "cho gia hạn đến" in told(office.head)
    assert "Cho gia hạn cả văn bản" in page(office.head, document)


def test_the_whole_stays_due_unless_the_giver_says_so(office: Office) -> None:
    document = directed(office, office.head)
    before = document.due_on
    assert not post(office.leader, "extension_grant", ask(office, document), until=words_of(6)[0])
    document.refresh_from_db()
    assert document.due_on == before != document.assignments.get().due_on


def test_longer_time_is_refused_in_words_and_asked_again(office: Office) -> None:
    document = directed(office, office.head)
    asked = ask(office, document)
    assert "đã xin gia hạn" in post(
        office.head, "share_ask_extension", document, until=words_of(9)[0], words=WHY
    )
    assert post(office.specialist, "extension_grant", asked, until=words_of(6)[0])
    assert not post(office.leader, "extension_refuse", asked, words="Việc gấp, không lùi được")
    assert "Việc gấp" in told(office.head)
    again = ask(office, document)
    assert not post(office.head, "extension_withdraw", again)
    assert not Extension.objects.filter(state=ExtensionState.ASKED).exists()


def test_a_unit_passes_back_what_is_not_its_own(office: Office, neighbour: Appointment) -> None:
    document = directed(office, office.head)
    below = {"assignees": [office.specialist.pk], "words": "", "due": ""}
    assert not post(office.head, "share_hand_down", document, **below)
    ask(office, document)
    why = "Lĩnh vực này thuộc Phòng Kế hoạch theo quy chế"
    given = {"words": why, "instead": neighbour.pk}
    assert not post(office.head, "share_pass_back", document, **given)
    document.refresh_from_db()
    assert document.state == IncomingState.ASSIGNED
    assert document.holder == office.leader
    states = dict(document.assignments.values_list("assignee_id", "state"))
    assert states == {
        office.head.pk: AssignmentState.RETURNED,
        office.specialist.pk: AssignmentState.STOPPED,
    }
    assert why in told(office.leader)
    assert "dừng xử lý" in told(office.specialist)
    (row,) = rows_of([document], actor=office.leader)
    assert row.why == "bị trả lại, chờ ông/bà giao lại"
    dialog = client_of(office.leader).get(url("incoming_direct", document)).content.decode()
    assert f'<option value="{neighbour.pk}" selected' in dialog
    to = neighbour.pk
    lead = {"assignees": [to], f"assignees_part_{to}": "lead", "words": "", "due": ""}
    assert not post(office.leader, "incoming_direct", document, **lead)
    assert not post(office.leader, "incoming_direct", document, assignees=[office.head.pk])
    document.refresh_from_db()
    assert document.holder is None
    assert not post(neighbour, "share_finish", document, words="Xong")
    document.refresh_from_db()
    assert document.state == IncomingState.FINISHED


def test_passing_on_reaches_the_group_and_each_once(office: Office, neighbour: Appointment) -> None:
    document = directed(office, office.head)
    client = client_of(office.leader)
    group = {"name": "Các phòng", "members": [office.head.pk, neighbour.pk]}
    assert client.post(reverse("documents:quick_group_new"), group).status_code == 302
    chosen = office.leader.quick_groups.get()
    assert "Các phòng (2 người)" in client.get(url("incoming_inform", document)).content.decode()
    given = {"groups": [chosen.pk], "people": [neighbour.pk], "words": "Nghiên cứu"}
    assert not post(office.leader, "incoming_inform", document, **given)
    share = document.assignments.get(assignee=neighbour)
    assert (share.part, share.words) == (Part.INFORMED, "Nghiên cứu")
    assert "đều đã được giao" in post(office.leader, "incoming_inform", document, **given)
    assert client_of(office.head).get(f"/van-ban/den/nhom/{chosen.pk}/").status_code == 404


def test_an_instruction_informs_whole_groups_but_nobody_twice(
    office: Office, neighbour: Appointment
) -> None:
    group = QuickGroup.objects.create(owner=office.leader, name="Các phòng")
    group.members.set([office.head, neighbour, office.specialist, office.leader])
    document = registered(office)
    assert (
        "Nhóm nhận để biết"
        in client_of(office.leader).get(url("incoming_direct", document)).content.decode()
    )
    given = {"assignees": [office.head.pk], f"assignees_part_{office.head.pk}": Part.LEAD}
    assert not post(office.leader, "incoming_direct", document, **given, groups=[group.pk])
    parts = dict(document.assignments.values_list("assignee", "part"))
    informed = {neighbour.pk: Part.INFORMED, office.specialist.pk: Part.INFORMED}
    assert parts == {office.head.pk: Part.LEAD, **informed}
    again = {"assignees": [office.clerk.pk], f"assignees_part_{office.clerk.pk}": Part.COORDINATE}
    assert not post(office.leader, "incoming_direct", document, **again, groups=[group.pk])
    assert document.assignments.count() == 4


def test_the_way_is_a_tree_with_times_and_who_has_read(
    office: Office, neighbour: Appointment
) -> None:
    document = directed(office, office.head)
    assert not post(office.leader, "incoming_inform", document, people=[neighbour.pk])
    page(office.head, document)
    Assignment.objects.filter(assignee=office.head).update(due_on=clock.today() - timedelta(3))
    seen = client_of(office.leader).get(url("incoming", document))
    tree = seen.context["tree"]
    assert tree.read_words == "2/3 đã xem, 67 %"
    (clerk,) = tree.stops
    (leader,) = clerk.children
    assert [one.name for one in (clerk, leader)] == [
        office.clerk.person.name,
        office.leader.person.name,
    ]
    assert [(one.name, one.state) for one in leader.children] == [
        (office.head.person.name, "late"),
        (neighbour.person.name, "waiting"),
    ]
    assert [what for what, _ in leader.children[0].times] == ["giao", "xem"]


def test_a_recalled_document_is_frozen_and_shows_no_content(office: Office) -> None:
    document = directed(office, office.head)
    ask(office, document)
    honour_recall(document, actor=None, words="Ban hành nhầm, thay bằng văn bản 1810")
    assert (document.state, document.arrival_number) == (IncomingState.RECALLED, 1)
    assert document.shown_file is None
    assert document.assignments.get().state == AssignmentState.STOPPED
    assert not Extension.objects.filter(state=ExtensionState.ASKED).exists()
    for who in (office.clerk, office.head):
        assert "Ban hành nhầm" in told(who)
        seen = page(who, document)
        assert "Ban hành nhầm" in seen
        assert url("incoming_file", document) not in seen
        assert client_of(who).get(url("incoming_file", document)).status_code == 409
    for name in ("incoming_inform", "incoming_finish", "incoming_direct"):
        assert client_of(office.leader).get(url(name, document)).status_code == 409
    assert post(office.head, "share_report", document, words="xong")
    with pytest.raises(Conflict):
        honour_recall(document, actor=None, words="lần nữa")
    listed = client_of(office.clerk).get(reverse("documents:incoming_list", args=["recalled"]))
    assert "nơi gửi đã thu hồi" in listed.content.decode()


def test_a_recall_reaches_every_receiver_that_still_has_it(
    office: Office, other_office: Office
) -> None:
    from congvu.documents.actions.drafting import draft

    origin = draft(actor=office.specialist)
    first = arrived(office, origin=origin)
    gone = arrived(other_office, origin=origin)
    actions.return_to_sender(gone, actor=other_office.clerk, words="Gửi nhầm cơ quan nhận")
    assert honour_recalls(origin, words="Ban hành nhầm") == [first]
    first.refresh_from_db()
    assert first.state == IncomingState.RECALLED


def test_a_clerk_records_the_recall_of_paper(office: Office) -> None:
    document = arrived(office, paper=True)
    assert client_of(office.clerk).get(url("incoming_recall", document)).status_code == 200
    assert not post(office.clerk, "incoming_recall", document, words="Công văn 12 ngày 3/4")
    document.refresh_from_db()
    assert document.state == IncomingState.RECALLED
