"""The agency's seal in a USB token: number first, each file out and back, issued at the end."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from congvu.accounts.tests.factories import client_of
from congvu.core import clock
from congvu.core.refused import Conflict, Forbidden
from congvu.directory.models import Appointment, Role
from congvu.directory.tests.factories import AppointmentFactory
from congvu.documents.actions import holding, issuing, submitting, token_sealing, token_signing
from congvu.documents.actions.handing_over import hand_over
from congvu.documents.actions.numbering import usual_register
from congvu.documents.models import (
    Attachment,
    BegunSigning,
    Incoming,
    Outgoing,
    OutgoingStep,
    Register,
)
from congvu.documents.tests.cast import PIN, Province, give_key, make_province
from congvu.documents.tests.test_token_signing import alone, fetch, post
from congvu.documents.tests.way import signed, written
from congvu.documents.types import OutgoingState, RegisterKind, SigningState
from congvu.files import actions as files
from congvu.files.queries import read
from congvu.journal.models import Entry
from congvu.signing import actions as signing
from congvu.signing.actions.tokens import register_token
from congvu.signing.models import SealUse
from congvu.signing.queries import verdict_of
from congvu.signing.tests.test_signing import world
from congvu.signing.tests.token import Token, note_put, seal_token_of, updated
from congvu.signing.types import SEAL, Result

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Desk:
    """A signed document before the clerk, and the token with the agency's seal."""

    province: Province
    token: Token
    document: Outgoing

    @property
    def clerk(self) -> Appointment:
        return self.province.clerk

    def url(self, name: str) -> str:
        return reverse(f"documents:{name}", args=[self.document.pk])

    def form(self, **more: Any) -> dict[str, Any]:
        register = usual_register(self.province.agency, RegisterKind.OUTGOING)
        to = [self.province.first.agency.pk, self.province.second.agency.pk]
        return {"register": register.pk, "agencies": to, **more}

    def ask(self, **more: Any) -> Any:
        return client_of(self.clerk).post(self.url("outgoing_seal"), self.form(**more))

    def begin(self, **more: Any) -> dict[str, Any]:
        answer = self.ask(**more)
        assert answer.status_code == 200, answer.json()
        found: dict[str, Any] = answer.json()["message"]
        return found

    def state(self) -> dict[str, str]:
        found: dict[str, str] = client_of(self.clerk).get(self.url("outgoing_seal")).json()
        return found

    def fresh(self) -> Outgoing:
        self.document.refresh_from_db()
        return self.document

    def last_number(self) -> int:
        return usual_register(self.province.agency, RegisterKind.OUTGOING).last_number


def make_desk(*, annexes: int = 0) -> Desk:
    province = make_province()
    agency = province.agency
    token = seal_token_of(signing.ensure_demo_authority(), agency.name, agency.code)
    document = written(province)
    for number in range(annexes):
        content = world().blank + b"%% %d\n" % number
        file = files.keep(
            content, name="phu-luc.pdf", media_type="application/pdf", agency=agency, actor=None
        )
        Attachment.objects.create(
            outgoing=document, file=file, title=f"Phụ lục {number}", position=number
        )
    signed(province, document)
    key = signing.new_key(agency)
    register_token(key, content=token.pem, name_there="dấu", actor=None)
    return Desk(province, token, document)


@pytest.fixture
def desk(db: None) -> Desk:
    return make_desk()


def test_from_the_page_through_the_token_to_the_receivers(desk: Desk) -> None:
    client = client_of(desk.clerk)
    page = client.get(desk.url("outgoing_issue"))
    assert "<cv-token" in page.content.decode()
    assert 'name="pin"' not in page.content.decode()
    assert "wss://127.0.0.1:8987" in page["Content-Security-Policy"]
    answer = desk.ask()
    assert answer.json()["said"] == "Số 01/UBND-KGVX đã cấp và giữ cho văn bản này."
    message = answer.json()["message"]
    assert (desk.fresh().state, desk.document.number) == (OutgoingState.NUMBERED, 1)
    said = post(message, desk.token.sign(fetch(message)))
    assert said["Status"] is True, said
    assert client.get(desk.url("outgoing_seal")).json()["state"] == "done"
    document = desk.fresh()
    assert (document.state, document.issued_by) == (OutgoingState.ISSUED, desk.clerk)
    assert document.issued is not None
    assert document.signed is not None
    assert read(document.issued).startswith(read(document.signed))
    verdict = verdict_of(document.issued)
    assert (verdict.result, verdict.complete) == (Result.VALID, True)
    assert verdict.values["so_van_ban"] == "01"
    assert Incoming.objects.filter(origin=document).count() == 2
    shown = client.get(desk.url("outgoing")).content.decode()
    assert "Đã phát hành văn bản số 01/UBND-KGVX" in shown
    assert "2 chữ ký số hợp lệ" in shown
    names = [one.action for one in Entry.objects.filter(agency=document.agency_id).order_by("pk")]
    order = (
        "outgoing.choose_receivers", "outgoing.assign_number", "outgoing.begin_sealing",
        "documents._give", "outgoing.issue",
    )  # fmt: skip
    assert [name for name in names if name in order] == list(order)


def test_annexes_are_sealed_one_by_one_before_the_document() -> None:
    desk = make_desk(annexes=2)
    for number in range(2):
        answer = desk.ask().json()
        assert f"Đang đóng dấu phụ lục “Phụ lục {number}”" in answer["said"]
        given = fetch(answer["message"])
        assert post(answer["message"], desk.token.sign(given))["Status"] is True
        assert desk.state()["state"] == "more"
        assert desk.fresh().state == OutgoingState.NUMBERED
    message = desk.begin()
    assert post(message, desk.token.sign(fetch(message)))["Status"] is True
    assert desk.fresh().state == OutgoingState.ISSUED
    for one in desk.document.attachments.all():
        assert one.sealed is not None
        assert read(one.sealed).startswith(read(one.file))
        verdict = verdict_of(one.sealed)
        assert [each.field for each in verdict.signatures] == [SEAL]
        assert verdict.result is Result.VALID
    assert desk.last_number() == 1
    entries = Entry.objects.filter(action="outgoing.choose_receivers")
    assert entries.count() == 1  # the same receivers are not chosen again for each file


def test_what_is_wrong_in_the_form_takes_no_number(desk: Desk) -> None:
    answer = desk.ask(register=0)
    assert (answer.status_code, "Xin xem lại" in answer.json()["sentence"]) == (422, True)
    page = client_of(desk.clerk).post(desk.url("outgoing_issue"), desk.form(register=0))
    assert "aria-invalid" in page.content.decode()
    again = client_of(desk.clerk).post(desk.url("outgoing_issue"), desk.form())
    assert "<cv-token" in again.content.decode()  # without the script nothing is done
    assert (desk.fresh().state, desk.last_number()) == (OutgoingState.SIGNED, 0)


def test_a_number_taken_before_is_used(desk: Desk) -> None:
    register = usual_register(desk.province.agency, RegisterKind.OUTGOING)
    held = holding.hold_number(
        actor=desk.clerk, register=register, about="Công văn đã ký", reason="Gửi gấp trong ngày"
    )
    message = desk.begin(held=held.pk)
    post(message, desk.token.sign(fetch(message)))
    assert (desk.fresh().state, desk.document.number) == (OutgoingState.ISSUED, held.number)
    assert desk.last_number() == 1


def test_while_it_is_sealed_the_document_stands_still(desk: Desk) -> None:
    """Nobody seals beside it, whether by token or by a key that the agency has meanwhile."""
    begun = token_sealing.begin(
        desk.document, actor=desk.clerk, wanted=token_sealing.Wanted([])
    ).signing
    own = f"Ông/bà đang đóng dấu văn bản này bằng USB token, đến {begun.until}"
    with pytest.raises(Conflict, match=own):
        issuing.choose_receivers(desk.document, actor=desk.clerk, agencies=[])
    assert own in desk.ask().json()["sentence"]
    page = client_of(desk.clerk).get(desk.url("outgoing_issue")).content.decode()
    assert "Lượt đóng dấu đang dở" in page
    assert "<cv-token" not in page
    second = AppointmentFactory(agency=desk.province.agency, role=Role.CLERK)
    SealUse.objects.create(agency=desk.province.agency, appointment=second)
    others = f"{desk.clerk.person.name} đang đóng dấu văn bản này, đến {begun.until}"
    assert others in client_of(second).get(desk.url("outgoing_issue")).content.decode()
    cancelling = client_of(second).post(desk.url("outgoing_seal_cancel"))
    assert cancelling.status_code == 409
    give_key(desk.province.agency)
    with pytest.raises(Conflict, match=own):
        issuing.number_seal_and_issue(desk.document, actor=desk.clerk, pin=PIN, agencies=[])


def test_the_clerk_cancels_and_the_number_stays(desk: Desk) -> None:
    message = desk.begin()
    sealed = desk.token.sign(fetch(message))
    answer = client_of(desk.clerk).post(desk.url("outgoing_seal_cancel"), follow=True)
    page = answer.content.decode()
    assert "Số 01/UBND-KGVX đã cấp và giữ cho văn bản này" in page
    assert "Tiếp tục đóng dấu, phát hành" in page
    assert "đã bị hủy" in post(message, sealed)["Message"]
    assert client_of(desk.clerk).post(desk.url("outgoing_seal_cancel")).status_code == 409
    again = desk.begin()
    assert post(again, desk.token.sign(fetch(again)))["Status"] is True
    assert (desk.fresh().number, desk.last_number()) == (1, 1)


def test_after_its_time_the_number_stays_and_it_is_sealed_anew(desk: Desk) -> None:
    message = desk.begin()
    sealed = desk.token.sign(fetch(message))
    with clock.fixed(clock.now() + token_signing.LASTS + timedelta(seconds=1)):
        assert desk.state()["state"] == "expired"
        assert "hết thời hạn" in post(message, sealed)["Message"]
        token_signing.end_late()
        assert BegunSigning.objects.get().state == SigningState.EXPIRED
        again = desk.begin()
        assert post(again, desk.token.sign(fetch(again)))["Status"] is True
    assert (desk.fresh().state, desk.document.number) == (OutgoingState.ISSUED, 1)
    assert desk.last_number() == 1
    ended = Entry.objects.get(action="documents._expire")
    assert "Lượt đóng dấu bằng USB token" in ended.subject_label


def test_what_was_refused_ends_the_sealing_with_its_words(desk: Desk) -> None:
    agency = desk.province.agency
    other = seal_token_of(signing.ensure_demo_authority(), agency.name, agency.code)
    for wrong, words in (
        (other.sign, "cắm đúng USB token"),
        (lambda pdf: updated(desk.token.sign(pdf), note_put), "bị ghi thêm nội dung"),
    ):
        message = desk.begin()
        said = post(message, wrong(fetch(message)))
        assert (said["Status"], words in said["Message"]) == (False, True), said
        assert desk.state() == {"state": "refused", "sentence": said["Message"]}
        assert (desk.fresh().state, desk.document.issued) == (OutgoingState.NUMBERED, None)
    message = desk.begin()
    assert post(message, desk.token.sign(fetch(message)))["Status"] is True
    assert desk.last_number() == 1


def test_the_same_file_posted_twice_is_issued_once(desk: Desk) -> None:
    message = desk.begin()
    sealed = desk.token.sign(fetch(message))
    assert post(message, sealed) == post(message, sealed)
    assert OutgoingStep.objects.filter(outgoing=desk.document, action="issue").count() == 1
    assert Incoming.objects.filter(origin=desk.document).count() == 2
    late = client_of(desk.clerk).post(desk.url("outgoing_seal"), desk.form())
    assert late.status_code == 409


def test_a_document_that_changed_meanwhile_is_not_issued(desk: Desk) -> None:
    message = desk.begin()
    sealed = desk.token.sign(fetch(message))
    other = files.keep(
        world().signed, name="khac.pdf", media_type="application/pdf",
        agency=desk.province.agency, actor=None,
    )  # fmt: skip
    Outgoing.objects.filter(pk=desk.document.pk).update(signed=other)
    assert "đã thay đổi sau khi giao" in post(message, sealed)["Message"]


def test_a_number_that_changed_meanwhile_is_not_issued(desk: Desk) -> None:
    message = desk.begin()
    sealed = desk.token.sign(fetch(message))
    Outgoing.objects.filter(pk=desk.document.pk).update(number=7)
    assert "số hoặc ngày không đúng" in post(message, sealed)["Message"]


def test_only_whoever_was_given_the_seal_uses_its_token(desk: Desk) -> None:
    second = AppointmentFactory(agency=desk.province.agency, role=Role.CLERK)
    with pytest.raises(Forbidden, match="không được giao"):
        token_sealing.begin(desk.document, actor=second, wanted=token_sealing.Wanted([]))
    assert desk.fresh().state == OutgoingState.SIGNED
    message = desk.begin()
    sealed = desk.token.sign(fetch(message))
    SealUse.objects.update(ended_at=clock.now())
    assert "không được giao" in post(message, sealed)["Message"]
    SealUse.objects.update(ended_at=None)
    message = desk.begin()
    sealed = desk.token.sign(fetch(message))
    Appointment.objects.filter(pk=desk.clerk.pk).update(until=clock.today() - timedelta(days=1))
    assert "không còn giữ chức vụ" in post(message, sealed)["Message"]


def test_a_sealing_ends_with_the_post(desk: Desk) -> None:
    desk.begin()
    second = AppointmentFactory(agency=desk.province.agency, role=Role.CLERK)
    hand_over(desk.clerk, second)
    assert BegunSigning.objects.get().state == SigningState.CANCELLED


def test_a_certificate_that_is_used_no_more_seals_nothing(desk: Desk) -> None:
    message = desk.begin()
    sealed = desk.token.sign(fetch(message))
    give_key(desk.province.agency)
    assert "không còn hiệu lực" in post(message, sealed)["Message"]
    assert desk.ask().status_code == 409
    issuing.number_seal_and_issue(desk.document, actor=desk.clerk, pin=PIN, agencies=[])
    assert (desk.fresh().number, desk.last_number()) == (1, 1)


def test_many_at_once_are_not_sealed_by_a_pin(desk: Desk) -> None:
    """Each sealing is at the machine with the token; what asks for a PIN says so."""
    asked = {"key": uuid.uuid4(), "van_ban": [desk.document.pk], "pin": PIN, **desk.form()}
    many = reverse("documents:outgoing_many", args=["phat-hanh"])
    page = client_of(desk.clerk).post(many, asked).content.decode()
    assert "từng văn bản tại trang phát hành" in page
    assert desk.last_number() == 0


def begins(desk: Desk) -> Callable[[], object]:
    def begin() -> None:
        document = Outgoing.objects.get(pk=desk.document.pk)
        token_sealing.begin(document, actor=desk.clerk, wanted=token_sealing.Wanted([]))

    return begin


@pytest.mark.django_db(transaction=True)
def test_of_four_at_once_one_begins_and_one_number_is_taken(transactional_db: None) -> None:
    desk = make_desk()
    with ThreadPoolExecutor(4) as pool:
        said = [one.result(60) for one in [pool.submit(alone, begins(desk)) for _ in range(4)]]
    assert sorted(bool(one) for one in said) == [False, True, True, True], said
    assert BegunSigning.objects.count() == 1
    assert Register.objects.get(kind=RegisterKind.OUTGOING).last_number == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_posts_at_once_one_issues_and_both_are_answered(transactional_db: None) -> None:
    desk = make_desk()
    begun = token_sealing.begin(desk.document, actor=desk.clerk, wanted=token_sealing.Wanted([]))
    sealed = desk.token.sign(read(begun.signing.base))

    def take() -> None:
        token_signing.take_in(begun.posting, sealed)

    with ThreadPoolExecutor(2) as pool:
        said = [one.result(60) for one in [pool.submit(alone, take) for _ in range(2)]]
    assert said == ["", ""]
    assert OutgoingStep.objects.filter(outgoing=desk.document, action="issue").count() == 1


def test_the_page_costs_the_same_whatever_hangs_on_the_document() -> None:
    counted = []
    for annexes in (0, 4):
        desk = make_desk(annexes=annexes)
        client = client_of(desk.clerk)
        client.get(desk.url("outgoing_issue"))
        for page in ("outgoing_issue", "outgoing_seal"):
            with CaptureQueriesContext(connection) as asked:
                assert client.get(desk.url(page)).status_code == 200
            counted.append(len(asked))
    assert counted[:2] == counted[2:]
    assert counted[0] <= 24
    assert counted[1] <= 8


def test_a_document_that_is_not_signed_is_not_sealed(desk: Desk) -> None:
    draft = written(desk.province)
    submitting.submit_draft(draft, actor=desk.province.specialist, to=desk.province.deputy)
    with pytest.raises(Conflict, match="Cấp số"):
        token_sealing.begin(draft, actor=desk.clerk, wanted=token_sealing.Wanted([]))
    assert desk.last_number() == 0
