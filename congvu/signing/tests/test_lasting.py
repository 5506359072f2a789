"""Signatures at every level, with an authority over HTTP that may be down, slow or say no."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import LazySettings

from congvu.core import clock
from congvu.core.refused import Refused
from congvu.directory.tests.factories import Office
from congvu.files.actions import keep
from congvu.files.queries import read
from congvu.signing import actions, authority
from congvu.signing.actions import lasting
from congvu.signing.models import LastingCopy, StatusAnswer
from congvu.signing.pdf import signing
from congvu.signing.providers.stamping import HttpStamper
from congvu.signing.queries import verify
from congvu.signing.tests.authority_server import TestAuthority, serving
from congvu.signing.tests.test_signing import VALUES, world
from congvu.signing.types import FileVerdict, Result

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=365)


@pytest.fixture
def there() -> Iterator[TestAuthority]:
    with serving(authority.make_authority(curve=True)) as made:
        actions.trust(made.root, name="Tổ chức thử")
        root_list, _ = authority.make_lists(made.ca)
        actions.take_list(root_list)
        yield made


def sealed(
    there: TestAuthority, settings: LazySettings, level: str, ways: str = "ocsp list"
) -> bytes:
    settings.SIGNATURE_LEVEL, settings.TSA_URL = level, f"{there.url}/tsa"
    by = lasting.stamper()
    leader = there.holder("Lê Thị Mẫu", curve=True, ways=ways, years=3)
    office = there.holder("UBND", code="H47", curve=True, ways=ways, years=3)
    signed = signing.sign(world().prepared, provider=leader, image=None, stamper=by)
    made = signing.seal(signed, values=VALUES, provider=office, image=None, stamper=by)
    return lasting.make_last(made)


def levels(verdict: FileVerdict) -> set[str]:
    assert verdict.result is Result.VALID, [
        check.reason for one in verdict.signatures for check in one.checks
    ] + [check.reason for check in verdict.checks]
    return {one.level for one in verdict.signatures}


@pytest.mark.parametrize("level", ["B-B", "B-T", "B-LT", "B-LTA"])
def test_each_level_is_reached_and_valid(
    there: TestAuthority, settings: LazySettings, level: str
) -> None:
    verdict = verify(sealed(there, settings, level))
    assert levels(verdict) == {level}
    assert verdict.complete
    assert (verdict.lapses_at is not None) == (level == "B-LTA")


def test_after_the_certificates_have_expired_only_lasting_ones_are_valid(
    there: TestAuthority, settings: LazySettings
) -> None:
    plain, stamped = (sealed(there, settings, level) for level in ("B-B", "B-LTA"))
    there.down.add("ocsp")
    with clock.fixed(clock.now() + 4 * YEAR):
        for one in authority.make_lists(there.ca):
            actions.take_list(one)
        assert verify(stamped).result is Result.VALID
        assert verify(plain).result is Result.UNKNOWN
    with clock.fixed(clock.now() + 6 * YEAR):  # the stamp's own certificate is over too
        assert verify(stamped).result is Result.UNKNOWN


def test_revoked_afterwards_a_stamped_signature_stays_valid(
    there: TestAuthority, settings: LazySettings
) -> None:
    pdf = sealed(there, settings, "B-T", ways="ocsp")
    assert levels(verify(pdf)) == {"B-T"}
    leader = verify(pdf).signatures[0]
    there.revoked = {int(leader.serial, 16): clock.now() + timedelta(days=2)}
    with clock.fixed(clock.now() + timedelta(days=3)):
        assert verify(pdf).signatures[0].result is Result.VALID
    dead = {int(leader.serial, 16): clock.now() - timedelta(hours=1)}
    with clock.fixed(clock.now() + timedelta(days=6)):
        for one in authority.make_lists(there.ca, revoked=dead):
            actions.take_list(one)
        verdict = verify(pdf)
    assert verdict.signatures[0].result is Result.INVALID
    assert "đã bị thu hồi" in verdict.signatures[0].checks[-1].reason


def test_status_is_asked_once_while_it_holds_and_the_list_stands_in(
    there: TestAuthority, settings: LazySettings
) -> None:
    pdf = sealed(there, settings, "B-B")
    for _ in range(3):
        assert verify(pdf).result is Result.VALID
    assert there.asked == {"ocsp": 2}
    assert StatusAnswer.objects.count() == 2
    there.down.add("ocsp")
    with clock.fixed(clock.now() + timedelta(days=2)):
        assert verify(pdf).result is Result.VALID
    assert there.asked["sub.crl"] == 1


def test_an_unknown_status_is_warned_of_or_stops_as_the_installation_wishes(
    there: TestAuthority, settings: LazySettings
) -> None:
    pdf = sealed(there, settings, "B-B")
    there.down |= {"ocsp", "sub.crl"}
    assert verify(pdf).result is Result.UNKNOWN
    settings.REVOCATION_STRICT = False
    verdict = verify(pdf)
    assert verdict.result is Result.VALID
    assert "Cảnh báo" in verdict.signatures[0].checks[-1].reason


def test_without_a_stamp_nothing_is_signed(there: TestAuthority, settings: LazySettings) -> None:
    there.down.add("tsa")
    with pytest.raises(Refused, match="dấu thời gian"):
        sealed(there, settings, "B-T")


def test_archive_stamps_are_renewed_before_they_lapse(
    office: Office, there: TestAuthority, settings: LazySettings
) -> None:
    pdf = sealed(there, settings, "B-LTA")
    file = keep(pdf, name="a.pdf", media_type="application/pdf", agency=office.agency, actor=None)
    actions.keep_lasting(file)
    by = HttpStamper(f"{there.url}/tsa")
    assert lasting.renew_due(by=by) == 0
    later = clock.now() + 5 * YEAR - timedelta(days=20)
    there.now = later
    with clock.fixed(later):
        for one in authority.make_lists(there.ca):
            actions.take_list(one)
        there.down.add("tsa")
        assert lasting.renew_due(by=by) == 0
        assert "dấu thời gian" in LastingCopy.objects.get().problem
        there.down.clear()
        assert lasting.renew_due(by=by) == 1
        assert lasting.renew_due(by=by) == 0
    copy = LastingCopy.objects.get()
    renewed = read(copy.file)
    assert renewed.startswith(pdf)
    assert copy.problem == ""
    with clock.fixed(later + 4 * YEAR):
        for one in authority.make_lists(there.ca):
            actions.take_list(one)
        assert verify(pdf).result is Result.UNKNOWN
        assert verify(renewed).result is Result.VALID


def test_white_space_in_the_place_of_the_archives_stamp_is_seen(
    there: TestAuthority, settings: LazySettings
) -> None:
    pdf = sealed(there, settings, "B-LTA")
    at = pdf.index(b">", pdf.rindex(b"/Contents <"))
    assert verify(pdf[: at - 8] + b"0000 000" + pdf[at:]).result is Result.INVALID
