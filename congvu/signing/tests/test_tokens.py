"""USB tokens: their certificates are registered, and what their programs send back is checked."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from asn1crypto.x509 import Certificate
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs7
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from congvu.accounts.tests.factories import client_of
from congvu.core import clock
from congvu.core.refused import Conflict, Refused
from congvu.directory.tests.factories import Office
from congvu.signing import actions, authority
from congvu.signing.actions.tokens import (
    check_returned,
    fill,
    mark_attachment,
    register_token,
)
from congvu.signing.models import HeldKey, KeyPlace, SealUse, TrustAnchor
from congvu.signing.pdf import signing
from congvu.signing.providers.held import Held
from congvu.signing.queries import key_of, verify
from congvu.signing.tests.test_signing import VALUES, world
from congvu.signing.tests.token import WRONG, Token, seal_token_of, slot_of, token_of
from congvu.signing.types import SEAL, Result

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Desk:
    """A leader whose token is registered, and a token that is not."""

    office: Office
    ca: authority.Authority
    own: Token
    other: Token
    key: HeldKey


def trusted() -> authority.Authority:
    ca = authority.make_authority(curve=True)
    actions.trust(ca.root.public_bytes(serialization.Encoding.DER), name="CA thử")
    for one in authority.make_lists(ca):
        actions.take_list(one)
    return ca


@pytest.fixture
def desk(office: Office) -> Desk:
    ca = trusted()
    own, other = (token_of(ca, office.leader.person.name) for _ in range(2))
    key = actions.new_key(office.leader.person)
    register_token(key, content=own.pem, name_there="token số 12", actor=office.leader)
    return Desk(office, ca, own, other, key)


def send(office: Office, content: bytes) -> str:
    upload = SimpleUploadedFile("chung-thu.pem", content)
    given = {"file": upload, "name_there": "token số 12"}
    url = reverse("signing:register_token")
    return client_of(office.leader).post(url, given, follow=True).content.decode()


def test_a_token_is_registered_by_its_certificate(office: Office) -> None:
    ca = trusted()
    own = token_of(ca, office.leader.person.name)
    assert "USB token của người ký: token số 12" in send(office, own.pem)
    key = key_of(office.leader.person)
    assert key is not None
    assert (key.place, bytes(key.protected)) == (KeyPlace.TOKEN, b"")
    assert "đã có trong hệ thống" in send(office, own.pem)
    with pytest.raises(Conflict, match="trang ký số"):
        actions.open_key(key, pin="482913", actor=office.leader)
    assert HeldKey.objects.get(pk=key.pk).failures == 0


def test_certificates_are_read_in_whatever_form(office: Office) -> None:
    ca = trusted()
    for number, wrap in enumerate((serialization.Encoding.DER, serialization.Encoding.PEM)):
        own = token_of(ca, office.leader.person.name)
        whole = [own.issued.certificate, ca.sub, ca.root]
        packed = pkcs7.serialize_certificates(whole, wrap)
        assert f"{own.issued.certificate.serial_number:x}" in send(office, packed), number


def test_only_one_s_own_trusted_certificate_is_registered(office: Office) -> None:
    ca, stranger = trusted(), authority.make_authority(curve=True)
    name = office.leader.person.name
    assert "không phải của" in send(office, token_of(ca, "Người Khác").pem)
    assert "tin cậy cấp" in send(office, token_of(stranger, name).pem)
    assert "Không đọc được" in send(office, b"khong phai chung thu")
    late = clock.now() - timedelta(days=800)
    old = authority.issue_certificate(ca, name=name, organisation="UBND", since=late, years=1)
    assert "hết hạn" in send(office, Token(old).pem)
    alone = token_of(ca, name).issued.certificate.public_bytes(serialization.Encoding.DER)
    assert "thiếu chứng thư cấp trên" in send(office, alone)
    assert key_of(office.leader.person) is None


@pytest.mark.parametrize("pades", [True, False], ids=["PAdES", "adbe.pkcs7.detached"])
@pytest.mark.parametrize("curve", [False, True], ids=["RSA", "P-256"])
def test_a_token_s_signature_is_taken(office: Office, *, curve: bool, pades: bool) -> None:
    own = token_of(trusted(), office.leader.person.name, curve=curve)
    key = actions.new_key(office.leader.person)
    register_token(key, content=own.pem, name_there="token", actor=office.leader)
    prepared = world().prepared
    check_returned(prepared, own.sign(prepared, pades=pades), key=key)


def test_a_field_of_the_program_s_own_is_taken_in_the_signer_s_place(desk: Desk) -> None:
    """Some programs make their own; it must lie where the signature belongs, and can be sealed."""
    prepared = world().prepared
    left, bottom, right, top = slot_of(prepared)
    inside = (left + 5, bottom + 5, right - 5, top - 5)
    signed = desk.own.sign(prepared, field="Signature1", box=inside)
    check_returned(prepared, signed, key=desk.key)
    seal = authority.issue_certificate(
        desk.ca, name="UBND", organisation="UBND", organisation_code="H47"
    )
    own = Certificate.load(seal.certificate.public_bytes(serialization.Encoding.DER))
    held = Held(seal.key, own, tuple(map(Certificate.load, seal.chain)))
    verdict = verify(signing.seal(signed, values=VALUES, provider=held, image=None))
    assert (verdict.result, verdict.complete) == (Result.VALID, True)


@pytest.mark.parametrize("what", list(WRONG))
def test_what_is_not_the_file_signed_once_is_refused(desk: Desk, what: str) -> None:
    way, words = WRONG[what]
    prepared = world().prepared
    with pytest.raises(Refused, match=words) as refused:
        check_returned(prepared, way(prepared, desk.own, desk.other), key=desk.key)
    assert refused.value.sentence.endswith("Văn bản chưa được ký; ông/bà ký lại.")


def test_a_leader_s_signature_in_the_seal_s_place_is_refused(desk: Desk) -> None:
    prepared = world().prepared
    with pytest.raises(Refused, match="vị trí dành cho người ký"):
        check_returned(prepared, desk.own.sign(prepared, field=SEAL), key=desk.key)


@dataclass(frozen=True)
class Clerk:
    """An agency whose seal is in a token, and what waits for it with number and day."""

    office: Office
    own: Token
    other: Token
    key: HeldKey
    given: bytes


@pytest.fixture
def clerk(desk: Desk) -> Clerk:
    agency = desk.office.agency
    own, other = (seal_token_of(desk.ca, agency.name, agency.code) for _ in range(2))
    key = actions.new_key(agency)
    register_token(key, content=own.pem, name_there="dấu", actor=desk.office.administrator)
    given = fill(desk.own.sign(world().prepared), values=VALUES)
    return Clerk(desk.office, own, other, key, given)


@pytest.mark.parametrize("pades", [True, False], ids=["PAdES", "adbe.pkcs7.detached"])
def test_a_token_s_seal_is_taken(clerk: Clerk, *, pades: bool) -> None:
    sealed = clerk.own.sign(clerk.given, pades=pades)
    verdict = check_returned(clerk.given, sealed, key=clerk.key, slot=SEAL)
    assert (verdict.result, verdict.complete, verdict.values) == (Result.VALID, True, VALUES)


@pytest.mark.parametrize("what", list(WRONG))
def test_what_is_not_the_file_sealed_once_is_refused(clerk: Clerk, what: str) -> None:
    way, words = WRONG[what]
    returned = way(clerk.given, clerk.own, clerk.other)
    with pytest.raises(Refused, match=words) as refused:
        check_returned(clerk.given, returned, key=clerk.key, slot=SEAL)
    assert refused.value.sentence.endswith("Văn bản chưa được đóng dấu; ông/bà đóng dấu lại.")


def test_a_person_s_token_does_not_seal(clerk: Clerk, desk: Desk) -> None:
    by_leader = desk.own.sign(clerk.given, field=SEAL)
    with pytest.raises(Refused, match="cắm đúng USB token"):
        check_returned(clerk.given, by_leader, key=clerk.key, slot=SEAL)


def test_the_seal_s_token_is_registered_by_the_administrator(office: Office) -> None:
    ca, agency = trusted(), office.agency
    keeper, url = client_of(office.administrator), reverse("signing:register_seal_token")

    def sent(token: Token) -> str:
        upload = SimpleUploadedFile("chung-thu.pem", token.pem)
        given = {"file": upload, "name_there": "dấu số 1"}
        return keeper.post(url, given, follow=True).content.decode()

    assert "không phải chứng thư của cơ quan" in sent(token_of(ca, agency.name))
    assert "không phải của" in sent(seal_token_of(ca, "Sở Khác", "H99.9"))
    assert key_of(agency) is None
    assert "USB token do văn thư giữ: dấu số 1" in sent(seal_token_of(ca, agency.name, "MST-01"))
    coded = seal_token_of(ca, "UBND T. QUẢNG NAM", agency.code)
    assert "Đã thực hiện: Đăng ký con dấu ở USB token" in sent(coded)
    key = key_of(agency)
    assert key is not None
    assert (key.place, key.subject) == (KeyPlace.TOKEN, "UBND T. QUẢNG NAM")
    assert client_of(office.clerk).get(url).status_code == 403


def test_a_seal_in_a_token_is_not_opened_by_a_pin(clerk: Clerk) -> None:
    SealUse.objects.create(agency=clerk.office.agency, appointment=clerk.office.clerk)
    with pytest.raises(Conflict, match="từng văn bản tại trang phát hành"):
        actions.open_key(clerk.key, pin="482913", actor=clerk.office.clerk)


@pytest.mark.parametrize("curve", [False, True], ids=["RSA", "P-256"])
def test_an_annex_is_marked_before_its_seal(clerk: Clerk, tmp_path: Path, *, curve: bool) -> None:
    """The words stand there whatever the program draws; the annex bears one signature, valid."""
    marked = mark_attachment(world().blank, code="15/UBND-KGVX")
    agency, ca = clerk.office.agency, trusted()
    own, key = seal_token_of(ca, agency.name, agency.code, curve=curve), actions.new_key(agency)
    register_token(key, content=own.pem, name_there="dấu", actor=clerk.office.administrator)
    verdict = check_returned(marked, own.sign(marked), key=key, slot=SEAL)
    assert [one.field for one in verdict.signatures] == [SEAL]
    path = tmp_path / "phu-luc.pdf"
    path.write_bytes(own.sign(marked))
    shown = subprocess.run(["pdftotext", path, "-"], check=True, capture_output=True, text=True)
    assert "15/UBND-KGVX" in shown.stdout


def test_an_annex_that_others_signed_keeps_their_signature(clerk: Clerk) -> None:
    theirs = clerk.other.sign(world().blank, field="Chu_ky_khac", box=(60, 60, 160, 100))
    marked = mark_attachment(theirs, code="15/UBND-KGVX")
    verdict = check_returned(marked, clerk.own.sign(marked), key=clerk.key, slot=SEAL)
    assert [one.result for one in verdict.signatures] == [Result.VALID, Result.VALID]


def test_what_is_too_large_is_refused(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("congvu.signing.actions.tokens.MOST_ADDED", 1_000)
    prepared = world().prepared
    with pytest.raises(Refused, match="quá lớn"):
        check_returned(prepared, desk.own.sign(prepared), key=desk.key)


def test_a_certificate_that_was_revoked_or_is_trusted_no_more_is_refused(desk: Desk) -> None:
    signed = desk.own.sign(world().prepared)
    revoked = {desk.own.issued.certificate.serial_number: clock.now() - timedelta(hours=1)}
    for one in authority.make_lists(desk.ca, revoked=revoked):
        actions.take_list(one)
    with pytest.raises(Refused, match="đã bị thu hồi"):
        check_returned(world().prepared, signed, key=desk.key)
    TrustAnchor.objects.update(active=False)
    with pytest.raises(Refused, match="Chưa khai báo tổ chức cấp"):
        check_returned(world().prepared, signed, key=desk.key)


def test_a_key_out_of_force_signs_nothing(desk: Desk) -> None:
    signed = desk.own.sign(world().prepared)
    desk.key.not_after = clock.now() - timedelta(minutes=1)
    with pytest.raises(Conflict, match="không còn hiệu lực"):
        check_returned(world().prepared, signed, key=desk.key)
