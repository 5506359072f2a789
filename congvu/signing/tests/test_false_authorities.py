"""Answers and lists that somebody else signed, stamps over something else: none is believed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from asn1crypto import tsp
from django.conf import LazySettings

from congvu.core import clock
from congvu.core.refused import Refused
from congvu.signing import authority
from congvu.signing.models import RevocationList, StatusAnswer
from congvu.signing.pdf import signing
from congvu.signing.providers.stamping import HttpStamper
from congvu.signing.queries import verify
from congvu.signing.tests.authority_server import TestAuthority
from congvu.signing.tests.test_lasting import there  # noqa: F401 - a fixture
from congvu.signing.tests.test_signing import world
from congvu.signing.types import Result

pytestmark = pytest.mark.django_db
AGAIN = timedelta(hours=1)  # after which what was not answered is asked again


def signed(there: TestAuthority, ways: str) -> bytes:  # noqa: F811
    leader = there.holder("Lê Thị Mẫu", curve=True, ways=ways)
    return signing.sign(world().prepared, provider=leader, image=None)


def test_an_answer_that_a_stranger_signed_is_none(there: TestAuthority) -> None:  # noqa: F811
    """The stranger's authority has the same names, and says that all is well."""
    pdf, own = signed(there, "ocsp"), there.ca
    there.ca = authority.make_authority(curve=True)
    assert verify(pdf).result is Result.UNKNOWN
    assert there.asked["ocsp"] > 0
    assert not StatusAnswer.objects.exists()
    there.ca = own
    with clock.fixed(clock.now() + AGAIN):
        assert verify(pdf).result is Result.VALID


def test_an_answer_about_another_certificate_is_none(there: TestAuthority) -> None:  # noqa: F811
    pdf, other = signed(there, "ocsp"), there.holder("Trần Văn Khác", curve=True)
    about: list[bytes] = []
    own = there._status
    there._status = lambda content: about.append(own(content)) or about[0]  # type: ignore[method-assign, func-returns-value]
    asked = signing.sign(world().prepared, provider=other, image=None)
    assert verify(asked).result is Result.VALID
    assert verify(pdf).result is Result.UNKNOWN
    assert len(about) > 1


def test_a_list_that_a_stranger_signed_is_not_taken(there: TestAuthority) -> None:  # noqa: F811
    pdf, own = signed(there, "list"), there.ca
    there.ca = authority.make_authority(curve=True)
    before = RevocationList.objects.count()
    assert verify(pdf).result is Result.UNKNOWN
    assert (there.asked["sub.crl"] > 0, RevocationList.objects.count()) == (True, before)
    there.ca = own
    with clock.fixed(clock.now() + AGAIN):
        assert verify(pdf).result is Result.VALID


def another_digest(asked: tsp.TimeStampReq) -> None:
    asked["message_imprint"]["hashed_message"] = b"\1" * 32


def another_question(asked: tsp.TimeStampReq) -> None:
    asked["nonce"] = 1804


@pytest.mark.parametrize("change", [another_digest, another_question])
def test_a_stamp_over_something_else_signs_nothing(
    there: TestAuthority,  # noqa: F811
    change: Callable[[tsp.TimeStampReq], None],
) -> None:
    own, given = there._stamp, []

    def false(content: bytes) -> bytes:
        asked = tsp.TimeStampReq.load(content)
        change(asked)
        given.append(own(asked.dump(force=True)))
        return given[-1]

    there._stamp = false  # type: ignore[method-assign]
    refuses(there)
    assert tsp.TimeStampResp.load(given[0])["status"]["status"].native == "granted"


@pytest.mark.parametrize("answer", [b"", b"\x30\x03\x02\x01", b"<html>"], ids=len)
def test_what_is_no_stamp_signs_nothing(there: TestAuthority, answer: bytes) -> None:  # noqa: F811
    there._stamp = lambda _: answer  # type: ignore[method-assign]
    refuses(there)


def test_an_authority_that_does_not_grant_it_signs_nothing(there: TestAuthority) -> None:  # noqa: F811
    no = bytes.fromhex("30053003020102")  # PKIStatus `rejection`, and no token
    there._stamp = lambda _: no  # type: ignore[method-assign]
    refuses(there)


def refuses(there: TestAuthority) -> None:  # noqa: F811
    leader = there.holder("Lê Thị Mẫu", curve=True)
    by = HttpStamper(f"{there.url}/tsa")
    with pytest.raises(Refused, match="Chưa lấy được dấu thời gian"):
        signing.sign(world().prepared, provider=leader, image=None, stamper=by)


def test_a_strangers_stamp_proves_no_time(
    there: TestAuthority,  # noqa: F811
    settings: LazySettings,
) -> None:
    """It is in the file, but nobody is trusted to have said when: after the certificate has ended
    the signature is no longer sound.
    """
    leader = there.holder("Lê Thị Mẫu", curve=True, years=1)
    own, there.ca = there.ca, authority.make_authority(curve=True)
    by = HttpStamper(f"{there.url}/tsa")
    pdf = signing.sign(world().prepared, provider=leader, image=None, stamper=by)
    there.ca = own
    [verdict] = verify(pdf).signatures
    assert verdict.proven_at is None
    with clock.fixed(clock.now() + timedelta(days=500)):
        assert verify(pdf).result is not Result.VALID
