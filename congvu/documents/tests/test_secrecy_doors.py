"""Every place where people type into documents refuses a mark and keeps nothing of its content."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
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
from congvu.documents.actions import drafting, submitting
from congvu.documents.actions.drafting import draft
from congvu.documents.models import Incoming, Outgoing
from congvu.documents.tests.cast import Province, make_province
from congvu.documents.tests.test_incoming_pages import arrived, directed, registered
from congvu.documents.tests.test_outgoing_pages import typed
from congvu.files.tests import samples
from congvu.journal.models import Entry

pytestmark = pytest.mark.django_db(transaction=True)

CANARY = "KIMTUYEN7391"
MARKED = f"Kính báo cáo {CANARY}\nTỐI MẬT\nnội dung {CANARY}"
LINE = f"[TỐI MẬT] Kế hoạch {CANARY}"


@dataclass(frozen=True)
class Cast:
    province: Province
    draft: Outgoing
    submitted: Outgoing
    arrived: Incoming
    registered: Incoming
    directed: Incoming


@pytest.fixture
def cast() -> Cast:
    province = make_province()
    office = province.first
    submitted = draft(actor=province.specialist)
    answer = client_of(province.specialist).post(
        reverse("documents:draft_edit", args=[submitted.pk]), typed(submitted, province.deputy)
    )
    assert answer.status_code == 302, answer.content.decode()
    submitted.refresh_from_db()
    submitting.submit_draft(submitted, actor=province.specialist, to=province.head)
    drafting.ask_opinions(submitted, actor=province.head, asked=[province.chairman])
    ready = draft(actor=province.specialist)
    client_of(province.specialist).post(
        reverse("documents:draft_edit", args=[ready.pk]), typed(ready, province.deputy)
    )
    ready.refresh_from_db()
    return Cast(
        province=province,
        draft=ready,
        submitted=submitted,
        arrived=arrived(office, number="7"),
        registered=registered(office),
        directed=directed(office, office.head),
    )


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


def post(who: Any, name: str, subject: Any, data: dict[str, Any]) -> Any:
    args = [] if subject is None else [subject.pk]
    return client_of(who).post(reverse(f"documents:{name}", args=args), data)


def edit(cast: Cast, **given: str) -> Any:
    drafter = cast.province.specialist
    return post(drafter, "draft_edit", cast.draft, typed(cast.draft, cast.province.deputy, **given))


def paper(cast: Cast, **given: str) -> Any:
    office = cast.province.first
    data = {
        "file_file": SimpleUploadedFile("ban quet.pdf", samples.pdf()),
        "issuer_name": "Sở Nội vụ",
        "number": "12",
        "notation": "SNV",
        "dated_on": "01/04/2026",
        "kind": "letter",
        "abstract": "công tác văn thư",
        "urgency": "normal",
        "to": office.leader.pk,
        "form_key": uuid.uuid4(),
        **given,
    }
    return post(office.clerk, "incoming_paper", None, data)


def group(cast: Cast) -> Any:
    members = [cast.province.first.agency.pk]
    return post(cast.province.clerk, "group_new", None, {"name": LINE, "members": members})


def attach(cast: Cast, *, name: str, title: str = "", content: bytes = b"") -> Any:
    file = SimpleUploadedFile(name, content or samples.pdf())
    return post(
        cast.province.specialist, "outgoing_attach", cast.draft, {"file_file": file, "title": title}
    )


def direct(cast: Cast) -> Any:
    office = cast.province.first
    to = office.head.pk
    data = {"assignees": [to], f"assignees_part_{to}": "lead", "words": MARKED}
    return post(office.leader, "incoming_direct", cast.registered, data)


DOORS: dict[str, Callable[[Cast], Any]] = {
    "abstract": lambda cast: edit(cast, abstract=LINE),
    "body": lambda cast: edit(cast, body=MARKED),
    "addressees": lambda cast: edit(cast, addressees=MARKED),
    "legal bases": lambda cast: edit(cast, legal_bases=MARKED),
    "recipients": lambda cast: edit(cast, recipients=MARKED),
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
    "attachment's title": lambda cast: attach(cast, name="a.pdf", title=LINE),
    "attachment": lambda cast: attach(cast, name="a.txt", content=MARKED.encode()),
    "words of a submission": lambda cast: post(
        cast.province.specialist,
        "outgoing_submit",
        cast.draft,
        {"to": cast.province.head.pk, "words": MARKED},
    ),
    "words of passing on": lambda cast: post(
        cast.province.head,
        "outgoing_pass_on",
        cast.submitted,
        {"to": cast.province.deputy.pk, "words": MARKED},
    ),
    "reason of sending back": lambda cast: post(
        cast.province.head, "outgoing_send_back", cast.submitted, {"words": MARKED}
    ),
    "question": lambda cast: post(
        cast.province.head,
        "outgoing_ask",
        cast.submitted,
        {"asked": [cast.province.clerk.pk], "question": MARKED},
    ),
    "opinion": lambda cast: post(
        cast.province.chairman,
        "outgoing_opinion",
        cast.submitted,
        {"agrees": "no", "answer": MARKED},
    ),
    "group's name": group,
    "paper's abstract": lambda cast: paper(cast, abstract=MARKED),
    "paper's issuer": lambda cast: paper(cast, issuer_name=LINE),
    "paper's signer": lambda cast: paper(cast, signer_name=f"{CANARY} (MẬT)"),
    "paper's notation": lambda cast: paper(cast, notation=f"{CANARY} - MẬT"),
    "words of registering": lambda cast: post(
        cast.province.first.clerk,
        "incoming_register",
        cast.arrived,
        {"to": cast.province.first.leader.pk, "words": MARKED},
    ),
    "reason of returning": lambda cast: post(
        cast.province.first.clerk, "incoming_return", cast.arrived, {"words": MARKED}
    ),
    "instruction": direct,
    "words of passing to another": lambda cast: post(
        cast.province.first.leader,
        "incoming_pass",
        cast.registered,
        {"to": cast.province.first.head.pk, "words": MARKED},
    ),
    "words of putting on file": lambda cast: post(
        cast.province.first.leader, "incoming_put_on_file", cast.registered, {"words": MARKED}
    ),
    "words of the end": lambda cast: post(
        cast.province.first.leader, "incoming_finish", cast.directed, {"words": MARKED}
    ),
    "instruction in the unit": lambda cast: post(
        cast.province.first.head,
        "share_hand_down",
        cast.directed,
        {
            "assignees": [cast.province.first.specialist.pk],
            f"assignees_part_{cast.province.first.specialist.pk}": "lead",
            "words": MARKED,
        },
    ),
    "report": lambda cast: post(
        cast.province.first.head, "share_report", cast.directed, {"words": MARKED}
    ),
    "result": lambda cast: post(
        cast.province.first.head, "share_finish", cast.directed, {"words": MARKED}
    ),
    "kept words": lambda cast: post(cast.province.chairman, "kept_texts", None, {"text": LINE}),
    "file for checking signatures": lambda cast: client_of(cast.province.clerk).post(
        reverse("signing:check"),
        {"file": SimpleUploadedFile("a.pdf", samples.changed_pdf("stamp"))},
    ),
}


@pytest.mark.parametrize("name", DOORS)
def test_the_door_is_shut_to_marks(cast: Cast, name: str) -> None:
    answer: HttpResponse = DOORS[name](cast)
    page = answer.content.decode()
    assert answer.status_code in {200, 422}, page
    assert "29/2018/QH14" in page
    assert reverse("secrecy:guide") in page
    entry = Entry.objects.get(action="secrecy.refuse")
    assert entry.detail["door"]
    assert found_in_database(CANARY) == []
    assert found_on_disk(CANARY) == []


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
