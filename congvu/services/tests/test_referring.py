"""A field that refers to a dossier which was answered: chosen by its owner, typed at the desk."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from django.test import Client

from congvu.accounts.tests.factories import client_of
from congvu.directory.tests.factories import Office
from congvu.services.actions import drafts, intake
from congvu.services.definitions import problems_of
from congvu.services.models import Citizen, Dossier, Draft
from congvu.services.tests.factories import (
    ANSWERS,
    Counter,
    accepted,
    data,
    done,
    filed,
    make_counter,
    stored,
)
from congvu.services.tests.pages import page, send
from congvu.services.types import Item

pytestmark = pytest.mark.django_db
PERSON = {"ten": "Nguyễn Thị Thử", "giay_to": "049185000123", "tinh_trang": "chua"}
UNKNOWN = "Người nộp không có hồ sơ đã giải quyết xong mang mã này"
AT_THE_DESK = {"channel": "1", "kind": "1", "name": "Nguyễn Thị Thử", "phone": "0905000111",
               "address": "Tam Kỳ", "consent": "Có mặt", "identity": "049 185 000 123"}  # fmt: skip


def with_reference() -> dict[str, Any]:
    """The procedure whose first page also asks which earlier dossier is to be changed."""
    made = data()
    field = {"code": "truoc_day", "label": "Hồ sơ đã giải quyết cần đổi", "kind": "reference"}
    made["pages"][0]["fields"].append(field)
    return made


@pytest.fixture
def later(counter: Counter, office: Office) -> Counter:
    """A procedure that refers to dossiers of earlier ones, and the same citizen."""
    return make_counter(office, with_reference(), citizen=counter.citizen)


def begun(later: Counter, **whose: Any) -> Draft:
    return drafts.begin(
        later.definition, agency=later.office.agency, form_key=uuid.uuid4(), **whose
    )


def test_a_citizen_chooses_among_the_own_and_it_is_filed(
    counter: Counter, later: Counter, signed_in: Client
) -> None:
    earlier, running = done(counter), accepted(counter)
    other = done(make_counter(counter.office, citizen=Citizen(phone="0912345678")))
    draft = begun(later, citizen=later.citizen)
    offered = page(signed_in, "draft_page", draft.token, "nguoi")
    assert f'<option value="{earlier.code}">{earlier.code}, {counter.procedure.name}' in offered
    assert str(running.code) not in offered
    assert str(other.code) not in offered
    send(signed_in, "draft_page", draft.token, "nguoi", **PERSON, truoc_day=earlier.code)
    again = page(signed_in, "draft_page", draft.token, "nguoi")
    assert f'<option value="{earlier.code}" selected>' in again
    send(signed_in, "draft_page", draft.token, "ban", **{"so_ban": "1", "noi-rows": "0"})
    send(signed_in, "draft_delivery", draft.token, delivery="2")
    draft.papers.create(code="cccd", file=stored(later.office))
    words = f"{earlier.code}, {counter.procedure.name}, {counter.office.agency.name} giải quyết"
    assert words in page(signed_in, "draft_review", draft.token)
    send(signed_in, "draft_review", draft.token)
    dossier = Dossier.objects.get(draft=draft)
    assert dossier.answers["truoc_day"]["code"] == earlier.code
    assert words in page(client_of(later.desk), "dossier", dossier.pk)


def test_another_s_or_an_unanswered_one_is_not_there(
    counter: Counter, later: Counter, signed_in: Client
) -> None:
    other = done(make_counter(counter.office, citizen=Citizen(phone="0912345678")))
    draft = begun(later, citizen=later.citizen)
    assert "chưa có hồ sơ nào đã giải quyết" in page(signed_in, "draft_page", draft.token, "nguoi")
    for code in (other.code, accepted(counter).code, "000", ""):
        answer = send(signed_in, "draft_page", draft.token, "nguoi", **PERSON, truoc_day=code)
        assert answer.status_code == 200
        assert 'id="id_truoc_day_error"' in answer.content.decode()
    assert "truoc_day" not in Draft.objects.get().answers


def test_at_the_desk_the_code_on_the_paper_is_typed(counter: Counter, later: Counter) -> None:
    earlier, desk = done(counter), client_of(later.desk)
    draft = begun(later, desk=later.desk)
    send(desk, "desk_applicant", draft.token, **AT_THE_DESK)
    shown = send(desk, "desk_page", draft.token, "nguoi", **PERSON, truoc_day="000.1").content
    assert UNKNOWN in shown.decode()
    assert 'value="000.1"' in shown.decode()
    typed = f" {str(earlier.code).lower()} "
    send(desk, "desk_page", draft.token, "nguoi", **PERSON, truoc_day=typed)
    held = Draft.objects.get().answers["truoc_day"]
    assert held["code"] == earlier.code
    assert earlier.applicant_name not in held["text"]


def test_at_the_desk_only_the_applicants_own_is_known(counter: Counter, later: Counter) -> None:
    earlier, desk = done(counter), client_of(later.desk)
    draft = begun(later, desk=later.desk)

    def typed() -> str:
        send(desk, "desk_page", draft.token, "nguoi", **PERSON, truoc_day=earlier.code)
        return page(desk, "desk_page", draft.token, "nguoi")

    def held() -> object:
        return Draft.objects.get().answers.get("truoc_day")

    typed()  # nobody is written down yet
    assert held() is None
    send(desk, "desk_applicant", draft.token, **AT_THE_DESK | {"identity": "200123456"})
    assert (
        UNKNOWN
        in send(
            desk, "desk_page", draft.token, "nguoi", **PERSON, truoc_day=earlier.code
        ).content.decode()
    )
    assert held() is None
    send(desk, "desk_applicant", draft.token, **AT_THE_DESK)
    typed()
    assert held() is not None
    send(desk, "desk_applicant", draft.token, **AT_THE_DESK | {"identity": "200123456"})
    review = page(desk, "desk_review", draft.token)
    assert UNKNOWN in review
    assert "Hồ sơ đã giải quyết cần đổi</a>" in review


def test_it_is_mended_like_any_other_field(
    counter: Counter, later: Counter, signed_in: Client
) -> None:
    first, second = done(counter), done(counter)
    known = {"code": first.code, "text": "thử"}
    dossier = filed(later, answers=ANSWERS | {"truoc_day": known})
    item = Item("truoc_day", "Hồ sơ cần đổi", "Điều 9", "Chọn đúng hồ sơ")
    intake.ask_supplement(dossier, actor=later.desk, items=[item])
    send(signed_in, "mend", dossier.reference, truoc_day=second.code)
    dossier.refresh_from_db()
    assert dossier.answers["truoc_day"]["code"] == second.code


def test_programs_send_the_code(later: Counter) -> None:
    schema = json.loads(page(Client(), "schema_file", later.procedure.code))
    assert schema["properties"]["truoc_day"]["type"] == "string"
    assert "truoc_day" in schema["required"]


def test_no_reference_stands_in_a_group() -> None:
    made = data()
    inner = {"code": "hs", "label": "Hồ sơ", "kind": "reference"}
    made["pages"][2]["fields"][1]["fields"].append(inner)
    assert any("mục dẫn chiếu" in one.sentence for one in problems_of(made))
