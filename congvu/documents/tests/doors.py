"""Every place where people type into documents: who stands there, and what they send."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from congvu.accounts.tests.factories import client_of
from congvu.core import clock
from congvu.documents.actions import opinions, submitting
from congvu.documents.actions.drafting import draft
from congvu.documents.actions.numbering import usual_register
from congvu.documents.models import Extension, Incoming, Outgoing
from congvu.documents.tests.cast import Province, make_province
from congvu.documents.tests.test_incoming_pages import arrived, directed, registered
from congvu.documents.tests.test_outgoing_pages import typed
from congvu.documents.types import RegisterKind
from congvu.files.tests import samples


@dataclass(frozen=True)
class Cast:
    province: Province
    draft: Outgoing
    submitted: Outgoing
    arrived: Incoming
    registered: Incoming
    directed: Incoming


def make_cast() -> Cast:
    """A draft, a submission, and documents that came, in the states in which people write."""
    province = make_province()
    office = province.first
    submitted = draft(actor=province.specialist)
    answer = client_of(province.specialist).post(
        reverse("documents:draft_edit", args=[submitted.pk]), typed(submitted, province.deputy)
    )
    assert answer.status_code == 302, answer.content.decode()
    submitted.refresh_from_db()
    submitting.submit_draft(submitted, actor=province.specialist, to=province.head)
    opinions.ask_opinions(submitted, actor=province.head, asked=[province.chairman])
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
        directed=directed(office, office.head, "1806"),
    )


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


def group(cast: Cast, words: str) -> Any:
    members = [cast.province.first.agency.pk]
    return post(cast.province.clerk, "group_new", None, {"name": words, "members": members})


def attach(cast: Cast, *, name: str, title: str = "", content: bytes = b"") -> Any:
    file = SimpleUploadedFile(name, content or samples.pdf())
    return post(
        cast.province.specialist, "outgoing_attach", cast.draft, {"file_file": file, "title": title}
    )


def hold(cast: Cast, **given: str) -> Any:
    register = usual_register(cast.province.agency, RegisterKind.OUTGOING)
    plain = {"register": register.pk, "about": "Công điện", "reason": "Mất kết nối khi ký."}
    return post(cast.province.clerk, "hold_number", None, {**plain, **given})


def direct(cast: Cast, words: str) -> Any:
    office = cast.province.first
    to = office.head.pk
    data = {"assignees": [to], f"assignees_part_{to}": "lead", "words": words}
    return post(office.leader, "incoming_direct", cast.registered, data)


def asked(cast: Cast) -> Extension:
    share = cast.directed.assignments.get()
    found, _ = Extension.objects.get_or_create(
        assignment=share,
        answered_at=None,
        defaults={
            "agency": share.agency,
            "asked_by": share.assignee,
            "answerer": share.given_by,
            "wanted_on": clock.today(),
            "reason": "thử",
            "asked_at": clock.now(),
        },
    )
    return found


def paper_of(cast: Cast) -> Incoming:
    return arrived(cast.province.first, number="8", paper=True)


DOORS: dict[str, Callable[[Cast, str], Any]] = {
    "abstract": lambda cast, words: edit(cast, abstract=words),
    "body": lambda cast, words: edit(cast, body=words),
    "addressees": lambda cast, words: edit(cast, addressees=words),
    "legal bases": lambda cast, words: edit(cast, legal_bases=words),
    "recipients": lambda cast, words: edit(cast, recipients=words),
    "attachment's title": lambda cast, words: attach(cast, name="a.pdf", title=words),
    "words of a submission": lambda cast, words: post(
        cast.province.specialist,
        "outgoing_submit",
        cast.draft,
        {"to": cast.province.head.pk, "words": words},
    ),
    "words of passing on": lambda cast, words: post(
        cast.province.head,
        "outgoing_pass_on",
        cast.submitted,
        {"to": cast.province.deputy.pk, "words": words},
    ),
    "reason of sending back": lambda cast, words: post(
        cast.province.head, "outgoing_send_back", cast.submitted, {"words": words}
    ),
    "question": lambda cast, words: post(
        cast.province.head,
        "outgoing_ask",
        cast.submitted,
        {"asked": [cast.province.clerk.pk], "question": words},
    ),
    "opinion": lambda cast, words: post(
        cast.province.chairman,
        "outgoing_opinion",
        cast.submitted,
        {"agrees": "no", "answer": words},
    ),
    "words of passing an opinion on": lambda cast, words: post(
        cast.province.chairman,
        "outgoing_pass_opinion",
        cast.submitted,
        {"to": cast.province.deputy.pk, "words": words},
    ),
    "remark": lambda cast, words: post(
        cast.province.head, "remark_pin", cast.submitted, {"page": 1, "words": words}
    ),
    "remark's quote": lambda cast, words: post(
        cast.province.head,
        "remark_pin",
        cast.submitted,
        {"page": 1, "quote": words, "words": "Xin xem lại."},
    ),
    "held number's document": lambda cast, words: hold(cast, about=words),
    "held number's reason": lambda cast, words: hold(cast, reason=words),
    "template's name": lambda cast, words: post(
        cast.province.head, "template_keep", cast.submitted, {"name": words}
    ),
    "group's name": group,
    "paper's abstract": lambda cast, words: paper(cast, abstract=words),
    "paper's issuer": lambda cast, words: paper(cast, issuer_name=words),
    "paper's signer": lambda cast, words: paper(cast, signer_name=words),
    "paper's notation": lambda cast, words: paper(cast, notation=words),
    "words of registering": lambda cast, words: post(
        cast.province.first.clerk,
        "incoming_register",
        cast.arrived,
        {"to": cast.province.first.leader.pk, "words": words},
    ),
    "reason of returning": lambda cast, words: post(
        cast.province.first.clerk, "incoming_return", cast.arrived, {"words": words}
    ),
    "instruction": direct,
    "words of passing to another": lambda cast, words: post(
        cast.province.first.leader,
        "incoming_pass",
        cast.registered,
        {"to": cast.province.first.head.pk, "words": words},
    ),
    "words of putting on file": lambda cast, words: post(
        cast.province.first.leader, "incoming_put_on_file", cast.registered, {"words": words}
    ),
    "words of the end": lambda cast, words: post(
        cast.province.first.leader, "incoming_finish", cast.directed, {"words": words}
    ),
    "instruction in the unit": lambda cast, words: post(
        cast.province.first.head,
        "share_hand_down",
        cast.directed,
        {
            "assignees": [cast.province.first.specialist.pk],
            f"assignees_part_{cast.province.first.specialist.pk}": "lead",
            "words": words,
        },
    ),
    "report": lambda cast, words: post(
        cast.province.first.head, "share_report", cast.directed, {"words": words}
    ),
    "result": lambda cast, words: post(
        cast.province.first.head, "share_finish", cast.directed, {"words": words}
    ),
    "reason for longer time": lambda cast, words: post(
        cast.province.first.head,
        "share_ask_extension",
        cast.directed,
        {"until": "10 ngày", "words": words},
    ),
    "answer to longer time": lambda cast, words: post(
        cast.province.first.leader,
        "extension_grant",
        asked(cast),
        {"until": "9 ngày", "words": words},
    ),
    "refusal of longer time": lambda cast, words: post(
        cast.province.first.leader, "extension_refuse", asked(cast), {"words": words}
    ),
    "reason of passing back": lambda cast, words: post(
        cast.province.first.head, "share_pass_back", cast.directed, {"words": words}
    ),
    "words for information": lambda cast, words: post(
        cast.province.first.leader,
        "incoming_inform",
        cast.directed,
        {"people": [cast.province.first.specialist.pk], "words": words},
    ),
    "words of a recall": lambda cast, words: post(
        cast.province.first.clerk, "incoming_recall", paper_of(cast), {"words": words}
    ),
    "reason for entering a twin": lambda cast, words: post(
        cast.province.first.clerk,
        "incoming_register",
        arrived(cast.province.first, number="7"),
        {"to": cast.province.first.leader.pk, "anyway": words},
    ),
    "quick group's name": lambda cast, words: post(
        cast.province.first.leader,
        "quick_group_new",
        None,
        {"name": words, "members": [cast.province.first.head.pk]},
    ),
    "register's name": lambda cast, words: post(
        cast.province.clerk,
        "register_open",
        None,
        {"kind": "outgoing", "name": words, "year": clock.today().year},
    ),
    "case file's title": lambda cast, words: post(
        cast.province.specialist,
        "case_file_begin",
        None,
        {"code": "01.VP", "title": words, "retention": "10", "rights": "restricted"},
    ),
    "kept words": lambda cast, words: post(
        cast.province.chairman, "kept_texts", None, {"text": words}
    ),
}
