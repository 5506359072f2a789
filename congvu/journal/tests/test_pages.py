from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from congvu.core import clock, origin
from congvu.core.acts import tell, work
from congvu.directory.models import Appointment, Role
from congvu.directory.tests.factories import AppointmentFactory, Office
from congvu.journal.models import Entry
from congvu.journal.tests.acts import act
from congvu.notices.tests.signing_in import sign_in

pytestmark = pytest.mark.django_db

HERE = "/nhat-ky/"


@pytest.fixture
def province(office: Office) -> Appointment:
    return AppointmentFactory(agency=office.agency, role=Role.PROVINCE_ADMINISTRATOR)


def fill(office: Office, count: int) -> None:
    with work():
        for number in range(count):
            tell(act(office.agency, office.clerk, subject_label=f"Dự thảo {number}."))


def test_the_journal_tells_who_what_when_from_where(office: Office) -> None:
    moment = datetime(2026, 4, 1, 9, 21, 5, tzinfo=UTC)
    with clock.fixed(moment), origin.of(origin.Origin("10.0.0.9", "Firefox, Windows")):
        tell(act(office.agency, office.head, detail={"reason": "nội dung kín"}))

    page = sign_in(office.administrator).get(HERE).content.decode()

    for words in [
        office.head.person.name,
        "Trưởng phòng",
        "Trình ký",
        "V/v tăng cường ứng dụng CNTT",
        "01/04/2026 16:21:05",
        "10.0.0.9",
        "Firefox, Windows",
    ]:
        assert words in page
    assert "nội dung kín" not in page


@pytest.mark.parametrize("role", ["clerk", "leader", "head", "specialist"])
@pytest.mark.parametrize("name", ["journal:list", "journal:verify"])
def test_only_administrators_read_it(office: Office, role: str, name: str) -> None:
    assert sign_in(getattr(office, role)).get(reverse(name)).status_code == 403


def test_another_agency_is_not_found(office: Office, other_office: Office) -> None:
    fill(other_office, 1)
    client = sign_in(office.administrator)

    assert client.get(HERE, {"agency": other_office.agency.pk}).status_code == 404
    answer = client.post(reverse("journal:verify"), {"agency": other_office.agency.pk})
    assert answer.status_code == 404
    assert client.get(HERE, {"agency": "abc"}).status_code == 404


def test_the_province_reads_every_agency(
    province: Appointment, office: Office, other_office: Office
) -> None:
    fill(other_office, 1)

    answer = sign_in(province).get(HERE, {"agency": other_office.agency.pk})

    assert "Dự thảo 0." in answer.content.decode()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"person": "nguyen van"}, True),
        ({"person": "không ai"}, False),
        ({"action": "draft.submit"}, True),
        ({"since": "01/04/2026", "until": "01/04/2026"}, True),
        ({"since": "02/04/2026"}, False),
        ({"until": "31/03/2026"}, False),
    ],
)
def test_filters(office: Office, asked: dict[str, str], found: bool) -> None:
    with clock.fixed(datetime(2026, 4, 1, 9, tzinfo=UTC)):
        fill(office, 1)

    page = sign_in(office.administrator).get(HERE, asked).content.decode()

    assert ("Dự thảo 0." in page) is found


def test_dates_the_wrong_way_round_are_said_beside_the_field(office: Office) -> None:
    page = sign_in(office.administrator).get(HERE, {"since": "02/04/2026", "until": "01/04/2026"})

    assert "phải từ “Từ ngày” trở đi" in page.content.decode()


def test_pages_go_back_to_the_first_entry(office: Office) -> None:
    fill(office, 120)
    client = sign_in(office.administrator)

    page = client.get(HERE, {"action": "draft.submit"})
    seen = [entry.seq for entry in page.context["page"].entries]
    while page.context["older"]:
        page = client.get(page.context["older"])
        seen += [entry.seq for entry in page.context["page"].entries]

    expected = Entry.objects.filter(action="draft.submit").order_by("-seq")
    assert seen == list(expected.values_list("seq", flat=True))


def test_a_long_journal_costs_no_more_queries(office: Office, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    client = sign_in(office.administrator)
    fill(office, 1)
    with django_assert_num_queries(_COST):
        client.get(HERE)
    fill(office, 200)

    with django_assert_num_queries(_COST):
        client.get(HERE)


# session, account, appointments, the actions to choose from, entries, unread notices for the bell
_COST = 5


def test_verifying_names_the_first_broken_link(office: Office, intruder: None) -> None:
    fill(office, 5)
    client = sign_in(office.administrator)
    assert "Nhật ký toàn vẹn" in client.post(reverse("journal:verify")).content.decode()
    broken = Entry.objects.filter(action="draft.submit").order_by("seq")[2]
    Entry.objects.filter(pk=broken.pk).update(label="Khác")

    page = client.post(reverse("journal:verify")).content.decode()

    assert f"Mắt xích đầu tiên bị đứt: mục số {broken.seq}." in page
