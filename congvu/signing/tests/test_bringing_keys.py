"""A .p12 comes in by the page: its key signs from then on, and nothing of the file is kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from congvu.accounts.tests.factories import client_of
from congvu.core import clock
from congvu.core.refused import Refused
from congvu.directory.models import Appointment
from congvu.directory.tests.factories import Office
from congvu.signing import actions, authority
from congvu.signing.models import HeldKey
from congvu.signing.providers.held import accepted
from congvu.signing.queries import key_of, verify
from congvu.signing.tests.test_signing import world
from congvu.signing.types import Result

pytestmark = pytest.mark.django_db
PASSWORD, PIN = "mật khẩu của tệp", "482913"
_OLD = (
    serialization.PrivateFormat.PKCS12.encryption_builder()
    .key_cert_algorithm(pkcs12.PBES.PBESv1SHA1And3KeyTripleDESCBC)
    .build(PASSWORD.encode())
)


def packed(
    made: authority.Issued,
    *,
    way: serialization.KeySerializationEncryption | None = None,
) -> bytes:
    """The .p12 as an authority gives it, with the certificates above."""
    way = way or serialization.BestAvailableEncryption(PASSWORD.encode())
    above = [x509.load_der_x509_certificate(one) for one in made.chain]
    return pkcs12.serialize_key_and_certificates(b"chu ky", made.key, made.certificate, above, way)


def issued(office: Office, *, curve: bool = True, **given: Any) -> authority.Issued:
    ca = authority.make_authority(curve=True)
    actions.trust(ca.root.public_bytes(serialization.Encoding.DER), name="CA thử")
    for one in authority.make_lists(ca):
        actions.take_list(one)
    name = office.leader.person.name
    return authority.issue_certificate(ca, name=name, organisation="UBND", curve=curve, **given)


def bring(actor: Appointment, content: bytes, **given: str) -> str:
    upload = SimpleUploadedFile("chung-thu.p12", content)
    said = {"file": upload, "password": PASSWORD, "new_pin": PIN} | given
    return client_of(actor).post(reverse("signing:bring"), said, follow=True).content.decode()


@pytest.mark.parametrize("way", [None, _OLD], ids=["AES", "3DES"])
@pytest.mark.parametrize("curve", [False, True], ids=["RSA", "P-256"])
def test_a_key_that_was_brought_signs_by_its_pin(office: Office, *, curve: bool, way: Any) -> None:
    made = issued(office, curve=curve)
    content = packed(made, way=way)
    assert office.leader.person.name in bring(office.leader, content)
    key = key_of(office.leader.person)
    assert key is not None
    plain = made.key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    assert plain not in bytes(key.protected)
    assert content not in bytes(key.protected)
    opened = actions.open_key(key, pin=PIN, actor=office.leader)
    signed = actions.sign(world().prepared, key=opened, image=None)
    assert verify(signed).result is Result.VALID
    with pytest.raises(Refused, match="Sai mã PIN"):
        actions.open_key(key, pin="739154", actor=office.leader)


def test_what_is_wrong_with_a_file_is_said_and_nothing_is_kept(office: Office) -> None:
    made = issued(office)
    good = packed(made)
    bare = pkcs12.serialize_key_and_certificates(
        b"", None, made.certificate, None, serialization.BestAvailableEncryption(PASSWORD.encode())
    )
    said = {
        "Không mở được tệp chứng thư": bring(office.leader, good, password="sai"),
        "mật khẩu sai hoặc tệp không phải .p12": bring(office.leader, b"PK\x03\x04"),
        "không có đủ khóa và chứng thư": bring(office.leader, bare),
        "6 đến 12 chữ số": bring(office.leader, good, new_pin="12a456"),
        "quá dễ đoán": bring(office.leader, good, new_pin="123456"),
    }
    for words, page in said.items():
        assert words in page
    assert "value=" not in said["quá dễ đoán"].partition('name="password"')[2].partition(">")[0]
    assert not HeldKey.objects.exists()


def test_weak_and_other_keys_are_refused(office: Office) -> None:
    short = rsa.generate_private_key(65537, 1024)  # noqa: S505 - to be refused
    for key in (short, ed25519.Ed25519PrivateKey.generate()):
        with pytest.raises(Refused, match="RSA từ 2048 bit hoặc ECDSA từ 256 bit"):
            accepted(key)


def test_a_certificate_out_of_force_or_brought_before_is_refused(office: Office) -> None:
    old = issued(office, since=clock.now() - timedelta(days=800), years=1)
    assert "hết hạn hoặc chưa có hiệu lực" in bring(office.leader, packed(old))
    assert not HeldKey.objects.exists()
    content = packed(issued(office))
    bring(office.leader, content)
    assert "đã có trong hệ thống" in bring(office.leader, content)
    assert HeldKey.objects.filter(active=True).count() == 1


def test_a_new_certificate_takes_the_place_of_the_one_before(office: Office) -> None:
    first, second = issued(office), issued(office)
    bring(office.leader, packed(first))
    bring(office.leader, packed(second))
    key = key_of(office.leader.person)
    assert key is not None
    assert key.serial == f"{second.certificate.serial_number:x}"
    assert HeldKey.objects.count() == 2
