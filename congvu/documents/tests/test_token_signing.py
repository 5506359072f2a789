"""Signing by USB token in two steps: held in between, given out once, taken in once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from congvu.accounts.tests.factories import client_of
from congvu.core import clock
from congvu.core.refused import Conflict, Refused
from congvu.directory.models import Appointment
from congvu.documents.actions import issuing, opinions, submitting, token_signing
from congvu.documents.actions.handing_over import hand_over
from congvu.documents.models import BegunSigning, Outgoing, OutgoingStep
from congvu.documents.tests.cast import PIN, Province, make_province
from congvu.documents.tests.way import written
from congvu.documents.types import OutgoingState, SigningState
from congvu.files.queries import read
from congvu.journal.models import Entry
from congvu.signing import actions as signing
from congvu.signing.actions.tokens import register_token
from congvu.signing.queries import verdict_of
from congvu.signing.tests.token import Token, token_of, updated
from congvu.signing.tests.token import note_put as note
from congvu.signing.types import Result

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Desk:
    """A document that waits for the deputy, who has a token."""

    province: Province
    token: Token
    document: Outgoing

    @property
    def deputy(self) -> Appointment:
        return self.province.deputy

    def url(self, name: str) -> str:
        return reverse(f"documents:{name}", args=[self.document.pk])

    def begin(self) -> dict[str, Any]:
        answer = client_of(self.deputy).post(self.url("outgoing_token"))
        assert answer.status_code == 200, answer.json()
        found: dict[str, Any] = answer.json()["message"]
        return found

    def state(self) -> dict[str, str]:
        found: dict[str, str] = client_of(self.deputy).get(self.url("outgoing_token")).json()
        return found


def make_desk() -> Desk:
    province = make_province()
    token = token_of(signing.ensure_demo_authority(), province.deputy.person.name)
    key = signing.new_key(province.deputy.person)
    register_token(key, content=token.pem, name_there="token số 12", actor=province.deputy)
    document = written(province)
    submitting.submit_draft(document, actor=province.specialist, to=province.deputy)
    return Desk(province, token, document)


@pytest.fixture
def desk(db: None) -> Desk:
    return make_desk()


def path(address: str) -> str:
    return urlsplit(address).path


def fetch(message: dict[str, Any]) -> bytes:
    answer = Client().get(path(message["FileName"]))
    assert answer.status_code == 200
    return answer.content


def post(message: dict[str, Any], content: bytes) -> dict[str, Any]:
    file = SimpleUploadedFile("van-ban.signed.pdf", content)
    answer = Client(enforce_csrf_checks=True).post(
        path(message["FileUploadHandler"]), {"uploadfile": file}
    )
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def test_from_the_page_through_the_token_to_the_issued_document(desk: Desk) -> None:
    page = client_of(desk.deputy).get(desk.url("outgoing_sign"))
    assert "<cv-token" in page.content.decode()
    message = desk.begin()
    signed = desk.token.sign(fetch(message))
    assert post(message, signed)["Status"] is True
    assert desk.state() == {"state": "done", "sentence": "Đã ký"}
    document = desk.document
    document.refresh_from_db()
    assert (document.state, document.holder) == (OutgoingState.SIGNED, None)
    assert document.signed is not None
    assert document.signed.uploaded_by == desk.deputy  # through the gates of what people send in
    assert verdict_of(document.signed).result is Result.VALID
    assert "Đã ký số" in client_of(desk.deputy).get(desk.url("outgoing_sign")).content.decode()
    assert OutgoingStep.objects.filter(outgoing=document, action="sign", actor=desk.deputy).exists()
    names = [one.action for one in Entry.objects.filter(agency=document.agency_id).order_by("pk")]
    order = ("outgoing.begin_signing", "documents._give", "outgoing.sign")
    assert [name for name in names if name in order] == list(order)
    issuing.number_seal_and_issue(document, actor=desk.province.clerk, pin=PIN, agencies=[])
    assert document.issued is not None
    verdict = verdict_of(document.issued)
    assert (verdict.result, verdict.complete) == (Result.VALID, True)


def test_the_same_file_posted_twice_is_taken_once(desk: Desk) -> None:
    message = desk.begin()
    signed = desk.token.sign(fetch(message))
    assert post(message, signed) == post(message, signed)
    assert OutgoingStep.objects.filter(outgoing=desk.document, action="sign").count() == 1
    other = post(message, desk.token.sign(fetch_base(desk)))
    assert (other["Status"], other["Message"]) == (False, "Lượt ký này đã xong.")


def fetch_base(desk: Desk) -> bytes:
    assert desk.document.prepared is not None
    return read(desk.document.prepared)


def test_while_it_is_signed_the_document_stands_still(desk: Desk) -> None:
    """Nobody takes it back, returns it, or begins or signs beside it; opinions may be asked."""
    begun = token_signing.begin(desk.document, actor=desk.deputy).signing
    own = f"Ông/bà đang ký văn bản này bằng USB token, đến {begun.until}"
    others = f"{desk.deputy.person.name} đang ký số văn bản này, đến {begun.until}"
    document, drafter = desk.document, desk.province.specialist
    with pytest.raises(Conflict, match=others):
        submitting.withdraw(document, actor=drafter)
    page = client_of(drafter).get(desk.url("outgoing_withdraw"))
    assert others in page.content.decode()
    with pytest.raises(Conflict, match=own):
        submitting.send_back(document, actor=desk.deputy, words="Xin sửa lại trích yếu.")
    with pytest.raises(Conflict, match=own):
        token_signing.begin(document, actor=desk.deputy)
    again = client_of(desk.deputy).post(desk.url("outgoing_token"))
    assert (again.status_code, own in again.json()["sentence"]) == (409, True)
    assert document.prepared is not None
    with pytest.raises(Conflict, match=own):
        submitting.sign(
            document, actor=desk.deputy, file=document.prepared, prepared_id=document.prepared_id
        )
    opinions.ask_opinions(document, actor=desk.deputy, asked=[desk.province.head])
    assert (
        "Lượt ký đang dở" in client_of(desk.deputy).get(desk.url("outgoing_sign")).content.decode()
    )


def test_whoever_has_no_token_registered_signs_with_the_pin(desk: Desk) -> None:
    signing.issue_demo_key(signing.new_key(desk.deputy.person), pin=PIN, actor=None)
    page = client_of(desk.deputy).get(desk.url("outgoing_sign"))
    assert "<cv-token" not in page.content.decode()
    assert "wss:" not in page["Content-Security-Policy"]
    with pytest.raises(Conflict, match="không có USB token"):
        token_signing.begin(desk.document, actor=desk.deputy)


def test_the_signer_cancels(desk: Desk) -> None:
    message = desk.begin()
    signed = desk.token.sign(fetch(message))
    answer = client_of(desk.deputy).post(desk.url("outgoing_token_cancel"), follow=True)
    assert "<cv-token" in answer.content.decode()
    assert "đã bị hủy" in post(message, signed)["Message"]
    assert client_of(desk.deputy).post(desk.url("outgoing_token_cancel")).status_code == 409
    submitting.withdraw(desk.document, actor=desk.province.specialist)
    assert client_of(desk.province.specialist).post(desk.url("outgoing_token")).status_code == 403


def test_after_its_time_the_document_is_free_again(desk: Desk) -> None:
    message = desk.begin()
    signed = desk.token.sign(fetch(message))
    late = clock.now() + token_signing.LASTS + timedelta(seconds=1)
    with clock.fixed(late):
        assert desk.state()["state"] == "expired"
        assert "hết thời hạn" in post(message, signed)["Message"]
        second = token_signing.begin(desk.document, actor=desk.deputy).signing
    assert BegunSigning.objects.exclude(pk=second.pk).get().state == SigningState.EXPIRED
    with clock.fixed(late + token_signing.LASTS):
        token_signing.end_late()
    second.refresh_from_db()
    assert second.state == SigningState.EXPIRED
    assert Entry.objects.filter(action="documents._expire").count() == 1
    submitting.withdraw(desk.document, actor=desk.province.specialist)


def test_what_was_refused_ends_the_signing_with_its_words(desk: Desk) -> None:
    message = desk.begin()
    given = fetch(message)
    other = token_of(signing.ensure_demo_authority(), desk.deputy.person.name)
    said = post(message, other.sign(given))
    assert (said["Status"], "cắm đúng USB token" in said["Message"]) == (False, True)
    assert desk.state() == {"state": "refused", "sentence": said["Message"]}
    assert post(message, desk.token.sign(given))["Message"] == said["Message"]
    desk.document.refresh_from_db()
    assert (desk.document.state, desk.document.signed) == (OutgoingState.SUBMITTED, None)
    again = desk.begin()
    assert post(again, desk.token.sign(fetch(again)))["Status"] is True


def test_a_file_is_fetched_once_and_by_its_own_token(desk: Desk) -> None:
    message = desk.begin()
    address = path(message["FileName"])
    assert Client().head(address).status_code == 405
    fetch(message)
    assert Client().get(address).status_code == 409
    posting = path(message["FileUploadHandler"]).rstrip("/").rpartition("/")[2]
    crossed = reverse("documents:outgoing_token_file", args=[posting])
    assert Client().get(crossed).status_code == 404
    unknown = reverse("documents:outgoing_token_taken", args=["khong-co"])
    assert Client().post(unknown).status_code == 404
    kept = BegunSigning.objects.get()
    assert posting not in {kept.fetching, kept.posting}


def test_what_is_no_file_or_too_large_is_not_even_read(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = desk.begin()
    bare = Client().post(path(message["FileUploadHandler"]), {"a": "b"}).json()
    assert "đúng một tệp" in bare["Message"]
    monkeypatch.setattr(token_signing, "MOST_ADDED", -(10**6))
    assert "quá lớn" in post(message, b"x" * 900_000)["Message"]
    assert BegunSigning.objects.get().state == SigningState.OPEN


def test_guessing_tokens_is_throttled(desk: Desk, settings: LazySettings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "token": "2/m/ip"}
    address = reverse("documents:outgoing_token_file", args=["khong-co"])
    assert [Client().get(address).status_code for _ in range(3)] == [404, 404, 429]


def test_whoever_has_left_the_post_signs_no_more(desk: Desk) -> None:
    message = desk.begin()
    signed = desk.token.sign(fetch(message))
    Appointment.objects.filter(pk=desk.deputy.pk).update(until=clock.today() - timedelta(days=1))
    assert "không còn giữ chức vụ" in post(message, signed)["Message"]
    Appointment.objects.filter(pk=desk.deputy.pk).update(until=None)
    begun = token_signing.begin(desk.document, actor=desk.deputy).signing
    hand_over(desk.deputy, desk.province.chairman)
    begun.refresh_from_db()
    assert begun.state == SigningState.CANCELLED


def test_only_the_page_to_sign_on_may_speak_to_the_machine(desk: Desk) -> None:
    leader = client_of(desk.deputy)
    signing_page = leader.get(desk.url("outgoing_sign"))["Content-Security-Policy"]
    assert "connect-src 'self' wss://127.0.0.1:8987;" in signing_page + ";"
    assert "wss:" not in leader.get(desk.url("outgoing"))["Content-Security-Policy"]


def alone(work: Callable[[], object]) -> str:
    """In a connection of its own; the refusal's sentence, empty when it was done."""
    try:
        work()
    except Refused as refused:
        return refused.sentence
    finally:
        connection.close()
    return ""


@pytest.mark.django_db(transaction=True)
def test_of_four_at_once_one_begins_on_the_base(transactional_db: None) -> None:
    desk = make_desk()

    def begin() -> None:
        token_signing.begin(Outgoing.objects.get(pk=desk.document.pk), actor=desk.deputy)

    with ThreadPoolExecutor(4) as pool:
        said = [one.result(60) for one in [pool.submit(alone, begin) for _ in range(4)]]
    assert sorted(bool(one) for one in said) == [False, True, True, True]
    assert all("đang ký văn bản này" in one for one in said if one)
    assert BegunSigning.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_posts_at_once_one_signs_and_both_are_answered(transactional_db: None) -> None:
    desk = make_desk()
    begun = token_signing.begin(desk.document, actor=desk.deputy)
    signed = desk.token.sign(fetch_base(desk))

    def take() -> None:
        token_signing.take_in(begun.posting, signed)

    with ThreadPoolExecutor(2) as pool:
        said = [one.result(60) for one in [pool.submit(alone, take) for _ in range(2)]]
    assert said == ["", ""]
    assert OutgoingStep.objects.filter(outgoing=desk.document, action="sign").count() == 1


def test_a_change_behind_the_signature_is_not_taken(desk: Desk) -> None:
    message = desk.begin()
    said = post(message, updated(desk.token.sign(fetch(message)), note))
    assert (said["Status"], "bị ghi thêm nội dung" in said["Message"]) == (False, True)
