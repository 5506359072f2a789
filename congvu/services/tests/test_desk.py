"""Officials at the pages: the desk, those who handle, those who are asked, the province."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from congvu.accounts.tests.factories import client_of
from congvu.directory.models import Appointment, Role
from congvu.directory.tests.factories import AppointmentFactory, Office
from congvu.journal.models import Entry
from congvu.services.models import Definition, Dossier, Portal, PostOrder, Procedure
from congvu.services.queries import boxes
from congvu.services.tests.factories import (
    ANSWERS,
    Counter,
    accepted,
    data,
    done,
    filed,
    in_progress,
    make_counter,
)
from congvu.services.tests.pages import PDF, page, send
from congvu.services.types import DossierState

pytestmark = pytest.mark.django_db
S = DossierState


@pytest.fixture
def desk(counter: Counter) -> Client:
    return client_of(counter.desk)


@pytest.fixture
def specialist(counter: Counter) -> Client:
    return client_of(counter.office.specialist)


@pytest.fixture
def keeper(province: Appointment) -> Client:
    return client_of(province)


def test_the_desk_sees_what_is_new_and_accepts_it(counter: Counter, desk: Client) -> None:
    dossier = filed(counter)
    assert dossier.reference in page(desk, "queue")
    shown = page(desk, "dossier", dossier.pk)
    for words in ("Tiếp nhận", "Từ chối tiếp nhận", "Yêu cầu bổ sung", "Nguyễn Thị Thử"):
        assert words in shown
    send(desk, "accept", dossier.pk)
    dossier.refresh_from_db()
    assert dossier.state == S.ACCEPTED
    assert dossier.code in page(desk, "box", "dang-xu-ly")
    url = reverse("services:slip_pdf", args=[dossier.pk, dossier.slips.get().token])
    assert desk.get(url).content.startswith(b"%PDF")


def test_the_specialist_takes_and_passes_on_and_the_leader_ends(
    counter: Counter, specialist: Client
) -> None:
    dossier = accepted(counter)
    assert dossier.code in page(specialist, "queue")
    send(specialist, "take", dossier.pk)
    assert "Trình ký" in page(specialist, "move_on", dossier.pk)
    send(specialist, "move_on", dossier.pk, move="trinh", words="đủ", to="")
    leader = client_of(counter.office.leader)
    assert dossier.code in page(leader, "queue")
    refused = send(leader, "move_on", dossier.pk, move="xong", words="", to="")
    assert "Chưa có kết quả" in refused.content.decode()
    send(leader, "attach_result", dossier.pk, name="Giấy", file=SimpleUploadedFile("a.pdf", PDF))
    send(leader, "move_on", dossier.pk, move="xong", words="", to="")
    dossier.refresh_from_db()
    assert dossier.state == S.DONE


def test_a_result_is_drafted_as_a_document(counter: Counter, specialist: Client) -> None:
    dossier = in_progress(counter)
    answer = send(specialist, "draft_result", dossier.pk)
    document = dossier.results.get().document
    assert answer["Location"] == reverse("documents:draft_edit", args=[document.pk])


def test_a_supplement_is_asked_item_by_item(counter: Counter, desk: Client) -> None:
    dossier = filed(counter)
    half = send(desk, "ask_supplement", dossier.pk, **{"ten-chon": "on", "ten-can_cu": "Điều 9"})
    assert "cần ghi nội dung này" in half.content.decode()
    whole = {"ten-chon": "on", "ten-can_cu": "Điều 9", "ten-cach": "Ghi đủ chữ đệm"}
    send(desk, "ask_supplement", dossier.pk, **whole)
    dossier.refresh_from_db()
    assert dossier.state == S.SUPPLEMENT
    assert dossier.supplements.get().items[0]["label"] == "Họ tên"


def test_another_agency_sees_nothing(counter: Counter, other_office: Office) -> None:
    dossier = accepted(counter)
    for actor in (other_office.specialist, other_office.leader, other_office.clerk):
        client = client_of(actor)
        assert dossier.code not in page(client, "box", "dang-xu-ly")
        for name in ("dossier", "move_on", "control_pdf", "stop"):
            url = reverse(f"services:{name}", args=[dossier.pk])
            assert client.get(url).status_code == 404


def test_reading_personal_data_stands_in_the_journal(counter: Counter, specialist: Client) -> None:
    dossier = accepted(counter)
    page(specialist, "dossier", dossier.pk)
    page(specialist, "dossier", dossier.pk)
    read = Entry.objects.filter(action="services.read", subject_id=dossier.pk)
    assert [one.actor_id for one in read] == [counter.office.specialist.pk]


def test_search_finds_by_code_name_and_phone_within_the_agency(
    counter: Counter, specialist: Client, other_office: Office
) -> None:
    dossier = accepted(counter)
    foreign = accepted(make_counter(other_office))
    own, others = (reverse("services:dossier", args=[one.pk]) for one in (dossier, foreign))
    for words in (dossier.code, dossier.reference, "nguyen thi thu", counter.citizen.phone):
        shown = page(specialist, "queue", q=words)
        assert own in shown, words
        assert others not in shown
    assert others not in page(specialist, "queue", q=foreign.code)


def test_papers_of_process_and_register(counter: Counter, specialist: Client) -> None:
    dossier = done(counter)
    for url in (
        reverse("services:control_pdf", args=[dossier.pk]),
        reverse("services:register_pdf"),
        reverse("services:dossier_file", args=[dossier.pk, "giay", dossier.papers.get().pk]),
    ):
        assert b"".join(specialist.get(url)).startswith(b"%PDF")


def test_another_agency_is_asked_and_answers(office: Office, other_office: Office) -> None:
    content = data()
    content["steps"][0]["opinions"] = {
        "agencies": [other_office.agency.code], "question": "Có phù hợp quy hoạch không?",
    }  # fmt: skip
    counter = make_counter(office, content)
    dossier = in_progress(counter)
    specialist = client_of(office.specialist)
    waiting = send(specialist, "move_on", dossier.pk, move="trinh", words="", to="")
    assert "chưa trả lời ý kiến" in waiting.content.decode()
    other = client_of(other_office.specialist)
    asked = dossier.consultations.get()
    assert "Có phù hợp quy hoạch không?" in page(other, "queue")
    page(other, "dossier", dossier.pk)
    send(other, "opinion", asked.pk, agrees="1", words="Phù hợp")
    assert other.get(reverse("services:opinion", args=[asked.pk])).status_code == 409
    send(specialist, "move_on", dossier.pk, move="trinh", words="", to="")
    dossier.refresh_from_db()
    assert dossier.step == "ky"


def test_the_post_is_called_once_each_way(counter: Counter, desk: Client) -> None:
    dossier = done(counter)
    for _ in range(2):
        send(desk, "post_order", dossier.pk, direction="deliver", address="12 Trần Phú, Tam Kỳ")
    order = PostOrder.objects.get()
    assert order.collect == 16000
    assert "Chờ gửi bưu cục" in page(desk, "dossier", dossier.pk)


def test_a_version_is_written_checked_tried_compared_and_published(
    counter: Counter, keeper: Client
) -> None:
    code = counter.procedure.code
    open_one = accepted(counter)
    send(keeper, "new_version", code)
    assert "phiên bản 1" in page(keeper, "procedures")
    broken = send(keeper, "version_text", code, 2, text="{", note="")
    assert "Không đọc được JSON ở dòng 1" in broken.content.decode()
    send(keeper, "version_text", code, 2, text=json.dumps(data(steps=[])), note="")
    assert "Quy trình chưa có bước nào" in page(keeper, "version", code, 2)
    send(keeper, "publish", code, 2)
    assert Definition.objects.get(procedure=counter.procedure, number=2).state == "draft"
    send(keeper, "version_text", code, 2, text=json.dumps(data(result="Giấy mới")), note="đổi tên")
    assert "Giấy mới" in page(keeper, "compare_versions", code, 1, 2)
    tried = page(keeper, "simulate", code, 2, buoc="trinh")
    assert "Trình ký" in tried
    send(keeper, "publish", code, 2)
    states = dict(counter.procedure.definitions.values_list("number", "state"))
    assert states == {1: "withdrawn", 2: "published"}
    open_one.refresh_from_db()
    assert open_one.definition.number == 1
    assert "Giấy mới" in page(Client(), "procedure", code)


def test_a_version_goes_out_and_in_as_a_file(counter: Counter, keeper: Client) -> None:
    code = counter.procedure.code
    answer = keeper.get(reverse("services:version_file", args=[code, 1]))
    whole = answer.json()
    whole["code"] = "2.000999.000.00.00.H47"
    file = SimpleUploadedFile("t.json", json.dumps([whole]).encode())
    send(keeper, "import_procedures", file=file, publish="on")
    made = Procedure.objects.get(code="2.000999.000.00.00.H47")
    assert made.current is not None
    assert made.current.data == counter.definition.data


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"code": "x"}, "Mã thủ tục"),
        ({"level": 9}, "mức độ"),
        ({"agency": "H47.99"}, "không có cơ quan"),
        ({"field": "la"}, "không có lĩnh vực"),
        ({"definition": {}}, "lỗi"),
    ],
)
def test_a_wrong_file_takes_in_nothing(
    counter: Counter, keeper: Client, change: dict[str, Any], words: str
) -> None:
    good = {"code": "2.000999.000.00.00.H47", "name": "Thử", "field": "ho-tich", "level": 4,
            "handled_by": "commune", "agency": "", "definition": data()}  # fmt: skip
    file = SimpleUploadedFile("t.json", json.dumps([good, {**good, **change}]).encode())
    shown = send(keeper, "import_procedures", file=file, publish="on").content.decode()
    assert words in shown
    assert Procedure.objects.count() == 1


def test_a_portal_files_by_the_same_checks_and_once(counter: Counter, keeper: Client) -> None:
    shown = send(keeper, "portals", name="Cổng thử").content.decode()
    token = shown.partition('<code class="breakable">')[2].partition("</code>")[0]
    assert Portal.objects.get().hash not in shown
    client = Client(enforce_csrf_checks=True, headers={"Authorization": f"Bearer {token}"})
    body = {
        "key": "A-1", "procedure": counter.procedure.code, "agency": counter.office.agency.code,
        "applicant": {"name": "Lê Thị API", "identity": "049185000123", "phone": "0905111222"},
        "answers": {k: v for k, v in ANSWERS.items() if k != "tong"},
    }  # fmt: skip
    url = reverse("services:api_file")

    def post(**changes: Any) -> Any:
        sent = {"dossier": json.dumps(body | changes), "cccd": SimpleUploadedFile("a.pdf", PDF)}
        return client.post(url, sent)

    wrong = post(answers={**ANSWERS, "giay_to": "1"}).json()["errors"]
    assert "CCCD" in wrong["giay_to"]
    assert "tong" not in wrong
    assert post(procedure="1.9").json()["errors"]["procedure"]
    made = post()
    assert made.status_code == 201
    assert post().json()["reference"] == made.json()["reference"]
    assert Dossier.objects.count() == 1
    state = client.get(reverse("services:api_state_file", args=[made.json()["reference"]]))
    assert state.json()["state"] == 1
    assert Client().post(url).status_code == 401


def test_the_queue_costs_the_same_for_one_and_for_many(
    counter: Counter, specialist: Client, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    for _ in range(5):
        accepted(counter)
    page(specialist, "queue")
    with django_assert_max_num_queries(14):
        page(specialist, "queue")


def test_a_dossier_s_page_costs_the_same_however_long_its_way(
    counter: Counter, specialist: Client, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    dossier = done(counter)
    page(specialist, "dossier", dossier.pk)
    with django_assert_max_num_queries(26):
        page(specialist, "dossier", dossier.pk)


def test_the_schema_is_public_and_describes_the_form(counter: Counter) -> None:
    schema = json.loads(page(Client(), "schema_file", counter.procedure.code))
    assert schema["properties"]["giay_to"]["pattern"]


def test_open_dossiers_move_to_a_later_version_after_a_dry_run(
    counter: Counter, keeper: Client
) -> None:
    code = counter.procedure.code
    fine, divorced = accepted(counter), in_progress(counter)
    Dossier.objects.filter(pk=divorced.pk).update(answers={**ANSWERS, "tinh_trang": "x"})
    promised = fine.due_at
    longer = data(term={"count": 9, "unit": "working_days"})
    send(keeper, "new_version", code)
    send(keeper, "version", code, 2, text=json.dumps(longer), note="")
    send(keeper, "publish", code, 2)
    shown = page(keeper, "move_dossiers", code, 1, 2)
    assert "2 hồ sơ đang giải quyết" in shown
    assert "1 hồ sơ chuyển được" in shown
    assert "Lựa chọn này không có" in shown
    send(keeper, "move_dossiers", code, 1, 2)
    versions = dict(Dossier.objects.values_list("pk", "definition__number"))
    assert versions == {fine.pk: 2, divorced.pk: 1}
    fine.refresh_from_db()
    assert fine.due_at == promised


def test_a_queue_asks_as_much_for_one_dossier_as_for_many(
    counter: Counter, specialist: Client
) -> None:
    found = []
    for more in (1, 9):
        for _ in range(more):
            accepted(counter)
        for _ in range(2):  # the first asking builds what is kept
            with CaptureQueriesContext(connection) as asked:
                specialist.get(reverse("services:box", args=["cho-toi"]))
        found.append(len(asked))
    assert found[0] == found[1] <= 8


def test_pages_of_a_box_follow_one_another(counter: Counter, desk: Client) -> None:
    for _ in range(boxes.PAGE + 2):
        filed(counter)
    first = page(desk, "box", "moi")
    references = Dossier.objects.order_by("filed_at", "pk").values_list("reference", flat=True)
    told = [one for one in references if one in first]
    assert told == list(references[: boxes.PAGE])
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following is not None
    url = reverse("services:box", args=["moi"]) + html.unescape(following[1])
    second = desk.get(url).content.decode()
    assert [one for one in references if one in second] == list(references[boxes.PAGE :])
    assert "Xem tiếp" not in second


def test_what_a_colleague_holds_waits_for_the_colleague_alone(
    counter: Counter, specialist: Client
) -> None:
    mine, theirs = in_progress(counter), accepted(counter)
    other = AppointmentFactory(agency=counter.office.agency, role=Role.SPECIALIST)
    Dossier.objects.filter(pk=theirs.pk).update(holder=other)
    shown = page(specialist, "box", "cho-toi")
    assert mine.code in shown
    assert theirs.code not in shown
    assert theirs.code in page(specialist, "box", "dang-xu-ly")
