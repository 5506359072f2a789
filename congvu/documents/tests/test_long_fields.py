"""Ten thousand letters and signs that nobody sees, in every field: a sentence, and nothing lost."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from html import unescape
from typing import Any

import pytest

from congvu.accounts.tests.factories import client_of
from congvu.core.tests.kept import kept
from congvu.documents.tests.doors import DOORS, Cast, edit, make_cast
from congvu.documents.tests.test_outgoing_pages import address

pytestmark = pytest.mark.django_db

LONG = "Nội dung rất dài. " * 600
ENDLESS = "x" * 10_001
# What may hold as much: its pages must still be drawn.
ROOMY = {"body"}


@pytest.fixture(scope="module")
def first_cast(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cast]:
    with kept(django_db_blocker, make_cast) as made:
        yield made


@pytest.fixture
def cast(first_cast: Cast, db: None) -> Cast:
    return deepcopy(first_cast)


@pytest.mark.parametrize("words", [LONG, ENDLESS], ids=["words", "one word"])
@pytest.mark.parametrize("name", sorted(set(DOORS) - ROOMY))
def test_too_much_is_said_at_its_field_and_stays_typed(cast: Cast, name: str, words: str) -> None:
    answer = DOORS[name](cast, words)
    page = unescape(answer.content.decode())
    assert answer.status_code in {200, 422}, page
    assert "ký tự" in page
    assert words.strip() in page


@pytest.mark.parametrize("words", [LONG * 4, "x" * 60_000, "/" * 60_000, "ậ" * 60_000])
def test_a_very_long_text_is_kept_and_drawn(cast: Cast, words: str) -> None:
    answer = edit(cast, body=words)
    assert answer.status_code == 302
    shown = client_of(cast.province.specialist).get(address("outgoing_file", cast.draft))
    assert shown.status_code == 200
    assert b"".join(shown.streaming_content if shown.streaming else [shown.content])[:5] == b"%PDF-"


@pytest.mark.parametrize("name", DOORS)
def test_a_null_character_is_named_in_words(cast: Cast, name: str) -> None:
    answer = DOORS[name](cast, "một\x00hai")
    page = answer.content.decode()
    assert answer.status_code in {200, 422}, page
    assert "ký tự điều khiển" in page


@pytest.mark.parametrize("name", DOORS)
def test_signs_that_steer_and_pictures_do_not_break_a_page(cast: Cast, name: str) -> None:
    answer = DOORS[name](cast, "việc \u202eđảo\u202c 😀 \x07\x1b[0m \ufeffmẫu")
    assert answer.status_code in {200, 302, 422}, answer.content.decode()
