"""The gate at its doors: a refusal that explains itself and stands in the journal."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from congvu.core.acts import work
from congvu.core.refused import Refused
from congvu.directory.tests.factories import Office, make_office
from congvu.journal.models import Entry
from congvu.secrecy.actions import SecretRefused, check_text
from congvu.secrecy.types import Level


def test_a_clean_text_passes(office: Office) -> None:
    check_text({"trích yếu": "Về bảo mật thông tin"}, actor=office.clerk, door="dự thảo")
    assert not Entry.objects.filter(action="secrecy.refuse").exists()


def test_the_refusal_names_law_and_way(office: Office) -> None:
    with pytest.raises(SecretRefused) as refused:
        check_text({"trang 1": "SỞ NỘI VỤ\n\nTỐI MẬT"}, actor=office.clerk, door="tải tệp lên")
    sentence = refused.value.sentence
    for words in ("29/2018/QH14, Điều 5", "30/2020", "không nối mạng", "văn thư", "trang 1"):
        assert words in sentence
    assert refused.value.level is Level.SECRET
    assert refused.value.guide == reverse("secrecy:guide")


def test_the_gravest_mark_is_named(office: Office) -> None:
    with pytest.raises(SecretRefused) as refused:
        check_text({"a": "MẬT", "b": "TUYỆT MẬT"}, actor=office.clerk, door="x")
    assert refused.value.level is Level.TOP_SECRET


def test_the_journal_keeps_door_level_and_size_only(office: Office) -> None:
    with pytest.raises(Refused):
        check_text({"tên tệp": "[MẬT] Kế hoạch K1"}, actor=office.clerk, door="tải tệp lên", size=7)
    entry = Entry.objects.get(action="secrecy.refuse")
    assert entry.detail == {"door": "tải tệp lên", "level": "Mật", "size": 7}
    assert entry.agency == office.agency
    assert entry.actor == office.clerk
    assert "K1" not in str(vars(entry))


@pytest.mark.django_db(transaction=True)
def test_the_refusal_outlives_the_work_that_it_undoes() -> None:
    office = make_office()

    def write_and_be_refused() -> None:
        with work():
            office.clerk.person.phone = "0900000000"
            office.clerk.person.save()
            check_text({"nội dung": "MẬT"}, actor=office.clerk, door="dự thảo")

    with pytest.raises(Refused):
        write_and_be_refused()
    office.clerk.person.refresh_from_db()
    assert office.clerk.person.phone == ""
    assert Entry.objects.filter(action="secrecy.refuse").count() == 1


def test_the_guide_is_open_to_anyone(client: Client, db: None) -> None:
    page = client.get(reverse("secrecy:guide"))
    assert page.status_code == 200
    assert "máy tính độc lập" in page.content.decode()
