"""Every place where people type into documents refuses a mark and keeps nothing of its content."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.urls import reverse
from psycopg import sql

from congvu.accounts.tests.factories import client_of
from congvu.documents.tests.doors import DOORS, Cast, attach, make_cast, post
from congvu.documents.tests.test_outgoing_pages import typed
from congvu.files.tests import samples
from congvu.journal.models import Entry

pytestmark = pytest.mark.django_db(transaction=True)

CANARY = "KIMTUYEN7391"
MARKED = f"Kính báo cáo {CANARY}\nTỐI MẬT\nnội dung {CANARY}"
LINE = f"{CANARY} (TỐI MẬT)"
SHORT = {
    "template's name",
    "group's name",
    "register's name",
    "case file's title",
    "quick group's name",
    "kept words",
    "attachment's title",
    "reason for entering a twin",
}


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def found_in_database(words: str) -> list[str]:
    """The tables in which the words stand, in any column."""
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        found = []
        for name in names:
            question = sql.SQL("SELECT count(*) FROM {} t WHERE t::text LIKE %s")
            cursor.execute(question.format(sql.Identifier(name)), [f"%{words}%"])  # type: ignore[arg-type]
            if cursor.fetchone()[0]:
                found.append(name)
    return found


def found_on_disk(words: str) -> list[Path]:
    """The files under the data folder in which the words stand, as UTF-8."""
    files = [path for path in Path(settings.DATA_DIR).rglob("*") if path.is_file()]
    return [path for path in files if words.encode() in path.read_bytes()]


FILES: dict[str, Callable[[Cast], Any]] = {
    "new draft from a file": lambda cast: post(
        cast.province.specialist,
        "draft_new",
        None,
        {
            "kind": "letter",
            "form_key": uuid.uuid4(),
            "file_file": SimpleUploadedFile("a.docx", samples.word(*MARKED.split("\n"))),
        },
    ),
    "attachment's name": lambda cast: attach(cast, name=f"{LINE}.pdf"),
    "attachment": lambda cast: attach(cast, name="a.txt", content=MARKED.encode()),
    "file for checking signatures": lambda cast: client_of(cast.province.clerk).post(
        reverse("signing:check"),
        {"file": SimpleUploadedFile("a.pdf", samples.changed_pdf("stamp"))},
    ),
}


def refused(answer: HttpResponse) -> None:
    page = answer.content.decode()
    assert answer.status_code in {200, 422}, page
    assert "29/2018/QH14" in page
    assert reverse("secrecy:guide") in page
    assert Entry.objects.get(action="secrecy.refuse").detail["door"]
    assert found_in_database(CANARY) == []
    assert found_on_disk(CANARY) == []


@pytest.mark.parametrize("name", DOORS)
def test_the_door_is_shut_to_marks(cast: Cast, name: str) -> None:
    refused(DOORS[name](cast, LINE if name in SHORT or name.startswith("paper's") else MARKED))


@pytest.mark.parametrize("name", FILES)
def test_the_door_is_shut_to_marked_files(cast: Cast, name: str) -> None:
    refused(FILES[name](cast))


def test_saving_as_one_types_is_shut_too(cast: Cast) -> None:
    data = typed(cast.draft, cast.province.deputy, body=MARKED)
    answer = post(cast.province.specialist, "draft_autosave", cast.draft, data)
    assert "Chưa lưu: Không tiếp nhận" in answer.content.decode()
    assert found_in_database(CANARY) == []


def test_words_about_secrecy_go_through(cast: Cast) -> None:
    words = "Bảo đảm bảo mật thông tin, đổi mật khẩu; không gửi văn bản mật qua mạng."
    answer = post(cast.province.first.head, "share_report", cast.directed, {"words": words})
    assert answer.status_code == 302
    assert not Entry.objects.filter(action="secrecy.refuse").exists()
