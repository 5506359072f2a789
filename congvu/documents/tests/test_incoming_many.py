"""Several documents at once: each on its own, and the result of each is told."""

from __future__ import annotations

import pytest
from django.urls import reverse

from congvu.accounts.tests.factories import client_of
from congvu.directory.models import Appointment
from congvu.directory.tests.factories import Office
from congvu.documents.models import Incoming
from congvu.documents.tests.test_incoming_pages import arrived, directed, registered
from congvu.documents.types import IncomingState, Part

pytestmark = pytest.mark.django_db(transaction=False)


def many(who: Appointment, act: str, documents: list[Incoming], **given: object) -> str:
    address = reverse("documents:incoming_many", args=[act])
    chosen = {"van_ban": [one.pk for one in documents]}
    client = client_of(who)
    asked = client.get(address, chosen)
    assert asked.status_code == 200
    assert documents[0].code in asked.content.decode()
    return client.post(address, chosen | given).content.decode()


def test_many_take_consecutive_numbers_and_twins_wait(office: Office) -> None:
    documents = [arrived(office, str(number)) for number in (21, 22, 23)]
    twin = arrived(office, "21")
    bad = arrived(office, "24", verdict="invalid")
    page = many(office.clerk, "vao-so", [*documents, twin, bad], to=office.leader.pk)
    for number in (1, 2, 3):
        assert f"số đến {number}" in page
    assert "Có thể trùng với 21/UBND-KGVX" in page
    assert "Chữ ký số không hợp lệ" in page
    assert "xong 3, chưa được 2" in page
    taken = Incoming.objects.filter(state=IncomingState.REGISTERED).order_by("arrival_number")
    assert [one.pk for one in taken] == [one.pk for one in documents]


def test_one_instruction_for_several(office: Office) -> None:
    documents = [registered(office, str(number)) for number in (31, 32)]
    to = office.head.pk
    given = {"assignees": [to], f"assignees_part_{to}": "lead", "words": "Xử lý", "due": "3 ngày"}
    assert "xong 2" in many(office.leader, "phan-cong", documents, **given)
    assert {one.assignments.get().part for one in documents} == {Part.LEAD}
    assert "xong 2" in many(office.head, "ket-thuc", documents, words="Đã làm")
    states = Incoming.objects.values_list("state", flat=True)
    assert set(states) == {IncomingState.FINISHED}


def test_several_are_put_on_file_or_passed_on(office: Office) -> None:
    documents = [registered(office, "41"), directed(office, office.head)]
    page = many(office.leader, "luu", documents, words="Lưu")
    assert "xong 1, chưa được 1" in page
    assert "xong 2" in many(office.clerk, "de-biet", documents, people=[office.specialist.pk])


def test_nobody_does_it_to_what_they_may_not_see(office: Office, other_office: Office) -> None:
    document = arrived(office)
    chosen = {"van_ban": [document.pk]}
    address = reverse("documents:incoming_many", args=["vao-so"])
    page = client_of(other_office.clerk).post(address, chosen | {"to": other_office.leader.pk})
    assert "chưa chọn văn bản nào" in page.content.decode()
    assert client_of(office.leader).get(address, chosen).status_code == 404


def test_each_list_offers_what_the_role_does_there(office: Office) -> None:
    arrived(office)
    listed = client_of(office.clerk).get(reverse("documents:incoming_list")).content.decode()
    assert 'class="item-pick"' in listed
    assert reverse("documents:incoming_many", args=["vao-so"]) in listed
    assert reverse("documents:incoming_many", args=["phan-cong"]) not in listed
