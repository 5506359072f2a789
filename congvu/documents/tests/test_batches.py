"""Many documents with one PIN: each whole, none twice, and what stopped goes on."""

from __future__ import annotations

import uuid
from unittest import mock

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from congvu.accounts.tests.factories import client_of
from congvu.documents.actions import submitting
from congvu.documents.models import Batch, Incoming, Outgoing
from congvu.documents.tests.cast import PIN, Province, make_province
from congvu.documents.tests.way import signed, written
from congvu.documents.types import BatchItemState, OutgoingState
from congvu.files.queries import read
from congvu.signing.models import HeldKey
from congvu.signing.queries import verify
from congvu.signing.types import Result

pytestmark = pytest.mark.django_db


@pytest.fixture
def province() -> Province:
    return make_province()


def submitted(province: Province, count: int) -> list[Outgoing]:
    found = [written(province, abstract=f"việc số {number}") for number in range(count)]
    for document in found:
        submitting.submit_draft(document, actor=province.specialist, to=province.deputy)
    return found


def many(act: str) -> str:
    return reverse("documents:outgoing_many", args=[act])


def states() -> set[str]:
    return set(Outgoing.objects.values_list("state", flat=True))


def test_a_leader_signs_what_he_leaves_chosen_with_one_pin(province: Province) -> None:
    documents = submitted(province, 4)
    leader = client_of(province.deputy)
    page = leader.get(many("ky-so")).content.decode()
    assert page.count('name="van_ban"') == 4
    asked = {"key": uuid.uuid4(), "van_ban": [one.pk for one in documents[:3]]}
    wrong = leader.post(many("ky-so"), asked | {"pin": "000000"})
    assert "Sai mã PIN" in wrong.content.decode()
    assert not Batch.objects.exists()
    answer = leader.post(many("ky-so"), asked | {"pin": PIN}, follow=True).content.decode()
    assert "xong 3" in answer
    found = list(Outgoing.objects.order_by("pk").values_list("state", flat=True))
    assert found == [OutgoingState.SIGNED] * 3 + [OutgoingState.SUBMITTED]
    again = leader.post(many("ky-so"), asked | {"pin": PIN}, follow=True)
    assert "xong 3" in again.content.decode()
    nothing = leader.post(many("ky-so"), {"key": uuid.uuid4(), "pin": PIN}).content.decode()
    assert "Không có văn bản nào đang chờ" in nothing


def test_a_clerk_numbers_and_seals_many(province: Province) -> None:
    documents = [signed(province, one) for one in (written(province), written(province))]
    clerk = client_of(province.clerk)
    register = clerk.get(many("phat-hanh")).context["form"].fields["register"].initial
    answer = clerk.post(
        many("phat-hanh"),
        {
            "key": uuid.uuid4(),
            "van_ban": [one.pk for one in documents],
            "register": register.pk,
            "agencies": [province.first.agency.pk],
            "pin": PIN,
        },
        follow=True,
    ).content.decode()
    assert "xong 2" in answer
    rows = Outgoing.objects.order_by("number")
    assert [one.number for one in rows] == [1, 2]
    assert Incoming.objects.filter(agency=province.first.agency).count() == 2
    for one in rows:
        assert one.issued is not None
        verdict = verify(read(one.issued))
        assert (verdict.result, verdict.complete) == (Result.VALID, True)


def test_what_stopped_goes_on_and_nothing_is_done_twice(province: Province) -> None:
    documents = submitted(province, 3)
    leader = client_of(province.deputy)
    asked = {"key": uuid.uuid4(), "van_ban": [one.pk for one in documents], "pin": PIN}
    sound = submitting.sign_opened
    calls = iter((sound, KeyboardInterrupt))

    def dies(*args: object, **options: object) -> None:
        way = next(calls)
        if way is KeyboardInterrupt:
            raise KeyboardInterrupt
        way(*args, **options)

    with (
        mock.patch.object(submitting, "sign_opened", dies),
        pytest.raises(KeyboardInterrupt),
    ):
        leader.post(many("ky-so"), asked)
    batch = Batch.objects.get()
    address = reverse("documents:batch", args=[batch.key])
    assert "dừng giữa chừng" in leader.get(address).content.decode()
    batch.items.filter(position=0).update(state=BatchItemState.WAITING)  # died before noting it
    assert "xong 3" in leader.post(address, {"pin": PIN}, follow=True).content.decode()
    assert states() == {OutgoingState.SIGNED}
    assert {one.steps.filter(action="sign").count() for one in documents} == {1}


def test_one_that_is_refused_holds_up_no_other(province: Province) -> None:
    documents = submitted(province, 2)
    leader = client_of(province.deputy)
    asked = {"key": uuid.uuid4(), "van_ban": [one.pk for one in documents], "pin": PIN}
    with mock.patch.object(submitting, "check_right") as checking:
        checking.side_effect = [submitting.Conflict("Thẩm quyền không còn."), None]
        answer = leader.post(many("ky-so"), asked, follow=True).content.decode()
    assert "xong 1, chưa được 1" in answer
    assert "Thẩm quyền không còn." in answer


def test_others_see_neither_the_batch_nor_its_documents(province: Province) -> None:
    documents = submitted(province, 1)
    asked = {"key": uuid.uuid4(), "van_ban": [one.pk for one in documents], "pin": PIN}
    client_of(province.deputy).post(many("ky-so"), asked)
    other = client_of(province.chairman)
    key = Batch.objects.get().key
    assert other.get(reverse("documents:batch", args=[key])).status_code == 404
    assert other.get(reverse("documents:batch_progress", args=[key])).status_code == 204
    assert "Không có văn bản nào đang chờ" in other.get(many("ky-so")).content.decode()
    assert client_of(province.specialist).get(many("ky-so")).status_code == 404


def test_the_page_of_many_costs_the_same_for_one_and_for_many(province: Province) -> None:
    leader = client_of(province.deputy)
    HeldKey.objects.count()
    counted = []
    for count in (1, 3):
        submitted(province, count)
        leader.get(many("ky-so"))
        with CaptureQueriesContext(connection) as queries:
            leader.get(many("ky-so"))
        counted.append(len(queries))
    assert counted[0] == counted[1]
