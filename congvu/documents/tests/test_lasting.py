"""The archive's form of an issued document: seen with its dates, fetched; what was issued stays."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from congvu.accounts.tests.factories import client_of
from congvu.core import clock
from congvu.directory.tests.factories import Office
from congvu.documents.models import Outgoing, PaperCode
from congvu.documents.tests.test_token_sealing import make_desk
from congvu.documents.tests.test_token_signing import fetch, post
from congvu.files.actions import keep
from congvu.files.queries import read
from congvu.signing import actions, authority
from congvu.signing.actions import lasting
from congvu.signing.models import LastingCopy
from congvu.signing.queries import verdict_of
from congvu.signing.tests.authority_server import TestAuthority, serving
from congvu.signing.tests.test_lasting import sealed
from congvu.signing.types import Result
from tests.papers_of import issued

pytestmark = pytest.mark.django_db


@pytest.fixture
def there() -> Iterator[TestAuthority]:
    with serving(authority.make_authority(curve=True)) as made:
        actions.trust(made.root, name="Tổ chức thử")
        root_list, _ = authority.make_lists(made.ca)
        actions.take_list(root_list)
        yield made


@pytest.fixture
def document(office: Office, there: TestAuthority, settings: LazySettings) -> Outgoing:
    """Issued with an archive stamp, which is watched over."""
    file = keep(
        sealed(there, settings, "B-LTA"), name="van-ban.pdf", media_type="application/pdf",
        agency=office.agency, actor=None,
    )  # fmt: skip
    made = issued(office)
    made.issued = file
    made.save()
    lasting.keep_lasting(file)
    return made


@contextmanager
def years_later(there: TestAuthority) -> Iterator[str]:
    """Twenty days before the stamp's certificate ends, the stamps renewed; that day in words."""
    there.now = clock.now() + timedelta(days=5 * 365 - 20)
    with clock.fixed(there.now):
        for one in authority.make_lists(there.ca):
            actions.take_list(one)
        assert lasting.renew_due() == 1
        yield f"{clock.today():%d/%m/%Y}"


def test_a_renewed_copy_is_shown_with_its_dates_and_fetched(
    office: Office, document: Outgoing, there: TestAuthority
) -> None:
    page = reverse("documents:outgoing_lasting", args=[document.pk])
    assert document.issued is not None
    before = read(document.issued)
    first = client_of(office.clerk)
    assert "chưa đến hạn lần nào" in first.get(page).content.decode()
    with CaptureQueriesContext(connection) as asked:
        first.get(page)
    assert len(asked) <= 24
    with years_later(there) as renewed_on:
        clerk = client_of(office.clerk)
        shown = clerk.get(page).content.decode()
        card = clerk.get(reverse("documents:outgoing", args=[document.pk])).content.decode()
        fetched = clerk.get(reverse("documents:outgoing_lasting_file", args=[document.pk]))
        copy = b"".join(fetched.streaming_content)  # type: ignore[attr-defined]
    assert renewed_on in shown
    assert document.issued.sha256 in shown
    assert f"gia hạn lần cuối {renewed_on}" in card
    assert len(copy) > len(before)
    assert copy.startswith(before)
    assert read(document.issued) == before


def test_whoever_holds_the_renewed_copy_finds_it_at_the_public_page(
    office: Office, document: Outgoing, there: TestAuthority, client: Client
) -> None:
    assert document.issued is not None
    token = PaperCode.objects.create(outgoing=document, made_by=office.clerk).token
    page = reverse("documents:check_print", args=[token])
    with years_later(there):
        copy = read(LastingCopy.objects.get(original=document.issued.sha256).file)
        upload = SimpleUploadedFile("luu-tru.pdf", copy, "application/pdf")
        answer = client.post(page, {"file": upload}).content.decode()
    assert "Đúng bản lưu trữ của văn bản" in answer


def test_a_document_without_archive_stamps_has_no_such_page(office: Office) -> None:
    plain = issued(office)
    clerk = client_of(office.clerk)
    assert clerk.get(reverse("documents:outgoing_lasting", args=[plain.pk])).status_code == 404
    page = clerk.get(reverse("documents:outgoing", args=[plain.pk])).content.decode()
    assert "Bản lưu trữ dài hạn" not in page


def test_a_token_s_seal_gets_its_evidence_and_archive_stamp(settings: LazySettings) -> None:
    """The program signs as it can; what makes the file last is added to what it posted."""
    desk = make_desk(annexes=1)
    with serving(actions.ensure_demo_authority()) as there:
        settings.SIGNATURE_LEVEL, settings.TSA_URL = "B-LTA", f"{there.url}/tsa"
        for _ in range(2):
            message = desk.begin()
            said = post(message, desk.token.sign(fetch(message)))
            assert said["Status"] is True, said
    document = desk.fresh()
    assert document.issued is not None
    verdict = verdict_of(document.issued)
    assert verdict.complete
    assert [one.result for one in verdict.signatures] == [Result.VALID, Result.VALID]
    assert [one.level for one in verdict.signatures] == ["B-LTA", "B-LTA"]
    assert verdict.result is Result.VALID
    assert LastingCopy.objects.get().original == document.issued.sha256
    (annex,) = document.attachments.all()
    assert annex.sealed is not None
    assert verdict_of(annex.sealed).agencies[-1].level == "B-LTA"
