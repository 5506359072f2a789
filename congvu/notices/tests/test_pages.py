from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from congvu.directory.tests.factories import AppointmentFactory, Office
from congvu.notices import queries
from congvu.notices.actions import notify
from congvu.notices.kinds import register_kind
from congvu.notices.models import Notice
from congvu.notices.tests.signing_in import sign_in

pytestmark = pytest.mark.django_db

HERE = "/thong-bao/"


def test_the_list_shows_ones_own(office: Office) -> None:
    notify([office.clerk], text="Văn bản <b>mới</b>", url="/v/1/", urgent=True)
    notify([office.leader], text="Chờ ký", url="/v/2/")

    page = sign_in(office.clerk).get(HERE).content.decode()

    assert "Văn bản &lt;b&gt;mới&lt;/b&gt;" in page
    assert "Chờ ký" not in page


def test_an_empty_list_says_what_will_come(office: Office) -> None:
    assert "Chưa có thông báo nào" in sign_in(office.clerk).get(HERE).content.decode()


def test_opening_marks_read_and_leads_on(office: Office) -> None:
    notify([office.clerk], text="x", url="/v/1/")
    notice = Notice.objects.get()

    answer = sign_in(office.clerk).get(reverse("notices:open", args=[notice.pk]))

    assert (answer.status_code, answer["Location"]) == (302, "/v/1/")
    assert queries.unread_count(office.clerk.pk) == 0


def test_another_persons_notice_is_not_found(office: Office) -> None:
    notify([office.leader], text="x", url="/v/1/")
    notice = Notice.objects.get()
    client = sign_in(office.clerk)

    assert client.get(reverse("notices:open", args=[notice.pk])).status_code == 404
    assert client.post(reverse("notices:read", args=[notice.pk])).status_code == 404
    assert queries.unread_count(office.leader.pk) == 1


def test_a_notice_for_another_post_is_announced_and_opened_in_it(office: Office) -> None:
    second = AppointmentFactory(person=office.clerk.person)
    first = sign_in(office.clerk)
    acting = first.get(HERE).wsgi_request.actor  # type: ignore[attr-defined]
    other = second if acting == office.clerk else office.clerk
    notify([other], text="x", url="/v/1/")

    assert "1 thông báo chưa đọc với tư cách" in first.get(HERE).content.decode()
    first.get(reverse("notices:open", args=[Notice.objects.get().pk]))

    assert first.get(HERE).wsgi_request.actor == other  # type: ignore[attr-defined]


def test_putting_aside(office: Office) -> None:
    notify([office.clerk], text="một", url="/")
    notify([office.clerk], text="hai", url="/")
    first, second = Notice.objects.order_by("pk")
    client = sign_in(office.clerk)

    assert client.post(reverse("notices:read", args=[first.pk])).status_code == 302
    assert queries.unread_count(office.clerk.pk) == 1
    client.post(reverse("notices:read_all"), {"until": second.pk})
    assert queries.unread_count(office.clerk.pk) == 0


@pytest.mark.parametrize("asked", ["?truoc=abc", "?truoc=-1", "?truoc=99999999999999999999999"])
def test_odd_addresses_are_answered(office: Office, asked: str) -> None:
    assert sign_in(office.clerk).get(HERE + asked).status_code == 200


def test_preferences_are_kept(office: Office) -> None:
    register_kind("thu", "Loại thử nghiệm")
    client = sign_in(office.clerk)

    page = client.get(reverse("notices:preferences")).content.decode()
    answer = client.post(reverse("notices:preferences"), {"kind_thu": "none", "kind_": ""})

    assert "Loại thử nghiệm" in page
    assert answer.status_code == 302
    assert queries.preferences_of(office.clerk) == {"thu": "none"}


def test_an_unknown_choice_is_said_beside_the_field(office: Office) -> None:
    answer = sign_in(office.clerk).post(reverse("notices:preferences"), {"kind_": "xxx"})

    assert answer.status_code == 200
    assert queries.preferences_of(office.clerk) == {}


def test_a_long_list_costs_no_more_queries(office: Office) -> None:
    client = sign_in(office.clerk)
    with CaptureQueriesContext(connection) as short:
        client.get(HERE)
    for number in range(40):
        notify([office.clerk], text=str(number), url="/")

    with CaptureQueriesContext(connection) as long:
        client.get(HERE)

    assert len(long) == len(short)
