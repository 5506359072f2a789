"""What lies in the store is held against its name before anybody's key signs it."""

from __future__ import annotations

import hashlib
from unittest import mock

import pytest
from django.core.files.storage import default_storage

from congvu.accounts.tests.factories import client_of
from congvu.core.refused import Conflict
from congvu.documents.actions import issuing, submitting
from congvu.documents.models import Outgoing
from congvu.documents.tests.cast import PIN, Province, make_province
from congvu.documents.tests.way import signed, written
from congvu.documents.types import OutgoingState
from congvu.files import store
from congvu.files.models import StoredFile
from congvu.files.queries import read, read_sound
from congvu.signing.pdf import swift
from congvu.signing.queries import verify
from congvu.signing.types import Result

pytestmark = pytest.mark.django_db
WORDS = "không còn đúng như khi được nhận"


@pytest.fixture
def province() -> Province:
    return make_province()


def spoil(file: StoredFile | None) -> None:
    """Somebody with access to the disk changes one letter of the page."""
    assert file is not None
    content = read(file)
    changed = content.replace(b"/Type /Page", b"/Type /Pagf", 1)
    assert changed != content
    place = store._place(file.sha256, sealed=False)
    default_storage.delete(place)
    with default_storage.open(place, "wb") as target:
        target.write(changed)


def test_a_leader_signs_no_page_that_was_changed_in_the_store(province: Province) -> None:
    document = written(province)
    submitting.submit_draft(document, actor=province.specialist, to=province.deputy)
    spoil(document.prepared)
    page = client_of(province.deputy).post(f"/van-ban/di/{document.pk}/ky-so/", {"pin": PIN})
    assert WORDS in page.content.decode()
    assert Outgoing.objects.get().state == OutgoingState.SUBMITTED


def test_a_clerk_seals_none_and_its_number_stays_its_own(province: Province) -> None:
    document = signed(province)
    spoil(document.signed)
    with pytest.raises(Conflict, match=WORDS):
        issuing.number_seal_and_issue(document, actor=province.clerk, pin=PIN, agencies=[])
    document.refresh_from_db()
    assert (document.issued, document.state) == (None, OutgoingState.NUMBERED)


def test_the_page_is_hashed_once_for_the_check_and_the_signature(province: Province) -> None:
    document = written(province)
    submitting.submit_draft(document, actor=province.specialist, to=province.deputy)
    assert document.prepared is not None
    pdf = read(document.prepared)
    with mock.patch.object(swift, "hashlib", wraps=hashlib) as hashing:
        submitting.sign_with_pin(document, actor=province.deputy, pin=PIN)
    assert hashing.sha256.call_count == 0
    assert read_sound(document.prepared).hashed.digest() == hashlib.sha256(pdf).digest()
    assert document.signed is not None
    assert verify(read(document.signed)).signatures[0].result is Result.VALID
