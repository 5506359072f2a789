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


def not_refused(answer: HttpResponse, before: int) -> list[str]:
    """What is wrong with the answer to a mark, and what is kept of the words."""
    page = answer.content.decode()
    heard = Entry.objects.filter(action="secrecy.refuse")
    expected = {
        f"answered {answer.status_code}": answer.status_code in {200, 422},
        "the law is not named": "29/2018/QH14" in page,
        "no way to the guide": reverse("secrecy:guide") in page,
        "not one entry in the journal": heard.count() == before + 1,
        "the door is not named": bool(heard.latest("pk").detail["door"]) if heard else False,
    }
    kept = [f"kept in {place}" for place in (*found_in_database(CANARY), *found_on_disk(CANARY))]
    return [said for said, right in expected.items() if not right] + kept


def test_every_door_is_shut_to_marks_and_to_marked_files(cast: Cast) -> None:
    """One after another on the same documents, which no refusal moves."""
    wrong = {}
    doors = {name: (lambda door=door: door(cast, MARKED)) for name, door in DOORS.items()}
    for name in {name for name in DOORS if name in SHORT or name.startswith("paper's")}:
        doors[name] = lambda door=DOORS[name]: door(cast, LINE)
    doors |= {name: (lambda door=door: door(cast)) for name, door in FILES.items()}
    for number, (name, door) in enumerate(doors.items()):
        if amiss := not_refused(door(), number):
            wrong[name] = amiss
    assert wrong == {}


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
