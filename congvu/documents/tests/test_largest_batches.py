"""The largest batches: 200 signed, then 200 numbered and sealed, each with one that cannot be."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

import pytest
from django.urls import reverse

from congvu.accounts.tests.factories import client_of
from congvu.directory.models import Appointment
from congvu.documents.actions import issuing, submitting
from congvu.documents.actions.numbering import usual_register
from congvu.documents.models import Batch, Outgoing, Register
from congvu.documents.tests.cast import PIN, Province, make_province
from congvu.documents.tests.test_batches import many, submitted
from congvu.documents.types import OutgoingState, RegisterKind
from congvu.signing.queries import verdict_of
from congvu.signing.types import Result

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MOST = 200
BATCH = {"sign_opened": "sign", "issue_opened": "issue"}


def asked(documents: list[Outgoing], **more: Any) -> dict[str, Any]:
    return {"key": uuid.uuid4(), "van_ban": [one.pk for one in documents], "pin": PIN, **more}


@contextmanager
def seen_at_each(place: Any, name: str, actor: Appointment) -> Iterator[list[str]]:
    """What the page is told of the progress as each document's turn comes."""
    sound, seen, client = getattr(place, name), [], client_of(actor)

    def looked(*args: Any, **given: Any) -> None:
        key = Batch.objects.get(created_by=actor, kind=BATCH[name]).key
        shown = client.get(reverse("documents:batch_progress", args=[key]))
        seen.append(shown.content.decode())
        sound(*args, **given)

    with mock.patch.object(place, name, looked):
        yield seen


def check_progress(seen: list[str]) -> None:
    assert len(seen) == MOST
    for past in (0, 100, 199):
        assert f"Đã thực hiện {past} trên {MOST} văn bản" in seen[past]


def test_two_hundred_are_signed_and_sealed_with_one_pin_each() -> None:
    province = make_province()
    documents = submitted(province, MOST + 1)
    signed_by_leader(province, documents)
    sealed_by_clerk(province, documents[:MOST])


def signed_by_leader(province: Province, documents: list[Outgoing]) -> None:
    leader = client_of(province.deputy)
    page = leader.post(many("ky-so"), asked(documents)).content.decode()
    assert "Mỗi lần chọn được từ 1 đến 200 văn bản; xin bỏ chọn bớt" in page
    assert page.count('name="van_ban"') == MOST + 1
    assert not Batch.objects.exists()
    bad = documents[77]
    lines = Outgoing.objects.get(pk=bad.pk).signing_lines
    Outgoing.objects.filter(pk=bad.pk).update(signing_lines=["Q. CHỦ TỊCH"])
    with seen_at_each(submitting, "sign_opened", province.deputy) as seen:
        answer = leader.post(many("ky-so"), asked(documents[:MOST]), follow=True)
    check_progress(seen)
    said = answer.content.decode()
    assert "xong 199, chưa được 1" in said
    assert "việc số 77" in said.lower()
    assert said.count("Thẩm quyền ký ghi trên văn bản không còn hiệu lực") == 1
    left = set(Outgoing.objects.filter(state=OutgoingState.SUBMITTED).values_list("pk", flat=True))
    assert left == {bad.pk, documents[MOST].pk}
    Outgoing.objects.filter(pk=bad.pk).update(signing_lines=lines)
    rest = leader.post(many("ky-so"), asked([bad, documents[MOST]]), follow=True)
    assert "xong 2" in rest.content.decode()
    assert set(Outgoing.objects.values_list("state", flat=True)) == {OutgoingState.SIGNED}


def sealed_by_clerk(province: Province, documents: list[Outgoing]) -> None:
    clerk = client_of(province.clerk)
    register = usual_register(province.agency, RegisterKind.OUTGOING)
    bad = documents[50]
    Outgoing.objects.filter(pk=bad.pk).update(year=register.year - 1)
    with seen_at_each(issuing, "issue_opened", province.clerk) as seen:
        answer = clerk.post(many("phat-hanh"), asked(documents, register=register.pk), follow=True)
    check_progress(seen)
    said = answer.content.decode()
    assert "xong 199, chưa được 1" in said
    assert f"Văn bản ghi năm {register.year - 1}" in said
    issued = Outgoing.objects.filter(state=OutgoingState.ISSUED).order_by("signed_at", "pk")
    assert [one.number for one in issued] == list(range(1, MOST))
    assert Register.objects.get(pk=register.pk).last_number == MOST - 1
    for one in issued.select_related("issued__blob"):
        assert one.issued is not None
        verdict = verdict_of(one.issued)
        assert (verdict.result, verdict.complete) == (Result.VALID, True)
        assert verdict.values["so_van_ban"] == f"{one.number:02d}"
