"""A whole province's catalogue: 1,800 procedures as easily as 20."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from congvu.accounts.tests.factories import client_of
from congvu.directory.models import Appointment
from congvu.services.models import Definition, Field, Procedure
from congvu.services.queries.catalogue import for_editing, search
from congvu.services.tests.factories import Counter

pytestmark = pytest.mark.django_db
_VERBS = ("Cấp", "Cấp lại", "Gia hạn", "Thu hồi", "Điều chỉnh", "Đăng ký", "Thẩm định", "Công nhận")
_THINGS = ("giấy phép xây dựng", "chứng chỉ hành nghề", "giấy chứng nhận", "quyết định giao đất")


@pytest.fixture
def province_of_procedures(counter: Counter) -> Counter:
    field = Field.objects.get()
    rows = [
        Procedure(
            code=f"3.{number:06}.000.00.00.H47",
            name=f"{_VERBS[number % 8]} {_THINGS[number % 4]} loại {number}",
            field=field,
            level=3 + number % 2,
            handled_by="commune",
        )
        for number in range(1800)
    ]
    for one in rows:
        one.fold()
    made = Procedure.objects.bulk_create(rows)
    versions = Definition.objects.bulk_create(
        Definition(
            procedure=one, number=1, data=counter.definition.data, state="published",
            published_at=counter.definition.published_at,
        )
        for one in made
    )  # fmt: skip
    for one, version in zip(made, versions, strict=True):
        one.current = version
    Procedure.objects.bulk_update(made, ["current"])
    return counter


def test_one_of_1800_is_found_at_once(
    province_of_procedures: Counter, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    url = reverse("services:catalogue")
    client = Client()
    client.get(url, {"q": "giay phep"})
    with django_assert_max_num_queries(4):
        shown = client.get(url, {"q": "gia han chung nhan loai 1234"}).content.decode()
    assert "Gia hạn giấy chứng nhận loại 1234" in shown
    assert shown.count("Nộp trực tuyến<") == 1
    found = search("thu hoi quyet dinh loai 1235")
    assert [one.name for one in found.rows] == ["Thu hồi quyết định giao đất loại 1235"]


def test_pages_follow_one_another_to_the_end(province_of_procedures: Counter) -> None:
    seen: list[int] = []
    page = 1
    while page:
        found = search("", page=page)
        seen += [one.pk for one in found.rows]
        page = found.next
    assert len(seen) == len(set(seen)) == 1801
    assert search("").count == 1000


def test_level_and_field_narrow_the_search(province_of_procedures: Counter) -> None:
    assert search("giay phep", level="3").count + search("giay phep", level="4").count == (
        search("giay phep").count
    )
    assert search("", field="khong-co").rows == []


def test_the_administrator_s_list_goes_to_the_end(
    province_of_procedures: Counter,
    province: Appointment,
    django_assert_max_num_queries: Callable[..., Any],
) -> None:
    seen: list[int] = []
    page = 1
    while page:
        found = for_editing(page=page)
        seen += [one.pk for one in found.rows]
        page = found.next
    assert len(seen) == len(set(seen)) == 1801
    client, url = client_of(province), reverse("services:procedures")
    client.get(url)
    with django_assert_max_num_queries(9):
        shown = client.get(url, {"q": "giay phep", "trang": "2"}).content.decode()
    assert "450 thủ tục" in shown
    assert "?q=giay+phep&amp;trang=3" in shown


def test_the_whole_catalogue_goes_out_as_one_file_and_comes_in_the_same(
    counter: Counter, province: Appointment, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    field = Field.objects.get()
    Procedure.objects.create(
        code="3.000001.000.00.00.H47", name="Chưa soạn", field=field, level=2, handled_by="commune"
    )
    client, url = client_of(province), reverse("services:procedures_file")
    client.get(url)
    with django_assert_max_num_queries(7):
        content = client.get(url).content
    assert [one["code"] for one in json.loads(content)] == [
        counter.procedure.code, "3.000001.000.00.00.H47",
    ]  # fmt: skip
    assert json.loads(content)[0]["definition"] == counter.definition.data
    sent = {"file": SimpleUploadedFile("t.json", content), "publish": "on"}
    assert client.post(reverse("services:import_procedures"), sent).status_code == 302
    assert client.get(url).content == content
    assert Definition.objects.count() == 1
    assert len(json.loads(client.get(url, {"q": "chua soan"}).content)) == 1
