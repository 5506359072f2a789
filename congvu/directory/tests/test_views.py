"""The directory's pages: who opens them, what they cost, what they say."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from congvu.accounts.tests.factories import client_of
from congvu.core import clock
from congvu.directory.models import Agency, Appointment, Delegation, Title, Unit
from congvu.directory.tests.factories import (
    AgencyFactory,
    AppointmentFactory,
    Office,
    UnitFactory,
)
from congvu.directory.tests.test_import import LINE, table

pytestmark = pytest.mark.django_db


def addresses(office: Office) -> dict[str, list[str]]:
    """Every page that is read, by who may read it."""
    agency, unit, person = office.agency.pk, office.unit.pk, office.specialist.person_id
    post, title = office.specialist.pk, office.specialist.title_id
    named = {
        "everyone": [
            ("people", []),
            ("agencies", []),
            ("agency", [agency]),
            ("card", [person]),
            ("find_people", []),
            ("find_agencies", []),
            ("find_units", []),
            ("my_delegations", []),
        ],
        "administrator": [
            ("manage_agency", [agency]),
            ("edit_agency", [agency]),
            ("new_unit", [agency]),
            ("edit_unit", [unit]),
            ("manage_people", []),
            ("new_person", [agency]),
            ("person", [person]),
            ("edit_person", [person]),
            ("appoint", [person, agency]),
            ("end_appointment", [post]),
            ("hand_over", [post]),
            ("delegate", [office.leader.pk]),
            ("import", []),
            ("import_template", []),
        ],
        "province": [
            ("tree", []),
            ("new_agency", [agency]),
            ("titles", []),
            ("edit_title", [title]),
        ],
    }
    return {
        who: [reverse(f"directory:{name}", args=args) for name, args in pages]
        for who, pages in named.items()
    }


def test_who_opens_what(office: Office, other_office: Office, province: Appointment) -> None:
    pages = addresses(office)
    clients = {
        "anonymous": Client(),
        "specialist": client_of(office.specialist),
        "administrator": client_of(office.administrator),
        "stranger": client_of(other_office.administrator),
        "province": client_of(province),
    }
    expected = {
        "anonymous": {"everyone": 302, "administrator": 302, "province": 302},
        "specialist": {"everyone": 200, "administrator": 403, "province": 403},
        "administrator": {"everyone": 200, "administrator": 200},
        "stranger": {"everyone": 200},
        "province": {"everyone": 200, "administrator": 200, "province": 200},
    }
    delegate = reverse("directory:delegate", args=[office.leader.pk])
    for who, answers in expected.items():
        for group, status in answers.items():
            for url in pages[group]:
                wanted = 404 if url == delegate and status == 403 else status
                assert clients[who].get(url).status_code == wanted, (who, url)
    general = ("manage_people", "import", "import_template")
    shared = {reverse(f"directory:{name}") for name in general}
    for url in set(pages["administrator"]) - shared:
        assert clients["stranger"].get(url).status_code == 404, url


def test_lists_cost_the_same_for_many(
    office: Office, province: Appointment, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(60):
        AppointmentFactory(agency=office.agency, unit=office.unit)
        UnitFactory(agency=AgencyFactory(parent=office.agency))
    client = client_of(province)
    for name, args in [
        ("people", []),
        ("agencies", []),
        ("manage_people", []),
        ("tree", []),
        ("manage_agency", [office.agency.pk]),
        ("agency", [office.agency.pk]),
        ("find_people", []),
    ]:
        url = reverse(f"directory:{name}", args=args)
        client.get(url)
        with django_assert_max_num_queries(9):
            assert client.get(url).status_code == 200, url


def test_search_without_marks_and_pages(office: Office) -> None:
    client = client_of(office.specialist)
    found = AppointmentFactory(agency=office.agency, person__name="Đặng Thị Hồng Điệp")
    for q in ("dang hong", "Điệp", "DIEP dang", found.person.email):
        assert "Đặng Thị Hồng Điệp" in client.get("/danh-ba/", {"q": q}).content.decode()
    for _ in range(55):
        AppointmentFactory(agency=office.agency)
    seen: set[int] = set()
    url = "/danh-ba/"
    while url:
        page = client.get(url)
        people = {person.pk for person in page.context["page"].people}
        assert not people & seen
        seen |= people
        url = f"/danh-ba/{page.context['older']}" if page.context["older"] else ""
    assert len(seen) == 61


@pytest.mark.parametrize("bad", ["\x00", "~", "a~b", "~1", "a~" + "9" * 40, "a\x00~1", "%"])
def test_odd_addresses_are_answered(office: Office, bad: str) -> None:
    client = client_of(office.specialist)
    for url in ("/danh-ba/", "/danh-ba/co-quan/", reverse("directory:find_people")):
        assert (
            client.get(url, {"q": bad, "sau": bad, "agency": bad, "limit": bad}).status_code == 200
        )


def test_completion(office: Office) -> None:
    client = client_of(office.specialist)
    items = client.get(reverse("directory:find_people"), {"q": "thu", "limit": "2"}).json()["items"]
    assert len(items) == 2
    assert set(items[0]) == {"value", "label", "note"}
    units = client.get(reverse("directory:find_units"), {"q": "phong"}).json()["items"]
    assert [item["label"] for item in units] == [office.unit.name]
    agencies = client.get(reverse("directory:find_agencies"), {"q": office.agency.code}).json()
    assert [item["value"] for item in agencies["items"]] == [str(office.agency.pk)]


def test_province_builds_an_agency(office: Office, province: Appointment) -> None:
    client = client_of(province)
    url = reverse("directory:new_agency", args=[office.agency.pk])
    data = {
        "name": "Trung tâm Công nghệ",
        "kind": "subordinate",
        "code": "h47.15.01",
        "notation": "TTCN",
        "place": "Quảng Nam",
        "position": "1",
    }
    bad = client.post(url, {**data, "code": "H47 15"}).content.decode()
    assert "Mã định danh theo Quyết định 20/2020" in bad
    assert "Trung tâm Công nghệ" in bad
    client.post(url, data)
    made = Agency.objects.get(code="H47.15.01")
    client.post(reverse("directory:close_agency", args=[made.pk]))
    made.refresh_from_db()
    assert not made.active


def test_administrator_builds_the_own_office(office: Office) -> None:
    client = client_of(office.administrator)
    agency = office.agency.pk
    client.post(reverse("directory:edit_agency", args=[agency]), _agency_data(office))
    office.agency.refresh_from_db()
    assert office.agency.phone == "0235"
    client.post(
        reverse("directory:new_unit", args=[agency]),
        {"name": "Tổ Một", "parent": office.unit.pk, "position": "2"},
    )
    unit = Unit.objects.get(name="Tổ Một")
    data = {
        "name": "Lê Văn Bốn",
        "email": "bon@quangnam.gov.vn",
        "title": "Chuyên viên",
        "unit": unit.pk,
        "role": "specialist",
        "since": "01/04/2020",
    }
    url = reverse("directory:new_person", args=[agency])
    bad = client.post(url, {**data, "until": "01/03/2020"}).content.decode()
    assert "Ngày kết thúc phải sau ngày bắt đầu" in bad
    assert "Lê Văn Bốn" in bad
    forbidden = client.post(url, {**data, "role": "province_administrator"})
    assert forbidden.status_code == 200
    answer = client.post(url, data)
    post = Appointment.objects.get(unit=unit)
    assert answer["Location"] == reverse("accounts:of_person", args=[post.person_id])
    hand_over = reverse("directory:hand_over", args=[post.pk])
    client.post(
        hand_over,
        {"receiver": office.head.pk, "on": f"{clock.today():%d/%m/%Y}", "reason": "Đi học"},
    )
    post.refresh_from_db()
    assert post.until == clock.today()


def _agency_data(office: Office) -> dict[str, object]:
    agency = office.agency
    agency.code, agency.old_code = "H47.15", "000.00.15.H47"
    agency.save()
    kept = {"name": agency.name, "notation": agency.notation, "place": agency.place}
    return {**kept, "phone": "0235", "position": "0"}


def test_head_gives_and_takes_back_a_right(office: Office) -> None:
    client = client_of(office.leader)
    url = reverse("directory:delegate", args=[office.leader.pk])
    data = {"form": "TUQ", "receiver": office.head.pk, "since": "01/04/2020"}
    bad = client.post(url, data).content.decode()
    assert "phải bằng văn bản" in bad
    client.post(url, {**data, "form": "TL"})
    delegation = Delegation.objects.get()
    page = client.get(reverse("directory:my_delegations")).content.decode()
    assert "TL. (thừa lệnh)" in page
    stranger = client_of(office.specialist)
    assert stranger.post(reverse("directory:revoke", args=[delegation.pk])).status_code == 404
    client.post(reverse("directory:revoke", args=[delegation.pk]))
    delegation.refresh_from_db()
    assert delegation.revoked_at is not None


def test_titles(office: Office, province: Appointment) -> None:
    client = client_of(province)
    client.post(reverse("directory:titles"), {"name": "Kế toán trưởng", "rank": "35"})
    title = Title.objects.get(name="Kế toán trưởng")
    url = reverse("directory:edit_title", args=[title.pk])
    assert (
        "đã có trong danh mục"
        in client.post(url, {"name": "Văn thư", "rank": "1"}).content.decode()
    )


def test_import_previews_then_does(office: Office) -> None:
    client = client_of(office.administrator)
    url = reverse("directory:import")

    def upload(content: bytes, name: str = "ds.csv"):
        return client.post(url, {"file": SimpleUploadedFile(name, content)})

    assert "Không thấy các cột" in upload(b"a,b\n1,2").content.decode()
    bad = upload(table(LINE, ",An,khong,,,,"))["Location"]
    page = client.get(bad).content.decode()
    assert "Chưa nhập được" in page
    assert "không đúng dạng" in page
    assert client.post(f"{bad}xac-nhan/").status_code == 409
    good = upload(table(LINE))["Location"]
    assert "Sẵn sàng nhập" in client.get(good).content.decode()
    assert not Unit.objects.filter(name="Phòng Công nghệ").exists()
    assert client_of(office.administrator).get(good).status_code == 200
    client.post(f"{good}xac-nhan/")
    assert Unit.objects.filter(name="Phòng Công nghệ").exists()
    assert client.post(f"{good}xac-nhan/").status_code == 404


def test_preview_is_ones_own(office: Office, other_office: Office) -> None:
    client = client_of(office.administrator)
    url = client.post(
        reverse("directory:import"), {"file": SimpleUploadedFile("a.csv", table(LINE))}
    )["Location"]
    assert client_of(other_office.administrator).get(url).status_code == 404
