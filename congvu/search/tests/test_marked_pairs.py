"""Entries that stood before pairs had marks are found by phrases like new ones."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib import import_module

import pytest
from django.db import connection

from congvu.search.models import Entry
from congvu.search.words import queries

pytestmark = pytest.mark.django_db


def found(typed: str) -> int:
    (asked,) = queries([("", typed)])
    return Entry.objects.extra(where=["words @@ %s::tsquery"], params=[asked]).count()


def test_an_old_entry_gets_the_pairs_of_all_that_it_keeps() -> None:
    Entry.objects.create(
        way="incoming", object_id=1, moment=datetime(2026, 1, 5, tzinfo=UTC), code="1804/UBND-KGVX",
        title="Về việc họp trực tuyến", author="Sở Y tế", text="chuyển đổi số", marks=["i:all"],
        words="'chuyển':1", digest="before",
    )  # fmt: skip
    assert not found('"chuyển đổi số"')
    with connection.schema_editor() as editor:
        import_module("congvu.search.migrations.0003_marked_pairs")._add(None, editor)
    assert found('"chuyển đổi số"') == found('"họp trực tuyến"') == 1
    assert not found('"chuyện đổi số"')
    assert Entry.objects.get().digest == ""  # the next comparison reads the people's names too
