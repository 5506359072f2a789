"""A number taken before: for a signed document, on its day, and explained where it is not used."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from congvu.accounts.tests.factories import client_of
from congvu.documents.actions.numbering import usual_register
from congvu.documents.models import HeldNumber, Outgoing
from congvu.documents.tests.cast import PIN, Province, make_province
from congvu.documents.tests.way import issued, signed
from congvu.documents.types import RegisterKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def province(db: None) -> Province:
    return make_province()


def hold(province: Province, reason: str = "Hỏa tốc, mất kết nối lúc ký.") -> str:
    register = usual_register(province.agency, RegisterKind.OUTGOING)
    given = {"register": register.pk, "about": "Công điện ứng phó bão", "reason": reason}
    answer = client_of(province.clerk).post(reverse("documents:hold_number"), given)
    return "" if answer.status_code == 302 else answer.content.decode()


def issue(province: Province, document: Outgoing, held: HeldNumber) -> str:
    url = reverse("documents:outgoing_issue", args=[document.pk])
    given = {"held": held.pk, "register": held.register_id, "pin": PIN}
    answer = client_of(province.clerk).post(url, given)
    return "" if answer.status_code == 302 else answer.content.decode()


def test_the_held_number_is_used_once_on_its_day(province: Province) -> None:
    assert "ít nhất 10 ký tự" in hold(province, "gấp")
    assert hold(province) == ""
    held = HeldNumber.objects.get()
    first = issued(province)
    assert (held.number, first.number) == (1, 2)
    document = signed(province)
    assert issue(province, document, held) == ""
    document.refresh_from_db()
    assert document.code == "01/UBND-KGVX"
    page = client_of(province.clerk).get(reverse("documents:held_numbers")).content.decode()
    assert "Đã dùng" in page
    assert client_of(province.specialist).get(reverse("documents:held_numbers")).status_code == 403


def test_what_is_not_used_stays_an_explained_gap(province: Province) -> None:
    hold(province)
    held = HeldNumber.objects.get()
    HeldNumber.objects.update(day=held.day - timedelta(days=1))
    document = signed(province)
    assert issue(province, document, held) == ""
    document.refresh_from_db()
    assert document.number == 2
    page = client_of(province.clerk).get(reverse("documents:held_numbers")).content.decode()
    assert "Dự trữ – không dùng" in page
    assert "Hỏa tốc, mất kết nối lúc ký." in page
