"""The pages of documents that came, through the eyes of each role."""

from __future__ import annotations

import uuid
from datetime import date

import pytest
from django.urls import reverse

from congvu.accounts.tests.factories import client_of
from congvu.core import clock
from congvu.directory.models import Appointment
from congvu.directory.tests.factories import Office
from congvu.documents.models import Incoming, Outgoing
from congvu.documents.types import AssignmentState, IncomingState
from congvu.files.actions import keep
from congvu.files.models import Blob
from congvu.journal.models import Entry

pytestmark = pytest.mark.django_db(transaction=False)
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


def arrived(home: Office, number: str = "1804", **given: object) -> Incoming:
    """A document that lies with the clerks of the office."""
    fields: dict[str, object] = {
        "agency": home.agency,
        "issuer_name": "Ủy ban nhân dân tỉnh",
        "number": number,
        "notation": "UBND-KGVX",
        "dated_on": date(2026, 4, 1),
        "kind": "letter",
        "abstract": "tăng cường ứng dụng công nghệ thông tin & chuyển đổi số",
        "file": keep(
            PDF, name="1804.pdf", media_type="application/pdf", agency=home.agency, actor=None
        ),
        "verdict": "valid",
        "arrived_at": clock.now(),
    }
    return Incoming.objects.create(**(fields | given))


def url(name: str, document: Incoming) -> str:
    return reverse(f"documents:{name}", args=[document.pk])


def registered(home: Office, number: str = "1804") -> Incoming:
    document = arrived(home, number)
    answer = client_of(home.clerk).post(
        url("incoming_register", document), {"to": home.leader.pk, "words": ""}
    )
    assert answer.status_code == 302, answer.content.decode()
    document.refresh_from_db()
    return document


def directed(home: Office, to: Appointment, number: str = "1804") -> Incoming:
    document = registered(home, number)
    answer = client_of(home.leader).post(
        url("incoming_direct", document),
        {
            "assignees": [to.pk],
            f"assignees_part_{to.pk}": "lead",
            "words": "Khẩn trương tham mưu",
            "due": "3 ngày",
        },
    )
    assert answer.status_code == 302, answer.content.decode()
    document.refresh_from_db()
    return document


def test_a_document_goes_from_arrival_to_the_end(office: Office) -> None:
    document = directed(office, office.head)
    assert document.state == IncomingState.ASSIGNED
    assert document.arrival_number == 1
    head = client_of(office.head)
    assert head.post(url("share_begin", document)).status_code == 302
    below = {
        "assignees": [office.specialist.pk],
        f"assignees_part_{office.specialist.pk}": "lead",
        "words": "",
        "due": "",
    }
    assert head.post(url("share_hand_down", document), below).status_code == 302
    specialist = client_of(office.specialist)
    assert specialist.post(url("share_report", document), {"words": "Đã xong"}).status_code == 302
    assert specialist.post(url("share_finish", document), {"words": ""}).status_code == 302
    assert head.post(url("share_finish", document), {"words": "Xong"}).status_code == 302
    document.refresh_from_db()
    assert document.state == IncomingState.FINISHED
    assert {one.state for one in document.assignments.all()} == {AssignmentState.DONE}


def test_lists_and_pages_open_for_each_role(office: Office) -> None:
    document = directed(office, office.specialist)
    for actor in (office.clerk, office.leader, office.specialist):
        client = client_of(actor)
        listed = client.get(reverse("documents:incoming_list", args=["all"]))
        assert "1804/UBND-KGVX" in listed.content.decode()
        assert "&amp;amp;" not in listed.content.decode()
        page = client.get(url("incoming", document)).content.decode()
        assert "Tăng cường ứng dụng" in page
        assert "&amp;amp;" not in page
    share = document.assignments.get()
    assert share.read_at is not None


def test_strangers_find_nothing(office: Office, other_office: Office) -> None:
    document = arrived(office)
    for actor in (other_office.clerk, other_office.leader, office.specialist):
        for name in ("incoming", "incoming_file", "incoming_verdict", "incoming_direct"):
            assert client_of(actor).get(url(name, document)).status_code == 404


def test_dialogs_open_and_keep_what_was_typed(office: Office) -> None:
    document = arrived(office, origin=None)
    clerk = client_of(office.clerk)
    assert clerk.get(url("incoming_register", document)).status_code == 200
    assert clerk.get(url("incoming_return", document)).status_code == 200
    refused = clerk.post(url("incoming_return", document), {"words": "ngắn"})
    assert refused.status_code == 200
    assert "ngắn" in refused.content.decode()
    document = registered(office, "1805")
    leader = client_of(office.leader)
    for name in ("incoming_direct", "incoming_pass", "incoming_put_on_file"):
        assert leader.get(url(name, document)).status_code == 200
    typed = {"words": "Giao phòng nghiên cứu", "due": "ngày nảo ngày nao"}
    page = leader.post(url("incoming_direct", document), typed).content.decode()
    assert "Giao phòng nghiên cứu" in page
    assert "Chưa hiểu hạn" in page


def test_the_answer_is_a_draft_tied_to_the_document(office: Office) -> None:
    document = directed(office, office.specialist)
    client, key = client_of(office.specialist), str(uuid.uuid4())
    for _ in range(2):
        client.post(url("incoming_reply", document), {"form_key": key})
    assert Outgoing.objects.filter(reply_to=document).count() == 1


def test_completion_names_units_by_their_heads(office: Office) -> None:
    found = client_of(office.leader).get(
        reverse("documents:find_assignees"), {"q": office.unit.name}
    )
    assert [item["value"] for item in found.json()["items"]] == [str(office.head.pk)]
    assert client_of(office.leader).get(reverse("documents:find_leaders")).status_code == 200


def test_a_list_costs_the_same_whatever_its_length(
    office: Office, django_assert_max_num_queries: object
) -> None:
    for number in range(35):
        arrived(office, str(number + 1))
    client = client_of(office.clerk)
    address = reverse("documents:incoming_list")
    client.get(address)
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        page = client.get(address)
    assert page.context["older"]
    older = client.get(page.context["older"])
    assert len(older.context["lines"]) == 5


def test_paper_is_registered_once_and_twins_want_a_reason(office: Office) -> None:
    scan = keep(PDF, name="q.pdf", media_type="application/pdf", agency=office.agency, actor=None)
    scan.uploaded_by = office.clerk
    scan.save()
    given = {
        "file": scan.pk, "issuer_name": "Bộ Nội vụ", "number": "12", "notation": "BNV-CCVC",
        "dated_on": "01/04/2026", "kind": "letter", "abstract": "về việc thử", "urgency": "normal",
        "to": office.leader.pk, "form_key": str(uuid.uuid4()),
    }  # fmt: skip
    client, address = client_of(office.clerk), reverse("documents:incoming_paper")
    assert client.get(address).status_code == 200
    for _ in range(2):
        assert client.post(address, given).status_code == 302
    assert Incoming.objects.count() == 1
    again = given | {"form_key": str(uuid.uuid4()), "issuer_name": "bộ nội vụ", "number": "012"}
    page = client.post(address, again).content.decode()
    assert "Có thể trùng với 12/BNV-CCVC của Bộ Nội vụ, số đến 1" in page
    typed = {name: again[name] for name in ("number", "notation", "issuer_name")}
    live = client.get(reverse("documents:incoming_paper_twins"), typed).content.decode()
    assert "số đến 1" in live
    assert 'name="anyway"' in live
    sure = again | {"anyway": "Bản gửi bổ sung phụ lục"}
    assert client.post(address, sure).status_code == 302
    twin = Incoming.objects.get(arrival_number=2)
    assert "vẫn vào sổ: Bản gửi bổ sung phụ lục" in twin.steps.get().words
    other_year = again | {"form_key": str(uuid.uuid4()), "dated_on": "01/04/2025"}
    assert client.post(address, other_year).status_code == 302


def test_a_scan_with_words_is_read_off(office: Office) -> None:
    scan = keep(PDF, name="q.pdf", media_type="application/pdf", agency=office.agency, actor=None)
    scan.uploaded_by = office.clerk
    scan.save()
    said = (
        "SỞ NỘI VỤ\nSố: 0345/SNV-CCHC\nV/v cung cấp số liệu\ncải cách hành chính\n"
        "Quảng Nam, ngày 03 tháng 4 năm 2026\nKính gửi: Các Sở\nV/v khác"
    )
    Blob.objects.filter(pk=scan.blob_id).update(text=said)
    form = (
        client_of(office.clerk)
        .get(reverse("documents:incoming_paper"), {"quet": scan.pk})
        .context["form"]
    )
    read = [form[name].value() for name in ("number", "notation", "dated_on", "abstract")]
    assert read == ["0345", "SNV-CCHC", "03/04/2026", "cung cấp số liệu cải cách hành chính"]


def test_an_electronic_twin_is_entered_only_with_a_reason(office: Office) -> None:
    first, twin = registered(office), arrived(office)
    client, address = client_of(office.clerk), url("incoming_register", twin)
    assert url("incoming", first) in client.get(address).content.decode()
    to = {"to": office.leader.pk}
    assert "Có thể trùng với" in client.post(address, to).content.decode()
    given = to | {"anyway": "Văn bản khác cùng số, đã hỏi nơi gửi"}
    assert client.post(address, given).status_code == 302
    written = Entry.objects.get(action="incoming.register", subject_id=twin.pk)
    assert written.detail["anyway"] == "Văn bản khác cùng số, đã hỏi nơi gửi"
