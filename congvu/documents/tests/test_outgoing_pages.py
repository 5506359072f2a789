"""The pages of documents on their way out, as people go through them."""

from __future__ import annotations

import io
import uuid
from datetime import timedelta

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse

from congvu.accounts.tests.factories import client_of
from congvu.core import clock
from congvu.directory.models import Appointment
from congvu.documents.actions.drafting import draft
from congvu.documents.models import Outgoing
from congvu.documents.tests.cast import PIN, Province, make_province
from congvu.documents.types import OutgoingState
from congvu.signing.queries import verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def province(db: None) -> Province:
    return make_province()


def address(name: str, document: Outgoing) -> str:
    return reverse(f"documents:{name}", args=[document.pk])


def typed(document: Outgoing, signer: Appointment, **given: str) -> dict[str, object]:
    return {
        "kind": "letter",
        "abstract": "tăng cường ứng dụng công nghệ thông tin",
        "addressees": "Các sở, ban, ngành",
        "recipients": "Như trên",
        "body": "Ủy ban nhân dân tỉnh yêu cầu các cơ quan thực hiện.",
        "signer": signer.pk,
        "urgency": "normal",
        "seen": document.updated_at.isoformat(),
        **given,
    }


def assert_only_shown(page: bytes, document: Outgoing) -> None:
    """Number, date and the seal's place are on the page; nothing of it is signed or taken."""
    with pikepdf.open(io.BytesIO(page)) as pdf:
        fields = {str(field.T): field for field in pdf.Root.AcroForm.Fields}
        assert str(fields["so_van_ban"].V) == "01"
        assert "/V" not in fields["dau_co_quan"]
        assert "/N" in fields["dau_co_quan"].AP
    assert len(verify(page).signatures) == 1
    document.refresh_from_db()
    assert (document.state, document.number) == (OutgoingState.SIGNED, None)


def test_from_draft_to_receivers(province: Province) -> None:
    document = draft(actor=province.specialist)
    drafter = client_of(province.specialist)
    edit, due = address("draft_edit", document), clock.today() + timedelta(days=10)
    past = typed(document, province.deputy, due_on="01/02/2020")
    assert "Hạn xử lý không được trước hôm nay." in drafter.post(edit, past).content.decode()
    sent = drafter.post(edit, past | {"due_on": f"{due:%d/%m/%Y}"})
    assert sent.status_code == 302, sent.content.decode()
    handed = drafter.post(address("outgoing_submit", document), {"to": province.deputy.pk})
    assert handed.status_code == 302, handed.content.decode()
    signer = client_of(province.deputy)
    wrong = signer.post(address("outgoing_sign", document), {"pin": "135791"})
    assert "còn 4 lần" in wrong.content.decode()
    assert signer.post(address("outgoing_sign", document), {"pin": PIN}).status_code == 302
    assert "Đã ký" in signer.get(address("outgoing_sign", document)).content.decode()
    clerk = client_of(province.clerk)
    issue = address("outgoing_issue", document)
    proposed = clerk.get(issue)
    assert "1/UBND-KGVX" in proposed.content.decode()
    register = proposed.context["form"].initial["register"]
    assert_only_shown(clerk.get(address("outgoing_issue_preview", document)).content, document)
    to = [province.first.agency.pk, province.second.agency.pk]
    issued = clerk.post(issue, {"agencies": to, "register": register.pk, "pin": PIN})
    assert issued.status_code == 302, issued.content.decode()
    document.refresh_from_db()
    assert (document.state, document.number) == (OutgoingState.ISSUED, 1)
    page = clerk.get(address("outgoing", document)).content.decode()
    assert "Đã vào sổ 0/2" in page
    assert "2 chữ ký số hợp lệ" in page
    assert set(document.arrivals.values_list("due_on", flat=True)) == {due}
    remind = address("outgoing_remind", document)
    assert clerk.post(remind).status_code == 409
    document.arrivals.update(arrived_at=clock.now() - timedelta(days=14))
    assert clerk.post(remind).status_code == 302
    assert clerk.post(remind).status_code == 409


def test_the_pages_of_a_draft_open(province: Province) -> None:
    document = draft(actor=province.specialist)
    drafter = client_of(province.specialist)
    pages = ("outgoing", "draft_edit", "outgoing_submit", "outgoing_ask", "outgoing_file")
    for name in (*pages, "outgoing_cancel", "outgoing_attach"):
        assert drafter.get(address(name, document)).status_code == 200, name
    assert drafter.get(reverse("documents:draft_new")).status_code == 200
    assert drafter.get(reverse("documents:outgoing_list")).status_code == 200
    clerk = client_of(province.clerk)
    assert clerk.get(reverse("documents:groups")).status_code == 200
    assert clerk.get(reverse("documents:group_new")).status_code == 200


def test_another_agency_finds_nothing(province: Province) -> None:
    document = draft(actor=province.specialist)
    stranger = client_of(province.first.specialist)
    for name in ("outgoing", "outgoing_file", "draft_edit", "outgoing_board"):
        assert stranger.get(address(name, document)).status_code == 404


def test_the_same_form_begins_one_draft(province: Province) -> None:
    drafter, key = client_of(province.specialist), uuid.uuid4()
    for _ in range(2):
        drafter.post(reverse("documents:draft_new"), {"kind": "letter", "form_key": key})
    assert Outgoing.objects.filter(form_key=key).count() == 1


def test_saving_as_one_types_and_another_window(province: Province) -> None:
    document = draft(actor=province.specialist)
    drafter: Client = client_of(province.specialist)
    first = typed(document, province.deputy)
    kept = drafter.post(address("draft_autosave", document), first)
    assert "Đã lưu" in kept.content.decode()
    late = drafter.post(address("draft_edit", document), {**first, "abstract": "câu khác hẳn"})
    said = late.content.decode()
    assert "cửa sổ khác" in said
    assert "câu khác hẳn" in said


def test_the_preview_keeps_nothing(province: Province) -> None:
    document = draft(actor=province.specialist)
    drafter = client_of(province.specialist)
    shown = drafter.post(address("draft_preview", document), typed(document, province.deputy))
    assert shown.json()["pages"]
    document.refresh_from_db()
    assert document.abstract == ""
