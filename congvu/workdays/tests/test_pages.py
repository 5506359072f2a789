from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from congvu.core import clock
from congvu.directory.models import Appointment, Role
from congvu.directory.tests.factories import AppointmentFactory, Office
from congvu.notices.tests.signing_in import sign_in
from congvu.workdays.actions import seed
from congvu.workdays.models import DayKind, SpecialDay

pytestmark = pytest.mark.django_db

HERE = "/lich-lam-viec/"


@pytest.fixture
def keeper(office: Office) -> Appointment:
    return AppointmentFactory(agency=office.agency, role=Role.PROVINCE_ADMINISTRATOR)


@pytest.fixture(autouse=True)
def in_2026():  # type: ignore[no-untyped-def]
    with clock.fixed(datetime(2026, 4, 1, 2, tzinfo=UTC)):
        yield


def test_the_year_lists_its_days(keeper: Appointment) -> None:
    seed(2026)

    page = sign_in(keeper).get(HERE).content.decode()

    assert "Tết Nguyên Đán" in page
    assert "22/08/2026" in page
    assert "Ngày làm bù" in page


def test_a_year_is_begun(keeper: Appointment) -> None:
    client = sign_in(keeper)
    assert "Năm này chưa có trong lịch" in client.get(f"{HERE}2027/").content.decode()

    client.post(f"{HERE}2027/bat-dau/")

    assert "Quốc khánh" in client.get(f"{HERE}2027/").content.decode()


def test_a_day_is_added_corrected_and_removed(keeper: Appointment) -> None:
    client = sign_in(keeper)
    sent = {"date": "02/01/2026", "name": "Nghỉ hoán đổi", "kind": "off"}

    assert client.post(f"{HERE}them/", sent)["Location"] == f"{HERE}2026/"
    day = SpecialDay.objects.get(date="2026-01-02")
    client.post(f"{HERE}ngay/{day.pk}/", {**sent, "kind": "working"})
    day.refresh_from_db()
    assert day.kind == DayKind.WORKING
    client.post(f"{HERE}ngay/{day.pk}/xoa/")

    assert not SpecialDay.objects.filter(pk=day.pk).exists()
    assert client.get(f"{HERE}ngay/{day.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"date": "31/02/2026"}, "ngày"),
        ({"date": "02/09/2026"}, "Ngày 02/09/2026 đã có trong lịch."),
        ({"date": "01/01/2099"}, "Năm phải từ"),
    ],
)
def test_a_mistake_keeps_what_was_typed(
    keeper: Appointment, sent: dict[str, str], sentence: str
) -> None:
    seed(2026)
    form = {"name": "Ngày vừa gõ", "kind": "off", **sent}

    answer = sign_in(keeper).post(f"{HERE}them/", form)

    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert "Ngày vừa gõ" in answer.content.decode()


@pytest.mark.parametrize("role", ["clerk", "leader", "administrator"])
def test_others_have_no_business_here(office: Office, role: str) -> None:
    client = sign_in(getattr(office, role))

    assert client.get(HERE).status_code == 403
    assert client.post(reverse("workdays:begin", args=[2027])).status_code == 403


def test_a_full_year_costs_no_more_queries(
    keeper: Appointment,
    django_assert_num_queries,  # type: ignore[no-untyped-def]
) -> None:
    client = sign_in(keeper)
    with django_assert_num_queries(_COST):
        client.get(f"{HERE}2026/")
    seed(2026)

    with django_assert_num_queries(_COST):
        client.get(f"{HERE}2026/")


# session, account, appointments, years, days, unread notices for the bell
_COST = 5
