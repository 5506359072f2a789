"""Searching an agency's dossiers: the quick way for common words finds just what the index does."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from congvu.core import clock
from congvu.directory.models import Appointment
from congvu.directory.tests.factories import Office
from congvu.services.models import Dossier
from congvu.services.queries import boxes
from congvu.services.tests.factories import Counter, filed, make_counter

pytestmark = pytest.mark.django_db
NAMES = ("Nguyễn Thị An", "Trần Văn Lan", "Lê Anh 3An", "Phạm-An Bình", "Hồ x.An", "Võ An_Khê")


def many(counter: Counter, count: int) -> None:
    """Dossiers of people of all those names, some at the same moment."""
    first = filed(counter)
    for number in range(count):
        Dossier(
            **{
                field.attname: getattr(first, field.attname)
                for field in Dossier._meta.concrete_fields
                if not field.primary_key
            }
            | {
                "form_key": uuid.uuid4(),
                "reference": f"A{counter.office.agency.pk:04}-{number:04}-AN",
                "applicant_name": NAMES[number % len(NAMES)],
                "filed_at": clock.now() - timedelta(minutes=number // 3),
            }
        ).save()


def all_pages(words: str, actor: Appointment) -> list[list[int]]:
    pages, after = [], ""
    while True:
        rows, after = boxes.page("da-xong", actor=actor, words=words, after=after)
        pages.append([one.pk for one in rows])
        if not after:
            return pages


@pytest.mark.parametrize(
    "words", ["an", "AN", "a", "an lan", "binh an", "an_khe", "x.an", "ho x.an", "3", "án", "0905"]
)
def test_common_words_are_found_as_by_the_index(
    counter: Counter, other_office: Office, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    many(counter, 150)
    many(make_counter(other_office), 40)
    quick = all_pages(words, counter.desk)
    monkeypatch.setattr(boxes, "_near", lambda *_, **__: None)
    assert quick == all_pages(words, counter.desk)
    assert quick[0]


def test_what_is_common_asks_no_index_of_words(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    many(counter, 150)
    monkeypatch.setattr(boxes, "_found", lambda *_, **__: pytest.fail("asked"))
    rows, following = boxes.page("da-xong", actor=counter.desk, words="an")
    assert (len(rows), bool(following)) == (30, True)


def test_where_few_of_the_newest_promise_a_page_more_are_looked_through(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    many(counter, 240)
    quick = all_pages("lan", counter.desk)
    monkeypatch.setattr(boxes, "_NEAR", (40, 240))  # of 40 seven fit, a page is 30
    assert all_pages("lan", counter.desk) == quick
    monkeypatch.setattr(boxes, "_found", lambda *_, **__: pytest.fail("asked"))
    assert len(boxes.page("da-xong", actor=counter.desk, words="lan")[0]) == 30
