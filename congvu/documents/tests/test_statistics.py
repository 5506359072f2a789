"""Statistics: every figure leads to exactly the documents that it counts, for each role."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from congvu.accounts.tests.factories import client_of
from congvu.core import clock
from congvu.directory.models import Appointment, Role
from congvu.directory.tests.factories import AppointmentFactory, Office, UnitFactory
from congvu.documents.forms.statistics import GROUPS
from congvu.documents.models import Assignment, Incoming, IncomingParticipant, Outgoing, Register
from congvu.documents.queries import today
from congvu.documents.tests.test_incoming_pages import arrived

pytestmark = pytest.mark.django_db


def given(office: Office, number: str, to: Appointment, **share: object) -> Incoming:
    """A document in the hands of somebody; the share and the document end together."""
    register, _ = Register.objects.get_or_create(
        agency=office.agency, kind="incoming", year=2026, name="Văn bản đến"
    )
    document = arrived(
        office, number, state="finished" if share.get("done_at") else "assigned",
        register=register, arrival_number=int(number), due_on=share.get("due_on"),
        finished_at=share.get("done_at"),
    )  # fmt: skip
    Assignment.objects.create(
        incoming=document, agency=office.agency, given_by=office.leader, assignee=to, part="lead",
        state="done" if share.get("done_at") else "waiting", given_at=clock.now(), **share,
    )  # fmt: skip
    IncomingParticipant.objects.create(incoming=document, appointment=to)
    return document


def situation(office: Office) -> None:
    """One of each: waiting at the clerk, late, done in time, done late; shares in two units."""
    now, day = clock.now(), clock.today()
    arrived(office, "1")
    given(office, "2", office.head, due_on=day - timedelta(days=2))
    given(office, "3", office.specialist, due_on=day + timedelta(days=1), done_at=now)
    given(office, "4", office.specialist, due_on=day - timedelta(days=1), done_at=now)


def figures_of(page: str) -> list[tuple[int, str]]:
    """Every figure of the page that leads somewhere, with its address."""
    found = re.findall(
        r'href="([^"]*danh-sach[^"]*)"[^>]*>(?:<span class="figure-value[^>]*>)?(\d+)<', page
    )
    return [(int(count), unescape(url)) for url, count in found]


def check_figures(client: Client, url: str) -> int:
    """The lists behind the figures hold as many lines as the figures say; each may be opened."""
    opened: set[str] = set()
    page = client.get(url).content.decode()
    figures = figures_of(page)
    for count, address in figures:
        answer = client.get(address)
        assert answer.status_code == 200
        assert len(answer.context["page"].rows) == count, address
        opened |= {row.url for row in answer.context["page"].rows if "/den/" in row.url}
    assert all(client.get(one).status_code == 200 for one in opened)
    return len(figures)


@pytest.mark.parametrize("seat", ["clerk", "leader", "head", "specialist"])
def test_each_figure_leads_to_its_documents(office: Office, seat: str) -> None:
    situation(office)
    client, url = client_of(getattr(office, seat)), reverse("documents:statistics", args=["den"])
    for group in GROUPS:
        assert check_figures(client, f"{url}?nhom={group}") > 3


def test_the_table_counts_each_state_once(office: Office) -> None:
    situation(office)
    answer = client_of(office.leader).get(reverse("documents:statistics"), {"nhom": "thoi-gian"})
    counts = {label: count for label, count, _, _ in answer.context["figures"]}
    assert counts == {
        "Văn bản đến": 4,
        "Chờ vào sổ": 1,
        "Chờ chỉ đạo": 0,
        "Đang xử lý trong hạn": 0,
        "Quá hạn chưa xong": 1,
        "Xong đúng hạn": 1,
        "Xong quá hạn": 1,
        "Trả lại": 0,
        "Nơi gửi thu hồi": 0,
    }


def test_roles_see_no_more_than_theirs(office: Office, other_office: Office) -> None:
    situation(office)
    other_unit = UnitFactory(agency=office.agency)
    stranger = AppointmentFactory(agency=office.agency, unit=other_unit, role=Role.UNIT_HEAD)
    address = reverse("documents:statistics_list", args=["phan-viec"])
    asked = {"so": "late_now", "don-vi": office.unit.pk}
    for actor in (stranger, other_office.leader, other_office.clerk):
        assert not client_of(actor).get(address, asked).context["page"].rows
    assert client_of(office.leader).get(address, asked).context["page"].rows
    assert client_of(office.administrator).get(address, asked).status_code == 403


def test_issued_documents_are_told_by_type(office: Office) -> None:
    seed = arrived(office, "9")
    for number, kind in enumerate(("letter", "decision", "report"), start=1):
        Outgoing.objects.create(
            agency=office.agency, unit=office.unit, drafter=office.specialist, kind=kind,
            state="recalled" if kind == "report" else "issued", abstract="thử", number=number,
            dated_on=clock.today(),
            issued_at=clock.now(), issued=seed.file, signed=seed.file, notation="X",
            register=office.agency.registers.create(kind="outgoing", year=2026, name=kind),
        )  # fmt: skip
    url = reverse("documents:statistics", args=["di"])
    for actor in (office.leader, office.clerk, office.head):
        assert check_figures(client_of(actor), f"{url}?nhom=loai") > 4
    figures = client_of(office.leader).get(url).context["figures"]
    counts = {label: count for label, count, _, _ in figures}
    assert (counts["Văn bản đã ban hành"], counts["Thu hồi, thay thế"]) == (3, 1)


def test_the_workbook_holds_the_table(office: Office) -> None:
    situation(office)
    address = reverse("documents:statistics_sheet", args=["den"])
    answer = client_of(office.leader).get(address, {"nhom": "nguoi"})
    sheet = load_workbook(BytesIO(answer.content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][0] == office.agency.name.upper()
    assert rows[1][0] == "Tình hình xử lý văn bản đến"
    assert [office.head.person.name, 1] in [row[1:3] for row in rows]
    assert rows[-1][1:3] == ["Tổng cộng", 3]


def test_a_period_that_makes_no_sense_is_said_beside_the_field(office: Office) -> None:
    asked = {"ky": "khoang", "tu": "05/04/2026", "den": "01/04/2026"}
    page = client_of(office.leader).get(reverse("documents:statistics"), asked)
    assert "Ngày cuối phải từ ngày đầu trở đi." in page.content.decode()
    assert "05/04/2026" in page.content.decode()


def test_the_figures_of_the_day_lead_to_their_documents(office: Office) -> None:
    situation(office)
    assert check_figures(client_of(office.leader), "/") == 3
    found = today.figures_of(office.leader)
    assert (found.received, found.in_time, found.overdue) == (4, 1, 1)


def test_the_day_names_what_one_owes(office: Office) -> None:
    document = given(office, "5", office.specialist, due_on=clock.today())
    page = client_of(office.specialist).get("/").content.decode()
    assert "Đến hạn của tôi" in page
    assert document.code in page


def test_a_table_costs_the_same_whatever_it_counts(
    office: Office, django_assert_max_num_queries: object
) -> None:
    for number in range(12):
        unit = UnitFactory(agency=office.agency)
        given(office, str(number), AppointmentFactory(agency=office.agency, unit=unit))
    client, url = client_of(office.leader), reverse("documents:statistics")
    client.get(url)
    with django_assert_max_num_queries(18):  # type: ignore[operator]
        client.get(url)
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        client.get(reverse("documents:statistics_list", args=["phan-viec"]), {"so": "open_now"})
